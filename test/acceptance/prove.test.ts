import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeManifest } from '../../src/cli/make-manifest.ts'
import { onProvingGround } from '../../src/cli/prove/open-proving-ground.ts'
import { type Proof, prove, tamperings, verdictOnReplay } from '../../src/cli/prove/prove.ts'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import type { Manifest } from '../../src/core/manifest.ts'
import { startPostgres, type Postgres } from '../support/postgres.ts'

/** Every kind of tampering, on every schema; on the oldest and newest server, on every object. */

const root = join(import.meta.dirname, 'schemas')
const folders = (await readdir(root, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

const places = ['PGlite', 15, 16, 17, 18] as const
type Place = (typeof places)[number]

const thorough = new Set<Place>([15, 18])

/** Those whose extensions do not come with the servers. */
const onlyInPglite = new Set(['vectors'])

/** What a version has no SQL for. */
const unknownTo: Readonly<Partial<Record<Place, readonly string[]>>> = {
  15: ['generated expression changed'],
  16: ['generated expression changed'],
}

const servers = new Map<Place, Postgres>()
beforeAll(async () => {
  const versions = [15, 16, 17, 18] as const
  await Promise.all(
    versions.map(async (version) => servers.set(version, await startPostgres(version))),
  )
})
afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())))

const done = new Map<Place, Set<string>>(places.map((place) => [place, new Set()]))

describe.for(folders)('the schema %s', { timeout: 60_000 }, (folder) => {
  const migrations = join(root, folder)
  let manifest: Manifest
  beforeAll(async () => {
    const request = { migrations, name: folder, ledger: defaultLedgerTable }
    ;({ manifest } = await makeManifest({ ...request, schema: { preludes: [] } }))
  })

  test.for(onlyInPglite.has(folder) ? (['PGlite'] as const) : places)(
    'is clean on %s, and all that is done to it is found',
    async (place) => {
      const options = { migrations, preludes: [], on: servers.get(place)?.url() }
      await onProvingGround(manifest, options, async (ground) => {
        const now = Date.now()
        const untouched = await verdictOnReplay(ground, manifest, now)
        expect(untouched).toMatchObject({ status: 'in-sync', findings: [] })
        expect(untouched.coverage.schema.objects).toBeGreaterThan(5)

        const extent = thorough.has(place) ? 'every object' : 'one object'
        const missed: Proof[] = []
        for await (const proof of prove(ground, manifest, now, extent)) {
          if (proof.outcome === 'missed') missed.push(proof)
          if (proof.outcome === 'found') done.get(place)?.add(proof.name)
        }
        expect(missed).toEqual([])
      })
    },
  )
})

test.for(places)('on %s, one schema or another has what each kind is done to', (place) => {
  const kinds = tamperings({ migrations: [], layout: 'journal' }, 'ledger', 0)
  const never = kinds.map(({ name }) => name).filter((name) => !done.get(place)?.has(name))
  expect(never).toEqual(unknownTo[place] ?? [])
})
