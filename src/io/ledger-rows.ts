import type { LedgerRow } from '../core/ledger.ts'
import type { Reading } from '../core/observation.ts'
import { answeredList } from './answered-list.ts'
import { maxLedgerRows } from './ledger-query.ts'
import { incompleteAnswer, ReadError } from './read-error.ts'
import type { Rows } from './run-batch.ts'

/** What PostgreSQL calls the type of the names of a ledger that has none. */
const noNames = 'boolean[]'

/**
 * The ledger, complete or not at all, from what `ledgerQuery` gives; its rows in the order of their
 * ids. Throws a `ReadError` where there are more rows than are read, or where the answer is not what
 * the query gives.
 */
export function parseLedger(answer: Rows | undefined): Reading {
  const [row = [], ...more] = answer ?? []
  const [serverVersion, names, json] = row
  if (row.length !== 3 || more.length > 0 || !serverVersion || !names) throw incompleteAnswer()
  const rows = answeredList(json ?? '')
  if (rows.length > maxLedgerRows) {
    throw new ReadError({
      reason: 'too-large',
      message: `The ledger has more than ${maxLedgerRows} rows, and no more are read. Is it the right table?`,
      again: 'never',
    })
  }
  return {
    status: 'read',
    serverVersion,
    ledger: {
      found: true,
      shape: names === noNames ? '0.x' : '1.0',
      rows: rows.map(parseRow).toSorted(byId),
    },
  }
}

/** By hand: 20,000 rows through a schema would spend a Worker's time. */
function parseRow(row: unknown): LedgerRow {
  if (!Array.isArray(row) || row.length !== 4 || !row.every(isText)) throw incompleteAnswer()
  const [id, hash, createdAt, name] = row
  return { id: id ?? '', hash: hash ?? '', createdAt: createdAt ?? null, name: name ?? null }
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}

/** Whole numbers by their size, as they are in every ledger of Drizzle's; all else as text. */
function byId({ id: a }: LedgerRow, { id: b }: LedgerRow): number {
  const [x, y] = [Number(a), Number(b)]
  if (x !== y && !Number.isNaN(x - y)) return x - y
  return a < b ? -1 : Number(a > b)
}
