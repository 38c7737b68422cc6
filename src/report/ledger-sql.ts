import type { LedgerRow, LedgerTable } from '../core/ledger.ts'
import type { Code } from './exits.ts'

/** A column's value as it is put into a statement, already a literal. */
type Values = Readonly<Record<string, string>>

/** A statement on one row of the ledger, which undoes itself unless it touches exactly that row. */
function guarded(statement: readonly string[]): Code {
  return block(
    ['DECLARE touched integer;'],
    [
      ...statement,
      'GET DIAGNOSTICS touched = ROW_COUNT;',
      "IF touched <> 1 THEN RAISE EXCEPTION '% rows, and not 1', touched; END IF;",
    ],
  )
}

/** One statement to PostgreSQL, so that an error in it leaves nothing behind, in a transaction or not. */
function block(declarations: readonly string[], statements: readonly string[]): Code {
  const body = statements.map((line) => `  ${line}`)
  return { language: 'sql', lines: ['DO $$', ...declarations, 'BEGIN', ...body, 'END $$;'] }
}

/** Takes one row away; nothing where a value of it is not what Drizzle writes. */
export function deleteRow(ledger: LedgerTable, row: LedgerRow): Code | undefined {
  const table = tableName(ledger)
  const where = rowCondition(row)
  if (table === undefined || where === undefined) return undefined
  return guarded([`DELETE FROM ${table}`, ...where])
}

/** Corrects one row. */
export function updateRow(
  ledger: LedgerTable,
  row: LedgerRow,
  change: RowValues,
): Code | undefined {
  const table = tableName(ledger)
  const where = rowCondition(row)
  const values = literals(change)
  if (table === undefined || where === undefined || values === undefined) return undefined
  const set = Object.entries(values).map(([column, value]) => `${column} = ${value}`)
  return guarded([`UPDATE ${table}`, `SET ${set.join(', ')}`, ...where])
}

/** Puts a row in, unless one of its date is there. `name`: the ledger is one of Drizzle 1.0. */
export function insertRow(ledger: LedgerTable, row: RowValues): Code | undefined {
  const table = tableName(ledger)
  const values = literals(row)
  if (table === undefined || values === undefined) return undefined
  // As 1.0 does for what it did not apply itself.
  const all: Values = row.name === undefined ? values : { ...values, applied_at: 'NULL' }
  const key = row.name === undefined ? 'created_at' : 'name'
  return guarded([
    `INSERT INTO ${table} (${Object.keys(all).join(', ')})`,
    `SELECT ${Object.values(all).join(', ')}`,
    `WHERE NOT EXISTS (SELECT FROM ${table} WHERE ${key} = ${values[key] ?? 'NULL'});`,
  ])
}

/** Puts all rows into a ledger that has none, and makes the table first where there is no such. */
export function fillLedger(
  ledger: LedgerTable,
  rows: readonly RowValues[],
  isThere: boolean,
): Code | undefined {
  const table = tableName(ledger)
  const all = rows.map(literals)
  const [first] = all
  if (table === undefined || first === undefined || all.includes(undefined)) return undefined
  const values = all.map((row) => `(${Object.values(row ?? {}).join(', ')})`)
  return block(
    [],
    [
      // As Drizzle 0.x makes it; 1.0 adds its columns by itself.
      ...(isThere
        ? []
        : [
            `CREATE SCHEMA IF NOT EXISTS "${ledger.schema}";`,
            `CREATE TABLE ${table} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);`,
          ]),
      `IF EXISTS (SELECT FROM ${table}) THEN RAISE EXCEPTION 'the ledger is not empty'; END IF;`,
      `INSERT INTO ${table} (${Object.keys(first).join(', ')}) VALUES`,
      ...values.map((row, index) => `  ${row}${index === values.length - 1 ? ';' : ','}`),
    ],
  )
}

/** What a row holds, or is to hold, as far as a person has to write it. */
export interface RowValues {
  readonly hash?: string
  readonly createdAt?: string
  readonly name?: string
}

function literals({ hash, createdAt, name }: RowValues): Values | undefined {
  const isPlain =
    (hash === undefined || isHash(hash)) &&
    (createdAt === undefined || isDate(createdAt)) &&
    (name === undefined || /^[\w .-]{1,600}$/.test(name))
  if (!isPlain) return undefined
  return {
    ...(hash !== undefined && { hash: `'${hash}'` }),
    ...(createdAt !== undefined && { created_at: createdAt }),
    ...(name !== undefined && { name: `'${name}'` }),
  }
}

/** All that is known of it, so that a row that somebody has changed since is left alone. */
function rowCondition({ id, hash, createdAt }: LedgerRow): readonly string[] | undefined {
  if (!/^\d{1,19}$/.test(id)) return undefined
  const lines = [
    `WHERE id = ${id}`,
    ...(isHash(hash) ? [`  AND hash = '${hash}'`] : []),
    ...(createdAt === null ? ['  AND created_at IS NULL'] : []),
    ...(createdAt !== null && isDate(createdAt) ? [`  AND created_at = ${createdAt}`] : []),
  ]
  return lines.map((line, index) => (index === lines.length - 1 ? `${line};` : line))
}

/** Both parts in quotes; none where one of them is not plain, as it is to be pasted. */
function tableName({ schema, table }: LedgerTable): string | undefined {
  const parts = [schema, table]
  return parts.every((part) => /^[\w .-]{1,63}$/.test(part))
    ? parts.map((part) => `"${part}"`).join('.')
    : undefined
}

const isHash = (text: string) => /^[0-9a-f]{64}$/.test(text)
const isDate = (text: string) => /^-?\d{1,19}$/.test(text)
