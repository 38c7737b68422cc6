import type { LedgerTable } from '../../core/ledger.ts'
import {
  catalogVersion,
  type DeclaredSchema,
  stepBetween,
} from '../../core/schema/declared-schema.ts'
import type { Script } from '../script.ts'
import { catalogReaders } from './catalog-reader.ts'
import type { ReplayDatabase } from './replay-database.ts'
import { replayError, type ReplayFault, replayFault } from './replay-error.ts'
import { runScript } from './run-script.ts'
import { type FailedScript, runTogether } from './run-together.ts'
import type { FailedPiece } from './split-statements.ts'

export interface ReplayRequest {
  /** What the host provides: run before the migrations, and no part of what they declare. */
  readonly preludes: readonly Script[]
  /** In the order in which Drizzle runs them. */
  readonly migrations: readonly Script[]
  /**
   * How many of them have run long ago: each by itself, as it may have been. Those behind run
   * together, as Drizzle runs what is pending. All, unless it is given.
   */
  readonly applied?: number
  readonly ledger: LedgerTable
  /** Told of each migration before it runs, with its place from 0. */
  readonly onMigration?: (script: Script, index: number) => void
}

/** What a replay came to: a schema, or the script that failed and what of it. */
export type Replayed =
  | { readonly done: true; readonly schema: DeclaredSchema }
  | {
      readonly done: false
      readonly script: Script
      readonly failed: FailedPiece
      readonly fault: ReplayFault
    }

/**
 * What PostgreSQL makes of a history, in a database that is empty. Throws a `UserError` that
 * shows the first statement that fails.
 */
export async function replayHistory(
  database: ReplayDatabase,
  request: ReplayRequest,
): Promise<DeclaredSchema> {
  const replayed = await tryReplay(database, request)
  if (replayed.done) return replayed.schema
  throw replayError(replayed.script, replayed.failed)
}

/** As `replayHistory`; gives what fails in the place of an error. */
export async function tryReplay(
  database: ReplayDatabase,
  request: ReplayRequest,
): Promise<Replayed> {
  const { preludes, migrations, ledger, applied = migrations.length } = request
  const catalog = catalogReaders(database, ledger)
  const run = async (script: Script): Promise<Replayed | undefined> => {
    const failed = await runScript(database, script)
    return failed && failedReplay({ script, failed })
  }
  for (const prelude of preludes) {
    const failed = await run(prelude)
    if (failed !== undefined) return failed
  }
  const provided = new Set(await catalog.between())
  const steps: string[] = []
  let before = provided
  const addStep = (lines: readonly string[]) => {
    const after = new Set(lines)
    steps.push(stepBetween(before, after))
    before = after
  }
  for (const [index, migration] of migrations.slice(0, applied).entries()) {
    request.onMigration?.(migration, index)
    const failed = await run(migration)
    if (failed !== undefined) return failed
    addStep(await catalog.between())
  }
  const failed = await runTogether(database, migrations.slice(applied), {
    before: (migration, index) => request.onMigration?.(migration, applied + index),
    after: async () => addStep(await catalog.within()),
  })
  if (failed !== undefined) return failedReplay(failed)
  const schema: DeclaredSchema = {
    covered: true,
    serverVersion: (await database.ask(serverVersion)) ?? '',
    catalogVersion,
    provided: [...provided].join('\n'),
    steps,
  }
  return { done: true, schema }
}

function failedReplay({ script, failed }: FailedScript): Replayed {
  return { done: false, script, failed, fault: replayFault(script, failed) }
}

/** Such as `17.5`, without what a distribution adds to it. */
const serverVersion =
  "SELECT pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1)"
