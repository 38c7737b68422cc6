import type { PGlite } from '@electric-sql/pglite'
import { bundledExtensions } from './bundled-extensions.ts'
import type { Script } from '../script.ts'
import { createPglite } from './create-pglite.ts'
import type { ReplayDatabase } from './replay-database.ts'

/** Starts PostgreSQL 18 within this process, with those extensions that the scripts ask for. */
export async function openPglite(scripts: readonly Script[]): Promise<ReplayDatabase> {
  return replayDatabaseIn(await createPglite(await bundledExtensions(scripts)))
}

/** A PGlite that runs, for a replay. */
export function replayDatabaseIn(database: PGlite): ReplayDatabase {
  return {
    async run(sql) {
      await database.exec(sql)
    },
    async ask(sql) {
      const results = await database.exec(sql, { rowMode: 'array' })
      const value: unknown = results.flatMap(({ rows }) => rows).at(-1)
      return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : null
    },
    async close() {
      if (!database.closed) await database.close()
    },
  }
}
