import type { LedgerTable } from '../core/ledger.ts'
import type { Observation } from '../core/observation.ts'
import { OutsideError } from './errors.ts'
import { alikeQuery, ledgerQueries, ledgerStateQuery, settingsQuery } from './ledger-query.ts'
import { parseLedger } from './ledger-rows.ts'
import { accessError, parseAlike, parseLedgerState } from './ledger-state.ts'
import { ReadError } from './read-error.ts'
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
  try {
    const [, about, rows] = await run([settingsQuery, ...ledgerQueries(ledger)])
    return parseLedger(about, rows)
  } catch (error) {
    const sqlState = error instanceof ReadError ? error.sqlState : undefined
    if (sqlState === undefined || !notAsExpected.has(sqlState)) throw error
  }

  const [, stateRows, alike] = await run([settingsQuery, ledgerStateQuery(ledger), alikeQuery])
  const found = parseLedgerState(stateRows)
  if (found.isThere) throw accessError(ledger, found)
  const { serverVersion } = found
  return { status: 'read', serverVersion, ledger: { found: false, elsewhere: parseAlike(alike) } }
}
