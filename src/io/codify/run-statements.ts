import type { ReplayDatabase } from '../replay/replay-database.ts'
import { runTogether } from '../replay/run-together.ts'
import type { FailedPiece } from '../replay/split-statements.ts'

/** How Drizzle runs a file: piece by piece, in one transaction. Gives the piece that failed. */
export async function runAsDrizzle(
  database: Pick<ReplayDatabase, 'run'>,
  sql: string,
): Promise<FailedPiece | undefined> {
  return (await runTogether(database, [{ file: '', sql }]))?.failed
}

/** Statements as one file of Drizzle's. */
export function asFile(statements: readonly string[]): string {
  return `${statements.map((sql) => `${sql.replace(/;$/, '')};`).join('--> statement-breakpoint\n')}\n`
}

/** What PostgreSQL says of a piece that failed, each a line. */
export function wordsOfFailure({ failure }: FailedPiece): readonly string[] {
  return [failure.message, failure.detail, failure.hint].filter((text) => text !== undefined)
}
