import type { Extensions, PGlite } from '@electric-sql/pglite'
import { bundledExtensions } from '../replay/bundled-extensions.ts'
import { createPglite, startOn } from '../replay/create-pglite.ts'
import { replayDatabaseIn } from '../replay/open-pglite.ts'
import type { ReplayDatabase } from '../replay/replay-database.ts'
import type { Script } from '../script.ts'
import type { Queries } from './read-facts.ts'

/** An embedded PostgreSQL that can be copied with all that is in it. */
export interface Embedded extends ReplayDatabase {
  readonly queries: Queries
  /** A file of its whole cluster, from which `openCopy` makes another. */
  readonly dump: () => Promise<Cluster>
}

export interface Cluster {
  readonly extensions: Extensions
  /** A tar file. */
  readonly data: ArrayBuffer
}

/** Starts an empty one, with the extensions that the scripts ask for. */
export async function openEmbedded(scripts: readonly Script[]): Promise<Embedded> {
  const extensions = await bundledExtensions(scripts)
  return embeddedIn(await createPglite(extensions), extensions)
}

/** Starts one that holds what another one held. */
export async function openCopy({ extensions, data }: Cluster): Promise<Embedded> {
  return embeddedIn(await startOn(data.slice(), extensions), extensions)
}

function embeddedIn(database: PGlite, extensions: Extensions): Embedded {
  return {
    ...replayDatabaseIn(database),
    queries: async (sql) => {
      const results = await database.exec(sql)
      return results.at(-1)?.rows ?? []
    },
    async dump() {
      const tar = await database.dumpDataDir('none')
      return { extensions, data: await tar.arrayBuffer() }
    },
  }
}
