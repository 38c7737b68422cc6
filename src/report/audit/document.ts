import { isPrintable } from '../../core/codify/printable-sql.ts'
import type { Severity } from '../../core/severity.ts'
import type { Exit } from '../exits.ts'
import { harmless, type RichText, words } from '../rich-text.ts'

/** How a thing stands, for the eye; no meaning is told by it alone. */
export type Tone = Severity | 'good' | 'faint'

export interface Cell {
  readonly text: RichText
  readonly tone?: Tone
}

/** What a report is made of, in the order in which it is read. */
export type Block =
  | {
      readonly kind: 'text'
      readonly text: RichText
      readonly label?: string
      readonly isPart?: true
    }
  | { readonly kind: 'code'; readonly language: 'sql' | 'sh'; readonly lines: readonly string[] }
  | {
      readonly kind: 'table'
      readonly caption: string
      readonly columns: readonly string[]
      readonly rows: readonly (readonly Cell[])[]
    }
  /** A risk that was told before need not be told again. */
  | { readonly kind: 'exit'; readonly exit: Exit; readonly isRiskTold?: boolean }

export interface Section {
  readonly heading: RichText
  readonly severity?: Severity
  readonly blocks: readonly Block[]
  readonly sections?: readonly Section[]
}

/** A report that every format renders in its own way, and adds no words to. */
export interface Document {
  /** The answer in one line. */
  readonly headline: RichText
  readonly tone: Tone
  readonly blocks: readonly Block[]
  readonly sections: readonly Section[]
}

/** A paragraph, with a word before it that says what it is. */
export function text(rich: RichText, label?: string): Block {
  return { kind: 'text', text: rich, ...(label !== undefined && { label }) }
}

/** A cell, of our own words where it is given as a string. */
export function cell(content: RichText | string, tone?: Tone): Cell {
  const rich = typeof content === 'string' ? words(content) : content
  return { text: rich, ...(tone !== undefined && { tone }) }
}

/** A table of what is known by a name, such as who made a proof and when. */
export function factTable(
  caption: string,
  facts: readonly (readonly [name: string, value: RichText])[],
): Block {
  return {
    kind: 'table',
    caption,
    columns: ['What', 'Value'],
    rows: facts.map(([name, value]) => [cell(name, 'faint'), cell(value)]),
  }
}

/** How a way out is called in every format. */
export function exitTitle({ exit, destroys }: Exit): string {
  return `${exit.toUpperCase()}${destroys === true ? ' (destructive)' : ''}`
}

/**
 * A line of code as any sink may show it. One that is nothing but text stays as it is. Any other is
 * made harmless, save for the `::` of casts: a CI system takes that for a command only where a line
 * begins, spaces aside, and there it is broken up.
 */
export function codeLine(line: string): string {
  if (isPrintable(line)) return line
  const clean = line.split('::').map(harmless).join('::')
  return clean.replace(/^(\s*):(?=:)/, '$1: ')
}
