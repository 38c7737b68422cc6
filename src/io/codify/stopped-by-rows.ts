import type { FailedPiece } from '../replay/split-statements.ts'

/**
 * SQLSTATEs by which PostgreSQL says that rows do not obey: values that do not fit, and integrity
 * constraints. See its appendix of error codes.
 */
const ofRows: ReadonlySet<string> = new Set([
  '22001',
  '22003',
  '22007',
  '22008',
  '22P02',
  '23502',
  '23503',
  '23505',
  '23514',
  '23P01',
])

/** Whether a piece failed by what stands in rows. */
export function isOfRows({ failure }: FailedPiece): boolean {
  return ofRows.has(failure.code)
}

/** The column that has no value where it needs one, as `schema.table.column`. */
export function lackingColumn({ failure }: FailedPiece): string | undefined {
  const { code, column } = failure
  return code === '23502' && column !== undefined ? `${tableOf(failure)}.${column}` : undefined
}

/** What rows must not be for the piece to run, in a sentence. */
export function wordsOfRows({ piece, failure }: FailedPiece): string {
  const { code, message, detail = '', constraint } = failure
  const table = tableOf(failure)
  const [, key = 'key'] = /^Key \((.*?)\)=\(/.exec(detail) ?? []
  switch (code) {
    case '23502':
      return `It fails where a row of ${table} has no ${failure.column ?? 'value'}.${takesBackfill(piece.sql) ? ` Such rows get one with ${backfillFor(failure)}.` : ''}`
    case '23503': {
      const [, other = 'the other table'] = /in table "(.*)"\.$/.exec(detail) ?? []
      return `It fails where a row of ${table} has a value of ${key} that is not in ${other}.`
    }
    case '23505':
      return `It fails where two rows have the same ${key}: ${message}.`
    case '23514':
      return `It fails where a row of ${table} does not obey the check${constraint === undefined ? `: ${message}` : ` ${constraint}`}.`
    case '23P01':
      return `It fails where two rows of ${table} exclude each other by ${constraint ?? 'a constraint'}.`
    default: {
      const columns = typesIn(piece.sql)
      const of = columns.length === 0 ? '' : ` of ${columns.join(' or ')}`
      return `It fails where a value${of} does not fit: ${message}.`
    }
  }
}

/** What to do about a piece that failed, where that is known. */
export function wayOutOf({ piece, failure }: FailedPiece, sql: string): readonly string[] {
  const { code } = failure
  if (code === '23502' && takesBackfill(piece.sql)) {
    return [`Say what its rows get, with ${backfillFor(failure)}.`]
  }
  if (code !== '55P04') return []
  const enums = [...new Set([...sql.matchAll(addedLabel)].map(([, type = '']) => type))]
  return [twoMigrations(enums)]
}

/** What to do where a new label of these enums is used. */
export function twoMigrations(enums: readonly string[]): string {
  const only = enums.length === 0 ? '' : ` (\`${enums.map((name) => `--only ${name}`).join(' ')}\`)`
  return `What a migration adds to an enum cannot be used in the same transaction, and Drizzle runs all pending migrations in one. It takes two migrations: codify the enum by itself${only}, deploy that, and codify the rest afterwards.`
}

/** As `writeStatements` has it. */
const addedLabel = /^\s*ALTER TYPE (\S+) ADD VALUE /gm

function tableOf({ schema, table }: FailedPiece['failure']): string {
  return schema === undefined || table === undefined ? 'a table' : `${schema}.${table}`
}

/** A domain and a key cannot wait for rows to get a value. */
function takesBackfill(sql: string): boolean {
  return /ALTER TABLE [^;]* SET NOT NULL/.test(sql)
}

function backfillFor(failure: FailedPiece['failure']): string {
  return `\`--backfill "${tableOf(failure)}.${failure.column ?? ''}=…"\``
}

/** The columns that statements give another type, as `schema.table.column`. */
function typesIn(sql: string): readonly string[] {
  const changes = sql.matchAll(/ALTER TABLE (\S+) ALTER COLUMN (\S+) (?:SET DATA )?TYPE /g)
  return [...changes].map(([, table = '', column = '']) => `${table}.${column}`.replaceAll('"', ''))
}
