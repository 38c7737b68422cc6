import type { LedgerTable } from '../core/ledger.ts'
import { answeredList } from '../io/answered-list.ts'
import { alikeQuery, ledgerQuery, ledgerStateQuery, quoteIdentifier } from '../io/ledger-query.ts'
import { incompleteAnswer } from '../io/read-error.ts'
import type { Query, Rows } from '../io/run-batch.ts'

/**
 * The ledger in one statement: what is known about it, its rows, and whether row security hides
 * some. Fails where it is absent, or may not be read.
 */
export function ledgerStatement(ledger: LedgerTable): string {
  const name = `${quoteIdentifier(ledger.schema)}.${quoteIdentifier(ledger.table)}`
  const hides: Query = {
    text: 'SELECT pg_catalog.row_security_active($1::pg_catalog.regclass::pg_catalog.oid)',
    params: [name],
  }
  return asOneStatement([ledgerQuery(ledger), hides])
}

/** Why the ledger cannot be read, and which tables look like one; may be asked by any role. */
export function stateStatement(ledger: LedgerTable): string {
  return asOneStatement([ledgerStateQuery(ledger), alikeQuery])
}

/**
 * All that the queries give, from one snapshot and as one text: drivers make numbers, dates and
 * objects of other values, each in its own way, and some rename columns.
 */
function asOneStatement(queries: readonly Query[]): string {
  const answers = queries.map(
    (query) => `(SELECT pg_catalog.json_agg(answer) FROM (${withLiterals(query)}) AS answer)`,
  )
  return `SELECT pg_catalog.json_build_array(${answers.join(', ')})::pg_catalog.text AS driftwatch`
}

/** The query's text with its parameters in it; a quoted identifier may look like one. */
function withLiterals({ text, params = [] }: Query): string {
  return text.replaceAll(/"[^"]*"|\$(\d)/g, (found, position?: string) =>
    position === undefined ? found : literal(params[Number(position) - 1] ?? ''),
  )
}

/** Escaped, so that it means the same whatever standard_conforming_strings says. */
function literal(text: string): string {
  return `E'${text.replaceAll(/['\\]/g, '$&$&')}'`
}

/** The rows of each query in the one value of the one row. Throws a `ReadError`. */
export function answersIn(rows: readonly unknown[]): readonly Rows[] {
  const [row, ...more] = rows
  const [text] = typeof row === 'object' && row !== null ? Object.values(row) : []
  if (typeof text !== 'string' || more.length > 0) throw incompleteAnswer()
  return answeredList(text).map(rowsOf)
}

function rowsOf(answer: unknown): Rows {
  // What json_agg makes of no rows.
  if (answer === null) return []
  if (!Array.isArray(answer)) throw incompleteAnswer()
  return answer.map((row: unknown) => {
    if (typeof row !== 'object' || row === null) throw incompleteAnswer()
    return Object.values(row).map(textOf)
  })
}

/** A value in the text that PostgreSQL has for it. */
function textOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return JSON.stringify(value)
}
