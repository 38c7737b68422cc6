import { parseConnectionString } from '../../src/io/connection-string.ts'
import { neonBatch } from '../../src/io/neon.ts'
import { readTarget } from '../../src/io/read-target.ts'
import { type NeonBridge, startNeonBridge } from '../support/neon-bridge.ts'
import type { Postgres } from '../support/postgres.ts'
import { atMost, type Figure, inTurn, sampleOf, timed } from './figure.ts'
import { databaseInSync, manifestOfSize } from './ledger.ts'

/** How much longer than a bare `select 1` a check of such a ledger may take. */
const sizes = [
  { migrations: 300, rounds: 60, goal: 1.5 },
  { migrations: 10_000, rounds: 30, goal: 5 },
] as const

/** Of a database in the same part of the world. */
const roundTripMs = 20

/**
 * What a check asks of Neon, and how long it takes against a bare `select 1`: by the same driver
 * and bridge, in the same transaction, and both in a connection of their own.
 */
export async function measureOneCheck(postgres: Postgres): Promise<readonly Figure[]> {
  const bridge = await startNeonBridge(postgres)
  try {
    const figures: Figure[] = []
    for (const size of sizes) figures.push(...(await measureSize(postgres, bridge, size)))
    return figures
  } finally {
    await bridge.stop()
  }
}

async function measureSize(
  postgres: Postgres,
  bridge: NeonBridge,
  { migrations, rounds, goal }: (typeof sizes)[number],
): Promise<readonly Figure[]> {
  const manifest = await manifestOfSize('app', migrations)
  const url = await databaseInSync(postgres, manifest)
  const connection = parseConnectionString(url, 'DATABASE_URL')
  const run = neonBatch(connection, { endpoint: bridge.endpoint })
  const requests: number[] = []
  const check = async () => {
    const before = bridge.count()
    const observation = await readTarget(run, manifest.ledger)
    requests.push(bridge.count() - before)
    const count = observation.status === 'read' && observation.ledger.found
    if (!count || observation.ledger.rows.length !== migrations) throw new Error('not read')
  }
  const selectOne = () => run([{ text: 'select 1' }])

  const figures: Figure[] = []
  for (const delayMs of [0, roundTripMs]) {
    bridge.delay(delayMs)
    const [one, floor] = await inTurn(
      rounds,
      () => timed(check),
      () => timed(selectOne),
    )
    const value = one.median / floor.median
    const far = delayMs === 0 ? '' : `, ${delayMs} ms away`
    figures.push({
      name: `check, ${migrations} migrations${far}: time`,
      unit: 'ms',
      sample: one,
      ratio: { value, to: 'select 1' },
      goal: atMost(goal, value, '×'),
    })
  }
  bridge.delay(0)
  const sample = sampleOf(requests)
  return [
    {
      name: `check, ${migrations} migrations: requests to Neon`,
      unit: '',
      sample,
      goal: { text: 'exactly 1', isMet: sample.min === 1 && sample.max === 1 },
    },
    ...figures,
  ]
}
