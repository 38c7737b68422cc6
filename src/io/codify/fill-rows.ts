import * as z from 'zod/mini'
import type { LedgerTable } from '../../core/ledger.ts'
import { quoteIdentifier } from '../ledger-query.ts'
import { asExtreme, asNull, Column, plainValue, texts } from './made-up-values.ts'
import type { Queries } from './read-facts.ts'

type Tables = ReadonlyMap<string, readonly Column[]>

/** How many tables have rows, and the names of those for which none could be made up. */
export interface Filled {
  readonly tables: number
  readonly empty: readonly string[]
  /** The columns that take a value, as `schema.table.column`. */
  readonly columns: ReadonlySet<string>
}

/**
 * Puts two rows into each table, with values that its columns' types take. Triggers and foreign
 * keys do not look at them; where a check refuses them all, the table stays empty, as does a ledger.
 */
export async function fillRows(queries: Queries, ledger?: LedgerTable): Promise<Filled> {
  const tables = new Map(await readTables(queries))
  if (ledger !== undefined) tables.delete(nameOf(ledger))
  const empty: string[] = []
  await unwatched(queries, async () => {
    for (const [table, columns] of tables) {
      if (!(await fill(queries, table, columns))) empty.push(table)
    }
  })
  const names = [...tables.values()].flat().map((each) => [each.schema, each.table, each.name])
  return { tables: tables.size, empty, columns: new Set(names.map((name) => name.join('.'))) }
}

/**
 * Puts two more rows into each table: one with NULL wherever a column takes it, and one with long
 * texts and large numbers. Where a constraint refuses such a row, it gets as much of that as it can.
 */
export async function addOddRows(queries: Queries): Promise<void> {
  const tables = await readTables(queries)
  await unwatched(queries, async () => {
    for (const [table, columns] of tables) {
      for (const [index, oddOf] of [asNull, asExtreme].entries()) {
        await addOdd(queries, table, columns, texts.length + index, oddOf)
      }
    }
  })
}

/** Takes all rows out of all tables. */
export async function emptyTables(queries: Queries): Promise<void> {
  const tables = [...(await readTables(queries)).keys()]
  if (tables.length === 0) return
  await unwatched(queries, async () => {
    await queries(`TRUNCATE ${tables.join(', ')} CASCADE`)
  })
}

async function readTables(queries: Queries): Promise<Tables> {
  const tables = new Map<string, Column[]>()
  for (const column of z.array(Column).parse(await queries(columnsSql))) {
    const table = nameOf(column)
    tables.set(table, [...(tables.get(table) ?? []), column])
  }
  return tables
}

function nameOf({ schema, table }: LedgerTable): string {
  return [schema, table].map(quoteIdentifier).join('.')
}

/** Without triggers and foreign keys. */
async function unwatched(queries: Queries, work: () => Promise<void>): Promise<void> {
  await queries("SET session_replication_role = 'replica'")
  await work()
  await queries('RESET session_replication_role')
}

async function fill(queries: Queries, table: string, columns: readonly Column[]): Promise<boolean> {
  let rows = 0
  for (const round of texts.keys()) {
    const place = await insert(queries, table, columns, (column) => plainValue(column, round))
    if (place !== undefined) rows += 1
    if (rows === 2) break
  }
  return rows > 0
}

type ValueOf = (column: Column) => string | undefined

async function addOdd(
  queries: Queries,
  table: string,
  columns: readonly Column[],
  round: number,
  oddOf: ValueOf,
): Promise<void> {
  const plain: ValueOf = (column) => plainValue(column, round)
  if (await insert(queries, table, columns, (column) => oddOf(column) ?? plain(column))) return
  let place = await insert(queries, table, columns, plain)
  for (const column of columns) {
    const value = oddOf(column)
    if (place === undefined) return
    if (value === undefined) continue
    const set = `${quoteIdentifier(column.name)} = ${value}`
    const moved = await placeAfter(queries, `UPDATE ${table} SET ${set} WHERE ctid = '${place}'`)
    place = moved ?? place
  }
}

/** Gives the place of the row; nothing where it was refused. */
async function insert(
  queries: Queries,
  table: string,
  columns: readonly Column[],
  valueOf: ValueOf,
): Promise<string | undefined> {
  const given = columns.flatMap((column) => {
    const value = valueOf(column)
    return value === undefined ? [] : [{ name: quoteIdentifier(column.name), value }]
  })
  const values =
    given.length === 0
      ? 'DEFAULT VALUES'
      : `(${given.map(({ name }) => name).join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${given.map(({ value }) => value).join(', ')})`
  return placeAfter(queries, `INSERT INTO ${table} ${values}`)
}

async function placeAfter(queries: Queries, sql: string): Promise<string | undefined> {
  const rows = await queries(`${sql} RETURNING ctid::pg_catalog.text AS place`).catch(() => [])
  return z.array(Place).parse(rows)[0]?.place
}

const Place = z.object({ place: z.string() })

const columnsSql = `SELECT n.nspname AS schema, c.relname AS table, a.attname AS name,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, coalesce(b.typcategory, t.typcategory)::pg_catalog.text AS category,
  CASE t.typtype WHEN 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod)
    ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END AS base,
  NOT a.attnotnull AND NOT t.typnotnull AS "takesNull",
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
