import type { Script } from '../script.ts'
import type { ReplayDatabase } from './replay-database.ts'
import { waitingPiece } from './run-script.ts'
import {
  type FailedPiece,
  type Piece,
  runPieces,
  splitChunks,
  splitStatements,
  transactionPieces,
} from './split-statements.ts'

export interface FailedScript {
  readonly script: Script
  readonly failed: FailedPiece
}

type Run = Pick<ReplayDatabase, 'run'>

/** Told of each script as it begins, and waited for when it has run. */
interface OnScript {
  readonly before?: (script: Script, index: number) => void
  readonly after?: () => Promise<void>
}

/**
 * Runs scripts as Drizzle's migrator runs what is pending, in 0.x and in 1.0: all of them in one
 * transaction of one session, each byte for byte, in the pieces between its breakpoints. Gives what
 * failed; the session is then out of any transaction.
 */
export async function runTogether(
  database: Run,
  scripts: readonly Script[],
  on: OnScript = {},
): Promise<FailedScript | undefined> {
  for (const script of scripts) {
    const failed = await waitingPiece(script.sql)
    if (failed !== undefined) return { script, failed }
  }
  const first = await runOnce(database, scripts, splitChunks, on)
  if (first === undefined || (await mayHaveCommitted(scripts))) return first
  // Once more, for nothing but to find the one statement that is at fault.
  const { sql } = first.script
  const statements = await splitStatements(sql)
  const split = (text: string) => (text === sql ? statements : splitChunks(text))
  return (await runOnce(database, scripts, split, {})) ?? first
}

async function runOnce(
  database: Run,
  scripts: readonly Script[],
  split: (sql: string) => readonly Piece[],
  on: OnScript,
): Promise<FailedScript | undefined> {
  const rolledBack = async (script: Script, failed: FailedPiece) => {
    await database.run('ROLLBACK')
    return { script, failed }
  }
  await database.run('BEGIN')
  for (const [index, script] of scripts.entries()) {
    on.before?.(script, index)
    const failed = await runPieces(database.run, split(script.sql))
    if (failed !== undefined) return rolledBack(script, failed)
    await on.after?.()
  }
  const last = scripts.at(-1)
  // What is deferred fails only here.
  const commit = { sql: 'COMMIT', start: last?.sql.length ?? 0 }
  const late = await runPieces(database.run, [commit])
  return last === undefined || late === undefined ? undefined : rolledBack(last, late)
}

/** Whether a script may have ended the transaction by itself, so that nothing may run again. */
async function mayHaveCommitted(scripts: readonly Script[]): Promise<boolean> {
  for (const { sql } of scripts) {
    if ((await transactionPieces(sql)).length > 0) return true
  }
  return false
}
