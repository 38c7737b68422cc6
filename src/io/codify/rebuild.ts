import { runPieces } from '../replay/split-statements.ts'
import type { Embedded } from './embedded.ts'
import { wordsOfFailure } from './run-statements.ts'

/** What makes the declared schema the live one, or as much of it as is known how. */
export interface Rebuild {
  readonly statements: readonly string[]
  /** What of the live schema they do not make, as it cannot be had here. */
  readonly without?: readonly string[]
  /** Why there are no statements. */
  readonly unplanned?: string
  /** What differs from the live catalog, in words. */
  readonly notAsLive: (lines: readonly string[]) => readonly string[]
  /** The findings that a statement has to do with, in words. */
  readonly about: (sql: string) => readonly string[]
}

/** Why a live schema could not be made again. */
export interface Unmade {
  readonly failed: readonly string[]
  readonly statement?: string
}

/**
 * Makes the live schema again, each statement by itself: a new label of an enum can be used only
 * after the transaction that adds it. Gives nothing where all of them ran.
 */
export async function rebuildIn(
  database: Pick<Embedded, 'run'>,
  { statements, unplanned, about }: Rebuild,
): Promise<Unmade | undefined> {
  if (unplanned !== undefined) return { failed: [unplanned] }
  const pieces = statements.map((sql) => ({ sql, start: 0 }))
  const failed = await runPieces(database.run, pieces)
  if (failed === undefined) return undefined
  const statement = failed.piece.sql.trim()
  const objects = about(statement)
  const words = wordsOfFailure(failed)
  return {
    failed: objects.length === 0 ? words : [...words, `It is about ${objects.join(', ')}.`],
    statement,
  }
}
