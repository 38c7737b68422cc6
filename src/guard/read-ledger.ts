import type { LedgerTable } from '../core/ledger.ts'
import type { Observation, Reading } from '../core/observation.ts'
import { parseLedger } from '../io/ledger-rows.ts'
import { accessError, parseAlike, parseLedgerState } from '../io/ledger-state.ts'
import { ReadError } from '../io/read-error.ts'
import { type Rows, withTimeouts } from '../io/run-batch.ts'
import { answersIn, ledgerStatement, stateStatement } from './one-statement.ts'
import { queryError } from './query-error.ts'
import type { RunQuery } from './run-query.ts'

/**
 * How long each try may take, as parts of all the time that there is. The first is long enough for
 * a compute that has to wake. The tenth that is left is for the two waits.
 */
const partsOfTries = [0.4, 0.3, 0.2]
const partOfWait = 0.05
/** The longest that `withTimeouts` waits, in milliseconds. */
const longestWaitMs = 1000

/**
 * Reads the ledger in one statement, in three tries at most and in `timeoutMs` altogether. A second
 * statement says why, where the first one failed. What goes wrong outside is the observation then.
 */
export async function readLedger(
  query: RunQuery,
  ledger: LedgerTable,
  timeoutMs: number,
): Promise<Observation> {
  const patience = {
    sleep: (ms: number) => wait((ms * partOfWait * timeoutMs) / longestWaitMs),
    random: Math.random,
  }
  const timeoutsMs = partsOfTries.map((part) => part * timeoutMs)
  try {
    return await withTimeouts(timeoutsMs, (ms) => within(ms, readOnce(query, ledger)), patience)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return { status: 'unreadable', cause: error.reason, message: error.message }
  }
}

/** SQLSTATEs for a schema, a table, a column or a right that is not there. */
const notAsExpected: readonly unknown[] = ['3F000', '42P01', '42703', '42501']

async function readOnce(query: RunQuery, ledger: LedgerTable): Promise<Reading> {
  try {
    const [rows, hides] = await ask(query, ledgerStatement(ledger))
    if (hides?.[0]?.[0] === 'f') return parseLedger(rows)
  } catch (error) {
    if (!(error instanceof ReadError) || !notAsExpected.includes(error.sqlState)) throw soon(error)
  }
  try {
    const [stateRows, alike] = await ask(query, stateStatement(ledger))
    const state = parseLedgerState(stateRows)
    if (state.isThere) throw accessError(ledger, state)
    const { serverVersion } = state
    return {
      status: 'read',
      serverVersion,
      ledger: { found: false, elsewhere: parseAlike(alike) },
    }
  } catch (error) {
    throw soon(error)
  }
}

async function ask(query: RunQuery, sql: string): Promise<readonly Rows[]> {
  const rows = await query(sql).catch((error: unknown) => {
    throw queryError(error)
  })
  return answersIn(rows)
}

/** What a monitor leaves to its next check is tried again at once: a start has no other. */
function soon(error: unknown): unknown {
  if (!(error instanceof ReadError) || error.again !== 'later') return error
  return new ReadError({
    reason: error.reason,
    message:
      'What came back is not the whole ledger. Look for a proxy between the application and its database, and for whoever changes the ledger.',
    again: 'at-once',
  })
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const message = 'The database did not answer in time.'
    reject(new ReadError({ reason: 'timeout', message, again: 'at-once' }))
  }, ms)
  try {
    return await Promise.race([promise, work])
  } finally {
    clearTimeout(timer)
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
