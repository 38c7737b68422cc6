/** A value as JSON in one line, with the spaces of written text. */
export function oneLine(value: unknown): string {
  // Within strings JSON escapes line breaks, so every one that is left stands between tokens.
  return JSON.stringify(value, null, 1).replace(/\n */g, ' ')
}

/** A JSON list with one element a line, to stand in an object that is indented by two spaces, or more. */
export function listText(elements: readonly string[], indent = '  '): string {
  return elements.length === 0
    ? '[]'
    : `[\n${indent}  ${elements.join(`,\n${indent}  `)}\n${indent}]`
}
