import type { LedgerTable } from '../core/ledger.ts'
import type { Cause, SchemaReading } from '../core/observation.ts'
import { identityFields } from '../core/schema/catalog-object.ts'
import { incompleteAnswer, ReadError } from './read-error.ts'
import type { Query, Rows } from './run-batch.ts'
import { catalogQuery } from './schema/catalog-query.ts'
import { digestQuery } from './schema/digest-query.ts'

/** What is asked about the schema together with the ledger, and what the answers say. */
export interface SchemaPart {
  readonly queries: readonly Query[]
  /** Throws a `ReadError` where the answers are not what the queries give. */
  readonly parse: (answers: readonly Rows[]) => SchemaReading
}

/** 5,000 tables are about 8 MiB of lines; a Worker has 128 MiB for everything. */
const maxBytes = 32 * 1024 * 1024

/** Shorter than the time that the Worker gives one answer, so that it is PostgreSQL that says so. */
export const schemaTimeoutMs = 8000

/**
 * To write out a view, PostgreSQL locks its tables, until the end of the transaction. A migration
 * that alters them in another order then waits for this as this waits for it, and after its
 * `deadlock_timeout`, usually 1 s, fails. So this gives up long before.
 */
export const schemaLockTimeoutMs = 200

/**
 * For this statement and those behind it; the ledger is read in the time that it always has. Whole
 * catalogs are joined, which hashing does best: not to think of other ways saves a tenth.
 */
export const settingsForLines: Query = {
  text: `SELECT pg_catalog.set_config('statement_timeout', '${schemaTimeoutMs}', true), pg_catalog.set_config('lock_timeout', '${schemaLockTimeoutMs}', true),
  pg_catalog.set_config('enable_nestloop', 'off', true), pg_catalog.set_config('enable_mergejoin', 'off', true)`,
  session: 'each',
}

/** Only whether anything has changed since the lines were last read. */
export const digestPart: SchemaPart = {
  queries: [{ text: digestQuery }],
  parse: ([digest]) => ({ status: 'unchanged', digest: parseDigest(digest) }),
}

/** The whole catalog, but for the ledger itself. */
export function linesPart(ledger: LedgerTable): SchemaPart {
  return {
    queries: [settingsForLines, catalogWith(catalogQuery, ledger)],
    parse: ([, catalog]) => ({ status: 'read', ...parseCatalog(catalog) }),
  }
}

/** A query of the catalog, for the ledger that it leaves out. */
export function catalogWith(text: string, { schema, table }: LedgerTable): Query {
  return { text, params: [schema, table], maxBytes }
}

/** As `linesPart`, with the digest by which this catalog is known again. */
export function linesAndDigestPart(ledger: LedgerTable): SchemaPart {
  const lines = linesPart(ledger)
  return {
    queries: [...lines.queries, ...digestPart.queries],
    parse: (answers) => ({
      ...lines.parse(answers),
      digest: parseDigest(answers.at(lines.queries.length)),
    }),
  }
}

function parseDigest(rows: Rows | undefined): string {
  const [[digest] = [], ...more] = rows ?? []
  if (!digest || !/^[0-9a-f]{32}$/.test(digest) || more.length > 0) throw incompleteAnswer()
  return digest
}

/**
 * From the two texts of `catalogQuery`. A database always has a line, if only for a schema: none at
 * all is no answer. Throws a `ReadError`.
 */
export function parseCatalog(rows: Rows | undefined): { lines: string; leftOut: string } {
  const [[lines, leftOut] = [], ...more] = rows ?? []
  if (!lines || more.length > 0) throw incompleteAnswer()
  if (lines.length > maxBytes) throw schemaError(tooLong())
  if (!lines.split('\n').every(isLine)) throw incompleteAnswer()
  return { lines, leftOut: leftOut ?? '' }
}

/** Whether a line says which object it is about. */
function isLine(line: string): boolean {
  let at = -1
  for (let field = 1; field < identityFields; field += 1) {
    at = line.indexOf('\t', at + 1)
    if (at <= 0) return false
  }
  return true
}

function tooLong(): ReadError {
  return new ReadError({ reason: 'too-large', message: '', again: 'never' })
}

const wayOut =
  'To watch the ledger alone, give the target `schema = false` in TARGETS, or `check` the option `--no-schema`.'

/** Why the schema could not be read, though the ledger could. */
export function schemaError({ reason, again, sqlState }: ReadError): ReadError {
  const message = `${whatFailed(reason, sqlState)} ${wayOut}`
  return new ReadError({ reason, message, again, ...(sqlState !== undefined && { sqlState }) })
}

function whatFailed(reason: Cause, sqlState: string | undefined): string {
  if (reason === 'too-large') {
    return `The schema is too long to be read: more than ${maxBytes / 1024 / 1024} MiB of text, or than the host sends.`
  }
  if (reason === 'timeout' || reason === 'asleep') {
    return `The ledger was read, and the schema was not within ${schemaTimeoutMs / 1000} s. Look for what keeps the database busy in \`pg_stat_activity\`.`
  }
  if (reason === 'locked') {
    return 'The schema is locked, as it is while a migration changes it. It is read again at the next check; if it stays so, look for a stuck migration in `pg_stat_activity`.'
  }
  const code = sqlState === undefined ? '' : `, with the error code ${sqlState}`
  return `The ledger was read, and PostgreSQL refused to tell the schema${code}. Its own log says more.`
}
