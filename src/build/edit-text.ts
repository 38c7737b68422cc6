/** A part of a text, and what is put in its place. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

export function editText(text: string, edits: readonly Edit[]): string {
  const lastFirst = edits.toSorted((a, b) => b.start - a.start)
  return lastFirst.reduce(
    (edited, { start, end, text: put }) => edited.slice(0, start) + put + edited.slice(end),
    text,
  )
}
