import { publishCommand } from '../../core/command.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { Migration } from '../../core/migration.ts'
import { readDrizzleFolder } from '../../io/drizzle/read-drizzle-folder.ts'
import { UserError } from '../../io/errors.ts'
import { replayHistory } from '../../io/replay/replay-history.ts'
import { readPreludes } from '../preludes.ts'
import { inReplayDatabase, preludesOf, type ReplayOptions } from '../replay-schema.ts'
import { ProvingGround } from './proving-ground.ts'

export interface ProvingOptions extends ReplayOptions {
  readonly migrations: string
}

/**
 * Replays the history of a manifest, and gives what `work` makes of it there. Throws a `UserError`
 * where the folder does not make what the manifest says.
 */
export async function onProvingGround<T>(
  manifest: Manifest,
  options: ProvingOptions,
  work: (ground: ProvingGround) => Promise<T>,
): Promise<T> {
  const { schema, ledger } = manifest
  if (!schema.covered) {
    throw new UserError(
      `The manifest does not cover the schema, since ${schema.because}. Publish it again without that.`,
    )
  }
  const folder = await readDrizzleFolder(options.migrations)
  const migrations = folder.scripts
  const given = await readPreludes(options.preludes)
  const preludes = preludesOf(given, migrations, ledger)
  return inReplayDatabase(options.on, [...preludes, ...migrations], async (database) => {
    const made = await replayHistory(database, { preludes, migrations, ledger })
    // Another version writes some lines in another way: what they mean is for the audit to say.
    const isOfManifest =
      made.serverVersion === schema.serverVersion
        ? JSON.stringify(made.steps) === JSON.stringify(schema.steps)
        : textOf(folder.migrations) === textOf(manifest.migrations)
    if (!isOfManifest) {
      throw new UserError(
        `The migrations in ${options.migrations} do not make the schema that the manifest holds. Publish it again with ${publishCommand}, and with the same --prelude.`,
      )
    }
    return work(await ProvingGround.make(database, manifest, made.serverVersion))
  })
}

function textOf(migrations: readonly Migration[]): string {
  return JSON.stringify(migrations.map(({ tag, when, hash }) => [tag, when, hash]))
}
