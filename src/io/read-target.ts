import type { LedgerTable } from '../core/ledger.ts'
import type { Observation, Reading } from '../core/observation.ts'
import { OutsideError } from './errors.ts'
import { alikeQuery, ledgerQuery, ledgerStateQuery, settingsQuery } from './ledger-query.ts'
import { parseLedger } from './ledger-rows.ts'
import { accessError, parseAlike, parseLedgerState } from './ledger-state.ts'
import { ReadError } from './read-error.ts'
import type { Rows, RunBatch } from './run-batch.ts'
import { digestPart, linesAndDigestPart, schemaError, type SchemaPart } from './schema-part.ts'

/** What somebody knows of the schema who has read it before. */
export interface KnownSchema {
  /** Whether the digest tells enough; `reading` is what was read together with it. */
  readonly isKnown: (digest: string, reading: Reading) => boolean
}

/**
 * How to read the schema, too: a part, at once. Otherwise a digest comes with the ledger, and all
 * the rest only where it is not known.
 */
export type SchemaWanted = ((ledger: LedgerTable) => SchemaPart) | KnownSchema

/**
 * Reads one database in one request; in a second one, what of the schema is not known, or why the
 * ledger is not there or not readable. Never throws for what goes wrong outside: that is the
 * observation then.
 */
export async function readTarget(
  run: RunBatch,
  ledger: LedgerTable,
  schema?: SchemaWanted,
): Promise<Observation> {
  try {
    return await read(run, ledger, schema)
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    return { status: 'unreadable', cause: error.reason, message: error.message }
  }
}

async function read(
  run: RunBatch,
  ledger: LedgerTable,
  schema: SchemaWanted | undefined,
): Promise<Reading> {
  if (schema === undefined) return readOnce(run, ledger)
  if (typeof schema === 'function') return readWith(run, ledger, schema(ledger))
  const glance = await readWith(run, ledger, digestPart)
  const digest = glance.schema?.digest
  if (digest !== undefined && schema.isKnown(digest, glance)) return glance
  try {
    // The ledger once more, so that all that counts is from one snapshot.
    return await readWith(run, ledger, linesAndDigestPart(ledger))
  } catch (error) {
    // The database has just answered: it neither sleeps nor is it far away.
    throw isLate(error) ? schemaError(error) : error
  }
}

/** As `readOnce`. Where that fails, the ledger is asked for alone, to say which part is at fault. */
async function readWith(run: RunBatch, ledger: LedgerTable, part: SchemaPart): Promise<Reading> {
  try {
    return await readOnce(run, ledger, part)
  } catch (error) {
    if (!isOfStatement(error)) throw error
    await readOnce(run, ledger)
    throw schemaError(error)
  }
}

/** SQLSTATEs for a schema, a table, a column or a right that is not there. */
const notAsExpected = new Set(['3F000', '42P01', '42703', '42501'])

async function readOnce(run: RunBatch, ledger: LedgerTable, part?: SchemaPart): Promise<Reading> {
  const queries = part?.queries ?? []
  const schemaIn = (answers: readonly Rows[]) => part && { schema: part.parse(answers) }
  try {
    const [, rows, ...answers] = await run([settingsQuery, ledgerQuery(ledger), ...queries])
    return { ...parseLedger(rows), ...schemaIn(answers) }
  } catch (error) {
    const sqlState = error instanceof ReadError ? error.sqlState : undefined
    if (sqlState === undefined || !notAsExpected.has(sqlState)) throw error
  }

  const [, stateRows, alike, ...answers] = await run([
    settingsQuery,
    ledgerStateQuery(ledger),
    alikeQuery,
    ...queries,
  ])
  const found = parseLedgerState(stateRows)
  if (found.isThere) throw accessError(ledger, found)
  const { serverVersion } = found
  return {
    status: 'read',
    serverVersion,
    ledger: { found: false, elsewhere: parseAlike(alike) },
    ...schemaIn(answers),
  }
}

/** Whether an error is about what was asked, and not about the way to the database. */
function isOfStatement(error: unknown): error is ReadError {
  if (!(error instanceof ReadError)) return false
  const { reason, sqlState } = error
  // Classes of connections, of who may connect, of databases, of room and of shutdowns.
  return sqlState === undefined ? reason === 'too-large' : !/^(08|25|28|3D|53|57P)/.test(sqlState)
}

function isLate(error: unknown): error is ReadError {
  const isAnswer = error instanceof ReadError && error.sqlState === undefined
  return isAnswer && (error.reason === 'asleep' || error.reason === 'timeout')
}
