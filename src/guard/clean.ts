/** A text of somebody else's for a log: no control characters, no line breaks, no longer than that. */
export function clean(text: string, length = 80): string {
  const plain = text.replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?')
  return plain.length > length ? `${plain.slice(0, length)}…` : plain
}
