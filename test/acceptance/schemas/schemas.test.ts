import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundledExtensions } from '../../../src/io/replay/bundled-extensions.ts'
import { runMigrator } from '../../support/drizzle-migrate.ts'
import { type Catalog, catalogOf, catalogOfPglite } from '../../support/postgres-catalog.ts'
import { differencesBetween } from '../../support/postgres-differences.ts'
import { canDump, dumpOf } from '../../support/postgres-dump.ts'
import { startPostgres, type Postgres } from '../../support/postgres.ts'

const root = import.meta.dirname
const folders = (await readdir(root, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const versions = [15, 16, 17, 18] as const

/** Those whose extensions do not come with the servers: they are held against PGlite alone. */
const onlyInPglite = new Set(['vectors'])

async function replay(folder: string): Promise<Catalog> {
  const path = join(root, folder)
  const files = (await readdir(path)).filter((file) => file.endsWith('.sql'))
  const scripts = await Promise.all(
    files.map(async (file) => ({ file, sql: await readFile(`${path}/${file}`, 'utf8') })),
  )
  const client = await PGlite.create({ extensions: await bundledExtensions(scripts) })
  await migrate(drizzle({ client }), { migrationsFolder: path })
  const catalog = await catalogOfPglite(client)
  await client.close()
  return catalog
}

const servers: Postgres[] = []
beforeAll(async () => {
  servers.push(...(await Promise.all(versions.map((version) => startPostgres(version)))))
})
afterAll(() => Promise.all(servers.map((server) => server.stop())))

describe.for(folders)('the schema %s', { timeout: 60_000 }, (folder) => {
  let declared: Catalog
  beforeAll(async () => {
    declared = await replay(folder)
  })

  test('is the same wherever it was made', async () => {
    expect(declared.lines.length).toBeGreaterThan(5)
    const catalogs = [declared]
    for (const server of onlyInPglite.has(folder) ? [] : servers) {
      const url = await server.createDatabase(folder)
      await runMigrator('0.31', url, join(root, folder))
      catalogs.push(await catalogOf(url))
    }
    for (const one of catalogs) {
      for (const other of catalogs) expect(differencesBetween(one, other)).toEqual([])
    }
  })

  test.skipIf(onlyInPglite.has(folder) || !canDump)(
    `is the same after a dump and restore${canDump ? '' : ' (SKIPPED: install pg_dump)'}`,
    async () => {
      const [oldest] = servers
      if (oldest === undefined) throw new Error('no server was started')
      const dump = await dumpOf(oldest.url(folder))
      for (const server of servers) {
        const url = await server.createDatabase(`${folder}_restored`)
        await server.query(dump, undefined, `${folder}_restored`)
        const restored = await catalogOf(url)
        expect(differencesBetween(declared, restored)).toEqual([])
        expect(differencesBetween(restored, declared)).toEqual([])
      }
    },
  )
})
