import type { Cause } from '../core/observation.ts'
import { ReadError } from '../io/read-error.ts'
import { isSqlState } from '../io/sql-state.ts'

type Meaning = readonly [reason: Cause, message: string, again?: 'at-once']

const password: Meaning = ['wrong-password', 'The database refused the user or the password.']
const full: Meaning = ['busy', 'The database has no connection left.', 'at-once']
const stopping: Meaning = ['unreachable', 'The database was starting or stopping.', 'at-once']

/** By SQLSTATE, or its class: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['28', password],
  ['3D', ['no-database', 'The server has no database of that name.']],
  ['42501', ['no-permission', 'The role may not read what it needs.']],
  ['55P03', ['locked', 'The ledger is locked, as while a migration runs.', 'at-once']],
  ['57014', ['timeout', 'The database gave up on the query.', 'at-once']],
  ['53', full],
  ['08', stopping],
  ['57P', stopping],
  // As where DDL runs at the same time: `cache lookup failed`.
  ['XX000', ['unexpected', 'PostgreSQL met an error of its own (XX000).', 'at-once']],
])

/** What Neon's proxy says in words alone, without an SQLSTATE. */
const words: readonly (readonly [RegExp, Meaning])[] = [
  [/password authentication failed/i, password],
  [/quota|HTTP status 402/i, ['quota', 'The Neon project has used up its quota.']],
  [/too many (database )?connection/i, full],
]

/**
 * What it means that a query failed, in our own words: a driver's error holds hosts, users and what
 * the server said, and Node prints an error's cause.
 */
export function queryError(error: unknown): ReadError {
  if (error instanceof ReadError) return error
  const chain = withCauses(error)
  const codes = chain.map((each) => memberOf(each, 'code')).filter((code) => code !== undefined)
  // No SQLSTATE is without a digit, and Node's EPIPE is.
  const sqlState = codes.find((code) => isSqlState(code) && /\d/.test(code))
  const meaning =
    sqlState === undefined
      ? words.find(([pattern]) =>
          chain.some((each) => pattern.test(memberOf(each, 'message') ?? '')),
        )
      : undefined
  if (sqlState === undefined) {
    const name = codes[0] ?? memberOf(error, 'name') ?? ''
    const shown = /^[A-Z]\w{2,40}$/i.test(name) ? ` (${name})` : ''
    return readError(
      meaning?.[1] ?? ['unreachable', `The database could not be reached${shown}.`, 'at-once'],
    )
  }
  const known =
    meanings.get(sqlState) ??
    meanings.get(sqlState.slice(0, 3)) ??
    meanings.get(sqlState.slice(0, 2))
  return readError(known ?? ['unexpected', `PostgreSQL refused the query (${sqlState}).`], sqlState)
}

function readError([reason, message, again]: Meaning, sqlState?: string): ReadError {
  return new ReadError({
    reason,
    message,
    again: again ?? 'never',
    ...(sqlState !== undefined && { sqlState }),
  })
}

/** The error and those that caused it: Drizzle puts its own around the driver's. */
function withCauses(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let each = error; each !== undefined && chain.length < 5;) {
    chain.push(each)
    each = each instanceof Error ? each.cause : undefined
  }
  return chain
}

function memberOf(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Reflect.get(value, key)
  return typeof found === 'string' ? found : undefined
}
