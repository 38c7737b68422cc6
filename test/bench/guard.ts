import { neon, neonConfig } from '@neondatabase/serverless'
import { Client } from 'pg'
import { type Manifest, sealManifest } from '../../src/core/manifest.ts'
import { assertInSync, fromNeon, fromPg, type RunQuery } from '../../src/guard/index.ts'
import { startNeonBridge } from '../support/neon-bridge.ts'
import type { Postgres } from '../support/postgres.ts'
import { atMost, type Figure, inTurn, sampleOf, timed } from './figure.ts'
import { databaseInSync, manifestOfSize } from './ledger.ts'

const migrations = 300
const rounds = 60

/** What the guard may add to a start-up, beyond a round trip, in milliseconds. */
const goalMs = 10

/** Of a database in the same part of the world. */
const roundTripMs = 20

/**
 * What the guard adds to a start-up, against a `select 1` over the same connection; the difference
 * to that is what counts, since an application can hardly do with less than one round trip.
 */
export async function measureGuard(postgres: Postgres): Promise<readonly Figure[]> {
  const manifest = await withSchema(await manifestOfSize('app', migrations))
  const url = await databaseInSync(postgres, manifest)
  const bridge = await startNeonBridge(postgres)
  const client = new Client({ connectionString: postgres.url(new URL(url).pathname.slice(1)) })
  await client.connect()
  const before = neonConfig.fetchEndpoint
  neonConfig.fetchEndpoint = bridge.endpoint
  try {
    const overHttp = fromNeon(neon(url))
    const near = await figureOf('pg, connected', fromPg(client), manifest)
    bridge.delay(roundTripMs)
    const far = await figureOf(`neon(), ${roundTripMs} ms away`, overHttp, manifest)
    const requests: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const count = bridge.count()
      await guard(overHttp, manifest)
      requests.push(bridge.count() - count)
    }
    const sample = sampleOf(requests)
    const goal = { text: 'exactly 1', isMet: sample.min === 1 && sample.max === 1 }
    return [near, far, { name: 'guard: requests to Neon', unit: '', sample, goal }]
  } finally {
    neonConfig.fetchEndpoint = before
    await client.end()
    await bridge.stop()
  }
}

async function figureOf(name: string, query: RunQuery, manifest: Manifest): Promise<Figure> {
  const [one, floor] = await inTurn(
    rounds,
    () => timed(() => guard(query, manifest)),
    () => timed(() => query('select 1')),
  )
  const moreMs = one.median - floor.median
  return {
    name: `guard, ${migrations} migrations, ${name}: time`,
    unit: 'ms',
    sample: one,
    ratio: { value: one.median / floor.median, to: 'select 1' },
    goal: { ...atMost(goalMs, moreMs, 'ms'), text: `≤ ${goalMs} ms more` },
  }
}

async function guard(query: RunQuery, manifest: Manifest): Promise<void> {
  const verdict = await assertInSync({ manifest, query, mode: 'fail-closed', env: {} })
  if (verdict?.counts.ledger !== migrations) throw new Error('not read')
}

/** With as much of a schema as 150 tables have: the digest is over all of it. */
async function withSchema(manifest: Manifest): Promise<Manifest> {
  const { digest: _, ...content } = manifest
  const line = 'column\tpublic\ttable_000\tcolumn_00\ttype=character varying(255)\tnullable=no'
  const columns = [...Array(10).keys()]
  const steps = content.migrations.map(({ tag }) =>
    columns.map((column) => `+${line}${tag}${column}`).join('\n'),
  )
  const schema = { covered: true, serverVersion: '18.3', catalogVersion: 1, provided: '' } as const
  return sealManifest({ ...content, schema: { ...schema, steps } })
}
