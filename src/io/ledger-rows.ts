import type { LedgerRow } from '../core/ledger.ts'
import type { Reading } from '../core/observation.ts'
import { maxLedgerRows } from './ledger-query.ts'
import { incompleteAnswer, ReadError } from './read-error.ts'
import type { Rows } from './run-batch.ts'

/**
 * The ledger, complete or not at all, from what `ledgerQuery` gives. Throws a `ReadError` where
 * there are more rows than are read, where one of them did not arrive, or where the answer is not
 * what the query gives.
 */
export function parseLedger(answer: Rows | undefined): Reading {
  const [about = [], ...rows] = answer ?? []
  const [serverVersion, count, hasName] = about
  if (about.length !== 4 || !serverVersion || !count || !/^\d+$/.test(count)) {
    throw incompleteAnswer()
  }
  if (hasName !== 'true' && hasName !== 'false') throw incompleteAnswer()
  if (Number(count) > maxLedgerRows) {
    throw new ReadError({
      reason: 'too-large',
      message: `The ledger has ${count} rows, and no more than ${maxLedgerRows} are read. Is it the right table?`,
      again: 'never',
    })
  }
  if (Number(count) !== rows.length) throw incompleteAnswer()
  const shape = hasName === 'true' ? '1.0' : '0.x'
  return {
    status: 'read',
    serverVersion,
    ledger: { found: true, shape, rows: rows.map(parseRow) },
  }
}

/** By hand: 20,000 rows through a schema would spend a Worker's time. */
function parseRow(row: readonly (string | null)[]): LedgerRow {
  const [id, hash, createdAt, name] = row
  if (row.length !== 4 || typeof id !== 'string' || typeof hash !== 'string') {
    throw incompleteAnswer()
  }
  return { id, hash, createdAt: createdAt ?? null, name: name ?? null }
}
