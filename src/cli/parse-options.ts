import { Option } from 'commander'
import { defaultLedgerTable, ledgerName, LedgerTable } from '../core/ledger.ts'
import { Name } from '../core/manifest.ts'
import { UserError } from '../io/errors.ts'

/** What `--ledger` takes: a schema and a table. Throws a `UserError`. */
export function parseLedger(text: string): LedgerTable {
  return ledgerIn(text, '--ledger')
}

/** As `parseLedger`, for a text that stands elsewhere; `where` begins the error. */
export function ledgerIn(text: string, where: string): LedgerTable {
  const [schema, table, ...more] = text.split('.')
  const ledger = LedgerTable.safeParse({ schema, table })
  if (ledger.success && more.length === 0) return ledger.data
  throw new UserError(
    `${where} ${JSON.stringify(text)} is not a schema and a table with a dot between them, such as ${ledgerName(defaultLedgerTable)}.`,
  )
}

/** What a manifest may be called. Throws a `UserError`. */
export function parseName(text: string): string {
  if (Name.safeParse(text).success) return text
  throw new UserError(
    `--name ${JSON.stringify(text)} cannot be a file's name everywhere. Use 1 to 64 lower-case letters, digits, dots, dashes and underscores, with a letter or digit in front.`,
  )
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 }

/** What `--lock-timeout` takes, as PostgreSQL writes it: milliseconds. Throws a `UserError`. */
export function parseLockTimeout(text: string): number {
  const [, number, unit = ''] = /^(\d{1,9})(ms|s|min)?$/.exec(text) ?? []
  const ms = Number(number) * (units[unit] ?? 1)
  // PostgreSQL counts in 32 bits.
  if (number !== undefined && ms < 2 ** 31 && (unit !== '' || ms === 0)) return ms
  throw new UserError(
    `--lock-timeout ${JSON.stringify(text)} is no time: write it as 500ms, 5s or 1min, or 0 to wait for as long as it takes.`,
  )
}

/**
 * An option that can be given again and again; its value is a list of texts. `otherwise` is what
 * help says of the empty one.
 */
export function repeated(flags: string, description: string, otherwise = 'none'): Option {
  return new Option(flags, `${description}; can be repeated`)
    .argParser((text: string, before: readonly string[]) => [...before, text])
    .default([], otherwise)
}
