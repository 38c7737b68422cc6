import type { LedgerTable } from '../core/ledger.ts'
import type { DeclaredSchema } from '../core/schema/declared-schema.ts'
import { parseConnectionString } from '../io/connection-string.ts'
import { neonPrelude } from '../io/replay/neon-prelude.ts'
import { openPglite } from '../io/replay/open-pglite.ts'
import type { ReplayDatabase } from '../io/replay/replay-database.ts'
import { replayHistory } from '../io/replay/replay-history.ts'
import { replayServer } from '../io/replay/replay-server.ts'
import type { Script } from '../io/script.ts'
import { withCleanUp } from './clean-up.ts'
import { progressOn } from './progress.ts'

export interface ReplayOptions {
  /** Files of SQL that run before the migrations. */
  readonly preludes: readonly string[]
  /** The connection string of a PostgreSQL to replay on; otherwise an embedded one is started. */
  readonly on?: string | undefined
}

/** The schema that migrations make. Throws a `UserError` where they cannot be replayed. */
export async function replaySchema(
  migrations: readonly Script[],
  ledger: LedgerTable,
  given: readonly Script[],
  on: string | undefined,
): Promise<DeclaredSchema> {
  const preludes = preludesOf(given, migrations, ledger)
  const progress = progressOn(process.stderr)
  const replay = (database: ReplayDatabase) =>
    replayHistory(database, {
      preludes,
      migrations,
      ledger,
      onMigration: ({ file }, index) =>
        progress.show(`${index + 1} of ${migrations.length}: ${file}`, index / migrations.length),
    })
  const scripts = [...preludes, ...migrations]
  try {
    progress.show('Starting PostgreSQL…')
    return await inReplayDatabase(on, scripts, replay)
  } finally {
    progress.end()
  }
}

/**
 * Gives `work` an empty database of its own, in an embedded PostgreSQL or `on` another one. Nothing
 * of it is left in the end.
 */
export async function inReplayDatabase<T>(
  on: string | undefined,
  scripts: readonly Script[],
  work: (database: ReplayDatabase) => Promise<T>,
): Promise<T> {
  if (on === undefined) {
    const database = await openPglite(scripts)
    return withCleanUp(database.close, () => work(database))
  }
  const server = replayServer(parseConnectionString(on, '--replay-on'), scripts)
  return withCleanUp(server.close, async () => work(await server.start()))
}

/** All that runs before the migrations: what Neon provides, then the files that were given. */
export function preludesOf(
  given: readonly Script[],
  migrations: readonly Script[],
  ledger: LedgerTable,
): readonly Script[] {
  return [...neonPrelude(ledger, [...given, ...migrations]), ...given]
}
