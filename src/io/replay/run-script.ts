import type { Script } from '../script.ts'
import type { ReplayDatabase } from './replay-database.ts'
import {
  type FailedPiece,
  type Piece,
  runPieces,
  splitChunks,
  splitStatements,
} from './split-statements.ts'

/**
 * Runs a script in a transaction of its own, or without one where PostgreSQL asks for that.
 * Gives what failed; the session is then out of any transaction.
 */
export async function runScript(
  database: ReplayDatabase,
  { sql }: Script,
): Promise<FailedPiece | undefined> {
  // A BOM is no SQL. Drizzle would fail on it, and no database has run the file as it is.
  const script = sql.replace(/^\uFEFF/, ' ')
  const pieces = mayEndTransaction.test(script)
    ? await splitStatements(script)
    : splitChunks(script)
  const failed = await runInTransaction(database, pieces)
  if (failed === undefined || hasEndedTransaction(pieces, failed)) return failed
  const statements = await splitStatements(script)
  if (outsideTransaction.has(failed.failure.code)) {
    const again = await runPieces(database.run, statements)
    // Of a BEGIN in the script.
    await database.run(again === undefined ? 'COMMIT' : 'ROLLBACK')
    return again
  }
  // Once more, for nothing but to find the one statement that is at fault.
  return (await runInTransaction(database, statements)) ?? failed
}

/** Drizzle's transaction then ends in the middle of the file, and what follows is not in it. */
const mayEndTransaction = /\b(commit|rollback|abort)\b/i

/** `active_sql_transaction`, such as of VACUUM, and `unsafe_new_enum_value_usage`. */
const outsideTransaction = new Set(['25001', '55P04'])

async function runInTransaction(
  database: ReplayDatabase,
  pieces: readonly Piece[],
): Promise<FailedPiece | undefined> {
  const begin: Piece = { sql: 'BEGIN', start: 0, isTransactionControl: true }
  const failed = await runPieces(database.run, [begin, ...pieces, { ...begin, sql: 'COMMIT' }])
  if (failed !== undefined) await database.run('ROLLBACK')
  return failed
}

/** Whether what stands before the failure may have been committed, so that nothing runs again. */
function hasEndedTransaction(pieces: readonly Piece[], { piece }: FailedPiece): boolean {
  return pieces.some((each) => each.start < piece.start && each.isTransactionControl)
}
