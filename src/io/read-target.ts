import type { LedgerTable } from '../core/ledger.ts'
import type { Observation } from '../core/observation.ts'
import { OutsideError } from './errors.ts'
import { alikeQuery, ledgerRowsQueries, ledgerStateQuery, settingsQuery } from './ledger-query.ts'
import { parseLedgerRows } from './ledger-rows.ts'
import { accessError, parseAlike, parseLedgerState } from './ledger-state.ts'
import { incompleteAnswer, ReadError } from './read-error.ts'
import type { RunBatch } from './run-batch.ts'

/**
 * Reads one database in one request; only where the ledger is not there, or not readable, a second
 * one learns why. Never throws for what goes wrong outside: that is the observation then.
 */
export async function readTarget(run: RunBatch, ledger: LedgerTable): Promise<Observation> {
  try {
    return await read(run, ledger)
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    return { status: 'unreadable', cause: error.reason, message: error.message }
  }
}

/** SQLSTATEs for a schema, a table, a column or a right that is not there. */
const notAsExpected = new Set(['3F000', '42P01', '42703', '42501'])

async function read(run: RunBatch, ledger: LedgerTable): Promise<Observation> {
  const state = ledgerStateQuery(ledger)
  try {
    const [, stateRows, count, rows] = await run([
      settingsQuery,
      state,
      ...ledgerRowsQueries(ledger),
    ])
    const { serverVersion, isThere, columns } = parseLedgerState(stateRows)
    if (!isThere) throw incompleteAnswer()
    return { status: 'read', serverVersion, ledger: parseLedgerRows(count, rows, columns) }
  } catch (error) {
    const sqlState = error instanceof ReadError ? error.sqlState : undefined
    if (sqlState === undefined || !notAsExpected.has(sqlState)) throw error
  }

  // One statement that fails fails them all, so what the first request found out is lost.
  const [, stateRows, alike] = await run([settingsQuery, state, alikeQuery])
  const found = parseLedgerState(stateRows)
  if (found.isThere) throw accessError(ledger, found)
  const { serverVersion } = found
  return { status: 'read', serverVersion, ledger: { found: false, elsewhere: parseAlike(alike) } }
}
