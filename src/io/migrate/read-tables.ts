import type { TableContent, TableName } from '../../core/migrate/compare-tables.ts'
import { UserError } from '../errors.ts'
import { quoteIdentifier } from '../ledger-query.ts'
import { ReadError } from '../read-error.ts'
import type { Session } from './session.ts'

/** A table's columns, by name; nothing where there is no such table. */
export async function readColumns(
  session: Session,
  { schema, table }: TableName,
): Promise<readonly string[] | undefined> {
  const rows = await session.ask(
    `SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute AS a
  -- No system columns, and none that were dropped.
  ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = $1 AND c.relname = $2
  -- Tables only, whole ones and partitioned ones.
  AND c.relkind IN ('r', 'p')
ORDER BY a.attnum`,
    [schema, table],
  )
  if (rows.length === 0) return undefined
  return rows.flatMap(([name]) => (name === null || name === undefined ? [] : [name]))
}

/**
 * How many rows a table has, and a checksum of what they hold in these columns. It is made of the
 * SHA-256 of each row's text, added up, so that the order in which rows are read does not matter.
 * Throws a `UserError` where the role may not read all of it.
 */
export async function readContent(
  session: Session,
  name: TableName,
  columns: readonly string[],
): Promise<TableContent> {
  const from = `${quoteIdentifier(name.schema)}.${quoteIdentifier(name.table)}`
  const row = `ROW(${columns.map((column) => `t.${quoteIdentifier(column)}`).join(', ')})`
  const part = (start: number) =>
    `coalesce(pg_catalog.sum(('x' || pg_catalog.encode(pg_catalog.substring(h.digest, ${start}, 8), 'hex'))::pg_catalog.bit(64)::pg_catalog.int8::pg_catalog.numeric), 0)::pg_catalog.text`
  try {
    const [[rows, checksum] = []] = await session.ask(
      `SELECT pg_catalog.count(*)::pg_catalog.text, pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(
  pg_catalog.concat_ws(':', pg_catalog.count(*), ${[1, 9, 17, 25].map(part).join(', ')}), 'UTF8')), 'hex')
FROM (SELECT pg_catalog.sha256(pg_catalog.convert_to(${row}::pg_catalog.text, 'UTF8')) AS digest FROM ${from} AS t) AS h`,
    )
    return { rows: rows ?? '', checksum: checksum ?? '' }
  } catch (error) {
    if (!(error instanceof ReadError) || error.sqlState !== '42501') throw error
    throw new UserError(
      `The role may not read all rows of ${name.schema}.${name.table}, which --untouched names: give it SELECT, and BYPASSRLS where a policy hides rows. Or leave the table out.`,
    )
  }
}
