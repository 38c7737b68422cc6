import { defaultLedgerTable, ledgerName, LedgerTable } from '../core/ledger.ts'
import { Name } from '../core/manifest.ts'
import { UserError } from '../io/errors.ts'

/** What `--ledger` takes: a schema and a table. Throws a `UserError`. */
export function parseLedger(text: string): LedgerTable {
  const [schema, table, ...more] = text.split('.')
  const ledger = LedgerTable.safeParse({ schema, table })
  if (ledger.success && more.length === 0) return ledger.data
  throw new UserError(
    `--ledger ${JSON.stringify(text)} is not a schema and a table with a dot between them, such as ${ledgerName(defaultLedgerTable)}.`,
  )
}

/** What a manifest may be called. Throws a `UserError`. */
export function parseName(text: string): string {
  if (Name.safeParse(text).success) return text
  throw new UserError(
    `--name ${JSON.stringify(text)} cannot be a file's name everywhere. Use 1 to 64 lower-case letters, digits, dots, dashes and underscores, with a letter or digit in front.`,
  )
}
