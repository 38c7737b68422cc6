import * as z from 'zod/mini'
import { quoteIdentifier } from '../ledger-query.ts'
import { quoteLiteral } from '../replay/replay-database.ts'
import type { Queries } from './read-facts.ts'

const Column = z.object({
  schema: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.string(),
  category: z.string(),
  label: z.nullable(z.string()),
})
type Column = z.infer<typeof Column>

/** How many tables have rows, and the names of those for which none could be made up. */
export interface Filled {
  readonly tables: number
  readonly empty: readonly string[]
}

/**
 * Puts two rows into each table, with values that its columns' types take. Triggers and foreign
 * keys do not look at them; where a check refuses them all, the table stays empty.
 */
export async function fillRows(queries: Queries): Promise<Filled> {
  const columns = z.array(Column).parse(await queries(columnsSql))
  const tables = new Map<string, Column[]>()
  for (const column of columns) {
    const table = [column.schema, column.table].map(quoteIdentifier).join('.')
    tables.set(table, [...(tables.get(table) ?? []), column])
  }
  const empty: string[] = []
  await queries("SET session_replication_role = 'replica'")
  for (const [table, own] of tables) {
    if (!(await fill(queries, table, own))) empty.push(table)
  }
  await queries('RESET session_replication_role')
  return { tables: tables.size, empty }
}

async function fill(queries: Queries, table: string, columns: readonly Column[]): Promise<boolean> {
  let rows = 0
  for (const round of texts.keys()) {
    const given = columns.flatMap((column) => {
      const value = valueFor(column, round)
      return value === undefined ? [] : [{ name: quoteIdentifier(column.name), value }]
    })
    const insert =
      given.length === 0
        ? `INSERT INTO ${table} DEFAULT VALUES`
        : `INSERT INTO ${table} (${given.map(({ name }) => name).join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${given.map(({ value }) => value).join(', ')})`
    const isIn = await queries(insert).then(
      () => true,
      () => false,
    )
    if (isIn) rows += 1
    if (rows === 2) break
  }
  return rows > 0
}

/** A check may want an address, a short word or none. */
const texts = ['a', 'b', 'a@example.com', '1', 'https://example.com', '']

function valueFor({ type, category, label }: Column, round: number): string | undefined {
  const text = valueText(category, type, label, round)
  return text === undefined ? undefined : `${quoteLiteral(text)}::${type}`
}

function valueText(
  category: string,
  type: string,
  label: string | null,
  round: number,
): string | undefined {
  if (label !== null) return label
  switch (category) {
    case 'N':
      return String(round + 1)
    case 'S':
      return texts[round] ?? ''
    case 'B':
      return 'true'
    case 'D':
      return type.startsWith('time ') ? '10:00' : `2026-01-0${round + 1}`
    case 'T':
      return `${round + 1} days`
    case 'A':
      return '{}'
    case 'I':
      return `10.0.0.${round + 1}`
    case 'V':
      return '1'
    default:
      if (type === 'uuid') return `00000000-0000-4000-8000-00000000000${round}`
      return /^jsonb?$/.test(type) ? '{}' : type === 'bytea' ? '\\x00' : undefined
  }
}

const columnsSql = `SELECT n.nspname AS schema, c.relname AS table, a.attname AS name,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, coalesce(b.typcategory, t.typcategory)::pg_catalog.text AS category,
  (SELECT e.enumlabel::pg_catalog.text FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder LIMIT 1) AS label
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
-- Tables, and of their columns those that take a value.
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY 1, 2, a.attnum`
