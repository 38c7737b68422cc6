import * as z from 'zod/mini'
import type { LedgerTable } from '../../core/ledger.ts'
import type { WholeRow } from '../../core/migrate/compare-rows.ts'
import { quoteIdentifier } from '../ledger-query.ts'
import { ReadError } from '../read-error.ts'
import type { Session } from './session.ts'

const Values = z.record(z.string(), z.nullable(z.string()))

/** The rows of the ledger with all that they hold, in the text that PostgreSQL gives; none where it is not there. */
export async function readWholeRows(
  session: Session,
  { schema, table }: LedgerTable,
): Promise<readonly WholeRow[]> {
  const from = `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`
  try {
    const rows = await session.ask(
      `SELECT t.id::pg_catalog.text, (
  SELECT pg_catalog.json_object_agg(c.key, c.value) FROM pg_catalog.json_each_text(pg_catalog.row_to_json(t)) AS c
)::pg_catalog.text FROM ${from} AS t ORDER BY t.id`,
    )
    return rows.map(([id, values]) => ({
      id: id ?? '',
      values: Values.parse(JSON.parse(values ?? '{}')),
    }))
  } catch (error) {
    const isAbsent = error instanceof ReadError && /^(42P01|3F000)$/.test(error.sqlState ?? '')
    if (isAbsent) return []
    throw error
  }
}
