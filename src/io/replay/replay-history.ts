import type { LedgerTable } from '../../core/ledger.ts'
import {
  catalogVersion,
  type DeclaredSchema,
  stepBetween,
} from '../../core/schema/declared-schema.ts'
import type { Script } from '../script.ts'
import { catalogReader } from './catalog-reader.ts'
import type { ReplayDatabase } from './replay-database.ts'
import { replayError, type ReplayFault, replayFault } from './replay-error.ts'
import { runScript } from './run-script.ts'
import type { FailedPiece } from './split-statements.ts'

export interface ReplayRequest {
  /** What the host provides: run before the migrations, and no part of what they declare. */
  readonly preludes: readonly Script[]
  /** In the order in which Drizzle runs them. */
  readonly migrations: readonly Script[]
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
  const readCatalog = catalogReader(database, request.ledger)
  const run = async (script: Script): Promise<Replayed | undefined> => {
    const failed = await runScript(database, script)
    if (failed === undefined) return undefined
    return { done: false, script, failed, fault: replayFault(script, failed) }
  }
  for (const prelude of request.preludes) {
    const failed = await run(prelude)
    if (failed !== undefined) return failed
  }
  const provided = new Set(await readCatalog())
  const steps: string[] = []
  let before = provided
  for (const [index, migration] of request.migrations.entries()) {
    request.onMigration?.(migration, index)
    const failed = await run(migration)
    if (failed !== undefined) return failed
    const after = new Set(await readCatalog())
    steps.push(stepBetween(before, after))
    before = after
  }
  const schema: DeclaredSchema = {
    covered: true,
    serverVersion: (await database.ask(serverVersion)) ?? '',
    catalogVersion,
    provided: [...provided].join('\n'),
    steps,
  }
  return { done: true, schema }
}

/** Such as `17.5`, without what a distribution adds to it. */
const serverVersion =
  "SELECT pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1)"
