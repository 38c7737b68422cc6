import type { LedgerTable } from '../../core/ledger.ts'
import {
  catalogVersion,
  type DeclaredSchema,
  stepBetween,
} from '../../core/schema/declared-schema.ts'
import { catalogReader, freshSession } from '../replay/catalog-reader.ts'
import type { ReplayDatabase } from '../replay/replay-database.ts'
import { replayError } from '../replay/replay-error.ts'
import { runScript } from '../replay/run-script.ts'
import type { Script } from '../script.ts'

/**
 * What PostgreSQL makes of a whole history, told as if the last migration made all of it: half the
 * time goes into reading the catalog after each. Throws a `UserError` that shows what fails.
 */
export async function replayWhole(
  database: ReplayDatabase,
  preludes: readonly Script[],
  migrations: readonly Script[],
  ledger: LedgerTable,
): Promise<DeclaredSchema> {
  const readCatalog = catalogReader(database, ledger)
  const run = async (script: Script) => {
    const failed = await runScript(database, script)
    if (failed !== undefined) throw replayError(script, failed)
    await database.run(freshSession)
  }
  for (const prelude of preludes) await run(prelude)
  const provided = new Set(await readCatalog())
  for (const migration of migrations) await run(migration)
  const whole = stepBetween(provided, new Set(await readCatalog()))
  return {
    covered: true,
    serverVersion: (await database.ask(serverVersion)) ?? '',
    catalogVersion,
    provided: [...provided].join('\n'),
    steps: migrations.map((_, index) => (index === migrations.length - 1 ? whole : '')),
  }
}

const serverVersion =
  "SELECT pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1)"
