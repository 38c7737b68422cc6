/** A text that is wrapped at a terminal's width, as it would be without that. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
