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
  const pieces = mustBeSplit.test(script) ? await splitStatements(script) : splitChunks(script)
  const waiting = waitingIn(pieces)
  if (waiting !== undefined) return waiting
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

/** What may end Drizzle's transaction in the middle of the file, and what needs a closer look. */
const mustBeSplit = /\b(commit|rollback|abort|stdin)\b/i

/** What would wait for input; to be asked before a script is run as it is. */
export async function waitingPiece(script: string): Promise<FailedPiece | undefined> {
  return /\bstdin\b/i.test(script) ? waitingIn(await splitStatements(script)) : undefined
}

function waitingIn(pieces: readonly Piece[]): FailedPiece | undefined {
  const piece = pieces.find(waitsForInput)
  return piece && { piece, failure: noInput }
}

/** For ever: the rows would have to come after the statement, which only psql knows to send. */
function waitsForInput({ kind, sql }: Piece): boolean {
  return kind === 'CopyStmt' && /\bfrom\s+stdin\b/i.test(sql)
}

const noInput = { code: '57014', message: 'COPY FROM STDIN waits for rows, and nobody sends any' }

/**
 * `active_sql_transaction`, such as of VACUUM; `invalid_transaction_termination`, of a procedure
 * that commits; `unsafe_new_enum_value_usage`.
 */
const outsideTransaction = new Set(['25001', '2D000', '55P04'])

async function runInTransaction(
  database: ReplayDatabase,
  pieces: readonly Piece[],
): Promise<FailedPiece | undefined> {
  const last = pieces.at(-1)
  const end = (last?.start ?? 0) + (last?.sql.length ?? 0)
  const commit: Piece = { sql: 'COMMIT', start: end }
  const failed = await runPieces(database.run, [{ sql: 'BEGIN', start: 0 }, ...pieces, commit])
  if (failed !== undefined) await database.run('ROLLBACK')
  return failed
}

/** Whether what stands before the failure may have been committed, so that nothing runs again. */
function hasEndedTransaction(pieces: readonly Piece[], { piece }: FailedPiece): boolean {
  return pieces.some((each) => each.start < piece.start && each.kind === 'TransactionStmt')
}
