import type { LedgerTable } from '../../core/ledger.ts'
import {
  catalogVersion,
  type DeclaredSchema,
  stepBetween,
} from '../../core/schema/declared-schema.ts'
import type { Script } from '../script.ts'
import { catalogReader } from './catalog-reader.ts'
import type { ReplayDatabase } from './replay-database.ts'
import { replayError } from './replay-error.ts'
import { runScript } from './run-script.ts'

export interface ReplayRequest {
  /** What the host provides: run before the migrations, and no part of what they declare. */
  readonly preludes: readonly Script[]
  /** In the order in which Drizzle runs them. */
  readonly migrations: readonly Script[]
  readonly ledger: LedgerTable
  /** Told of each migration before it runs, with its place from 0. */
  readonly onMigration?: (script: Script, index: number) => void
}

/**
 * What PostgreSQL makes of a history, in a database that is empty. Throws a `UserError` that
 * shows the first statement that fails.
 */
export async function replayHistory(
  database: ReplayDatabase,
  request: ReplayRequest,
): Promise<DeclaredSchema> {
  const readCatalog = catalogReader(database, request.ledger)
  for (const prelude of request.preludes) await runOrThrow(database, prelude)
  const provided = new Set(await readCatalog())
  const steps: string[] = []
  let before = provided
  for (const [index, migration] of request.migrations.entries()) {
    request.onMigration?.(migration, index)
    await runOrThrow(database, migration)
    const after = new Set(await readCatalog())
    steps.push(stepBetween(before, after))
    before = after
  }
  return {
    covered: true,
    serverVersion: (await database.ask(serverVersion)) ?? '',
    catalogVersion,
    provided: [...provided].join('\n'),
    steps,
  }
}

/** Such as `17.5`, without what a distribution adds to it. */
const serverVersion =
  "SELECT pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1)"

async function runOrThrow(database: ReplayDatabase, script: Script): Promise<void> {
  const failed = await runScript(database, script)
  if (failed !== undefined) throw replayError(script, failed)
}
