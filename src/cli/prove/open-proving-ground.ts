import { publishCommand } from '../../core/command.ts'
import type { Manifest } from '../../core/manifest.ts'
import { readDrizzleFolder } from '../../io/drizzle/read-drizzle-folder.ts'
import { UserError } from '../../io/errors.ts'
import { openPglite } from '../../io/replay/open-pglite.ts'
import { replayHistory } from '../../io/replay/replay-history.ts'
import { preludesOf } from '../replay-schema.ts'
import { ProvingGround } from './proving-ground.ts'

export interface ProvingOptions {
  readonly migrations: string
  readonly prelude: readonly string[]
}

/**
 * Replays the history of a manifest in the embedded PostgreSQL. Throws a `UserError` where the
 * folder does not make what the manifest says.
 */
export async function openProvingGround(
  manifest: Manifest,
  options: ProvingOptions,
): Promise<{ readonly ground: ProvingGround; readonly close: () => Promise<void> }> {
  const { schema, ledger } = manifest
  if (!schema.covered) {
    throw new UserError(
      `The manifest does not cover the schema, since ${schema.because}. Publish it again without that.`,
    )
  }
  const folder = await readDrizzleFolder(options.migrations)
  const migrations = folder.scripts
  const preludes = await preludesOf(options.prelude, migrations, ledger)
  const database = await openPglite([...preludes, ...migrations])
  try {
    const made = await replayHistory(database, { preludes, migrations, ledger })
    if (JSON.stringify(made.steps) !== JSON.stringify(schema.steps)) {
      throw new UserError(
        `The migrations in ${options.migrations} do not make the schema that the manifest holds. Publish it again with ${publishCommand}, and with the same --prelude.`,
      )
    }
    const ground = await ProvingGround.make(database, manifest)
    return { ground, close: () => database.close() }
  } catch (error) {
    await database.close()
    throw error
  }
}
