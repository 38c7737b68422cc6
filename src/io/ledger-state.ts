import { ledgerName, type LedgerTable } from '../core/ledger.ts'
import { answeredList } from './answered-list.ts'
import { quoteIdentifier } from './ledger-query.ts'
import { incompleteAnswer, ReadError } from './read-error.ts'
import type { Rows } from './run-batch.ts'

/** How a ledger stands in its database, as `ledgerStateQuery` finds it. */
export interface LedgerState {
  readonly serverVersion: string
  readonly isThere: boolean
  readonly mayUseSchema: boolean
  readonly mayRead: boolean
  /** Row security would hide rows from this role. */
  readonly isHidden: boolean
  readonly columns: readonly string[]
}

/** Throws a `ReadError` where the rows are not what the query gives. */
export function parseLedgerState(rows: Rows | undefined): LedgerState {
  const row = rows?.[0] ?? []
  const [serverVersion, isThere, mayUseSchema, mayRead, isHidden, columns] = row
  if (row.length !== 6 || serverVersion == null || columns === undefined) throw incompleteAnswer()
  return {
    serverVersion,
    isThere: isThere === 't',
    mayUseSchema: mayUseSchema === 't',
    mayRead: mayRead === 't',
    isHidden: isHidden === 't',
    columns: parseNames(columns),
  }
}

/** The names that `alikeQuery` finds. Throws a `ReadError` where the rows are no names. */
export function parseAlike(rows: Rows | undefined): readonly string[] {
  const names = rows?.map(([name]) => name)
  if (!areNames(names)) throw incompleteAnswer()
  return names
}

function parseNames(json: string | null): readonly string[] {
  if (json === null) return []
  const names = answeredList(json)
  if (!areNames(names)) throw incompleteAnswer()
  return names
}

/** By hand, so that the guard needs no zod. */
function areNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}

/** Why a ledger that is there could not be read, and what to do. */
export function accessError(ledger: LedgerTable, state: LedgerState): ReadError {
  const name = `\`${ledgerName(ledger)}\``
  const schema = quoteIdentifier(ledger.schema)
  const table = `${schema}.${quoteIdentifier(ledger.table)}`
  const grants = [
    ...(state.mayUseSchema ? [] : [`GRANT USAGE ON SCHEMA ${schema} TO <role>;`]),
    ...(state.mayRead ? [] : [`GRANT SELECT ON TABLE ${table} TO <role>;`]),
  ]
  if (grants.length > 0) {
    // Each at the end and in a code span of its own, as the report sets it on a line of its own.
    const sql = grants.map((grant) => `\`${grant}\``).join(' ')
    const message = `The role may not read the ledger ${name}. Run as its owner, with the user of the connection string for \`<role>\`: ${sql}`
    return new ReadError({ reason: 'no-permission', message, again: 'never' })
  }
  if (state.isHidden) {
    const message = `Row level security hides rows of the ledger ${name} from the role. Give the role BYPASSRLS, or run as its owner: \`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY;\``
    return new ReadError({ reason: 'no-permission', message, again: 'never' })
  }
  const absent = ['id', 'hash', 'created_at'].filter((column) => !state.columns.includes(column))
  if (absent.length > 0) {
    const columns = absent.map((column) => `\`${column}\``).join(' and ')
    const message = `The table ${name} has no column ${columns}, which Drizzle's ledger has. Was it renamed, or is this another table?`
    return new ReadError({ reason: 'malformed', message, again: 'never' })
  }
  const message = `The ledger ${name} changed while it was read. It is read again at the next check.`
  return new ReadError({ reason: 'unexpected', message, again: 'later' })
}
