import { type SqlFailure, sqlFailure } from './replay-database.ts'

/** A part of a script that is run by itself. */
export interface Piece {
  readonly sql: string
  /** Where it begins in the script, in characters. */
  readonly start: number
  /** The parser's name for a statement, such as `TransactionStmt`; of a chunk there is none. */
  readonly kind?: string | undefined
}

const breakpoint = '--> statement-breakpoint'

/** What Drizzle sends at once: it splits a file at each of its breakpoints, wherever they stand. */
export function splitChunks(script: string): Piece[] {
  let start = 0
  return script.split(breakpoint).map((sql) => {
    const piece = { sql, start }
    start += sql.length + breakpoint.length
    return piece
  })
}

/**
 * A script's statements by PostgreSQL's own parser, each within its chunk. Where a chunk cannot be
 * parsed it is given whole, for PostgreSQL to say what is wrong.
 */
export async function splitStatements(script: string): Promise<Piece[]> {
  // 1.8 MB, and few histories need it.
  const { loadModule, parseSync, SqlError } = await import('libpg-query')
  await loadModule()
  return splitChunks(script).flatMap((chunk) => {
    try {
      const bytes = Buffer.from(chunk.sql)
      return (parseSync(chunk.sql).stmts ?? []).map(({ stmt, stmt_location = 0, stmt_len }) => {
        // The parser counts bytes, and leaves out the length of the last statement without `;`.
        const end = stmt_len ? stmt_location + stmt_len : bytes.length
        return {
          sql: bytes.toString('utf8', stmt_location, end),
          start: chunk.start + bytes.toString('utf8', 0, stmt_location).length,
          kind: Object.keys(stmt ?? {})[0],
        }
      })
    } catch (error) {
      if (error instanceof SqlError) return [chunk]
      throw error
    }
  })
}

/**
 * The statements of a script that may end its transaction: those about transactions, and what the
 * parser does not take, as another version's may.
 */
export async function transactionPieces(script: string): Promise<readonly Piece[]> {
  // A word that is in each of them, so that few scripts need the parser.
  if (!/\b(commit|end|rollback|abort|prepare)\b/i.test(script)) return []
  const statements = await splitStatements(script)
  return statements.filter(({ kind }) => kind === undefined || kind === 'TransactionStmt')
}

/** The piece of a script that PostgreSQL spoke of. */
export interface FailedPiece {
  readonly piece: Piece
  readonly failure: SqlFailure
}

/** Runs pieces in their order up to the first that fails, and gives that one. */
export async function runPieces(
  run: (sql: string) => Promise<void>,
  pieces: readonly Piece[],
): Promise<FailedPiece | undefined> {
  for (const piece of pieces) {
    try {
      await run(piece.sql)
    } catch (error) {
      return { piece, failure: sqlFailure(error) }
    }
  }
  return undefined
}
