import type { DeclaredMigration } from '../core/finding.ts'
import type { LedgerShape, LedgerTable } from '../core/ledger.ts'
import type { Code, Exit } from './exits.ts'
import { type RichText, words } from './rich-text.ts'

/** The ledger that is to be mended, and the shape of its rows. */
export interface LedgerPlace {
  readonly table: LedgerTable
  readonly shape: LedgerShape
  /** The migrations whose rows it should have, in the order of the history. */
  readonly history: readonly DeclaredMigration[]
}

/** What goes for every mending of a row. */
const risk = words(
  'The ledger is all that Drizzle knows: a wrong row makes it skip a migration, or run one again. Nobody may migrate meanwhile.',
)

/** The way out that mends the ledger; without a statement where a value is not what Drizzle writes. */
export function record(text: RichText, code: Code | undefined): Exit {
  return { exit: 'record', text, ...(code !== undefined && { code }), risk }
}
