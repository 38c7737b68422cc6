import type { LedgerTable } from '../core/ledger.ts'
import type { DeclaredSchema } from '../core/schema/declared-schema.ts'
import { readFileIfThere } from '../io/drizzle/read-file.ts'
import { UserError } from '../io/errors.ts'
import { neonPrelude } from '../io/replay/neon-prelude.ts'
import { openPglite } from '../io/replay/open-pglite.ts'
import { replayHistory } from '../io/replay/replay-history.ts'
import type { Script } from '../io/script.ts'

export interface ReplayOptions {
  /** Files of SQL that run before the migrations. */
  readonly preludes: readonly string[]
}

/** The schema that migrations make. Throws a `UserError` where they cannot be replayed. */
export async function replaySchema(
  migrations: readonly Script[],
  ledger: LedgerTable,
  options: ReplayOptions,
): Promise<DeclaredSchema> {
  const given = await Promise.all(options.preludes.map(readPrelude))
  const scripts = [...given, ...migrations]
  const database = await openPglite(scripts)
  try {
    const preludes = [...neonPrelude(ledger, scripts), ...given]
    return await replayHistory(database, { preludes, migrations, ledger })
  } finally {
    await database.close()
  }
}

export async function readPrelude(file: string): Promise<Script> {
  const bytes = await readFileIfThere(file)
  if (bytes === undefined) throw new UserError(`${file} does not exist: check --prelude.`)
  return { file, sql: bytes.toString('utf8') }
}
