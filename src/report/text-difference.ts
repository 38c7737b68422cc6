import { cleanSql } from './rich-text.ts'

/** Where two texts differ first, and what stands there in each. */
export interface TextDifference {
  /** Counted from 1. */
  readonly line: number
  readonly left: string
  readonly right: string
  /** All that differs is what nobody can see, such as white space. */
  readonly isInvisible: boolean
}

/** PostgreSQL has no longer text. */
const longest = 2 ** 30

/** How many characters are shown before the place. */
const lead = 40

/** Two texts that are not equal, each cut to about `length` characters from where they differ. */
export function differenceOf(left: string, right: string, length: number): TextDifference {
  const at = firstDifference(left, right)
  const shown = (text: string) => excerpt(text, at, length)
  return {
    line: left.slice(0, at).split('\n').length,
    left: shown(left),
    right: shown(right),
    isInvisible: cleanSql(left, longest) === cleanSql(right, longest),
  }
}

function firstDifference(left: string, right: string): number {
  const end = Math.min(left.length, right.length)
  for (let index = 0; index < end; index += 1) if (left[index] !== right[index]) return index
  return end
}

function excerpt(text: string, at: number, length: number): string {
  const from = Math.max(0, at - lead)
  const part = text.slice(from, from + length)
  const isCut = from + length < text.length
  return `${from > 0 ? '…' : ''}${cleanSql(part, length)}${isCut ? '…' : ''}`
}
