import { driftwatchCommand, publishCommand } from '../core/command.ts'
import { createdAtMs, type LedgerRow } from '../core/ledger.ts'
import { MigrationHash } from '../core/migration.ts'
import { clean, join, type RichText, say, words } from './rich-text.ts'
import { plural, timeInWords } from './time-in-words.ts'

/** One thing to do, with what to type for it. */
export interface Step {
  readonly text: RichText
  readonly command?: string
  /** What stands for the text where that was said just before, for another finding. */
  readonly again?: RichText
}

/** All that a person is told about one finding; no sink adds words of its own to it. */
export interface Wording {
  /** A few words, without a full stop. */
  readonly title: RichText
  /** What was found, with its time. */
  readonly what: RichText
  /** What is most likely behind it. */
  readonly likely: RichText
  /** What Drizzle will do, or what breaks. */
  readonly consequence: RichText
  /** What to do next; the first step comes first. */
  readonly next: readonly Step[]
}

/** The first eight characters of a hash, as in `6cec6782…`. */
export function shortHash(hash: string): string {
  const text = clean(hash)
  return text.length > 12 ? `${text.slice(0, 8)}…` : text
}

/** `dated 2025-11-26 22:12 UTC, 3 months ago`: what the row's created_at says. */
export function dated(row: LedgerRow, now: number): RichText {
  return row.createdAt === null ? words('without a date') : say`dated ${timeOf(row, now)}`
}

/** What the row's created_at says: a time, where it is one. */
export function timeOf(row: LedgerRow, now: number): RichText {
  if (row.createdAt === null) return words('no time')
  const ms = createdAtMs(row)
  const time = ms === undefined ? undefined : timeInWords(ms, now)
  return time === undefined ? say`${row.createdAt}` : words(time)
}

/** As `dated`, for a time that is known to be one. */
export function at(ms: number, now: number): RichText {
  return words(timeInWords(ms, now) ?? `${ms} ms after 1970`)
}

/** `Row 7` or `7 rows (ids 7, 8, …)`. */
export function rowsInWords(rows: readonly LedgerRow[], count: number): RichText {
  const [first] = rows
  if (first === undefined) return words(plural(count, 'row'))
  if (count === 1) return say`Row ${first.id}`
  const ids = join(
    rows.map(({ id }) => say`${id}`),
    ', ',
  )
  const more = count > rows.length ? ', …' : ''
  return say`${count} rows (ids ${ids}${words(more)})`
}

/** Accepting a hash for good; there is no such step for what no migration can hash to. */
export function allowStep(hash: string, text: RichText): Step[] {
  const parsed = MigrationHash.safeParse(hash.toLowerCase())
  if (!parsed.success) return []
  const command = driftwatchCommand(`allow ${parsed.data} --reason '…' --owner '…'`)
  return [{ text, command, again: say`On the same condition as above, accept it:` }]
}

/** Whether no migration can have this row's hash. */
export function hasNoHash({ hash }: LedgerRow): boolean {
  return !MigrationHash.safeParse(hash.toLowerCase()).success
}

/** Publishing what a commit declares. */
export function publishStep(text: RichText): Step {
  return { text, command: publishCommand }
}

/** Whether Drizzle 1.0 wrote the row, or knows it: 0.x gives no names. */
export function isNamed(row: LedgerRow | undefined): boolean {
  return row !== undefined && row.name !== null
}
