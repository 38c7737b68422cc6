import { setTimeout as sleep } from 'node:timers/promises'
import { audit } from '../../src/core/audit.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { neonBatch } from '../../src/io/neon.ts'
import { readTarget, type SchemaWanted } from '../../src/io/read-target.ts'
import { linesPart } from '../../src/io/schema-part.ts'
import { type NeonBridge, startNeonBridge } from '../support/neon-bridge.ts'
import type { Postgres } from '../support/postgres.ts'
import { atMost, type Figure, inTurn, type Sample, sampleOf, timed } from './figure.ts'
import { type SchemaDatabase, schemaDatabase } from './schema-tables.ts'

/** How much longer than a bare `select 1` a check with a known digest may take. */
const steadySizes = [
  { tables: 100, near: 3, far: 1.3 },
  { tables: 1000, near: 8, far: 2 },
] as const
/** What is read does not grow with the schema; the digits of some number may. */
const bytesGrowth = 1.01
const firstLookSizes = [1000, 5000] as const
const roundTripMs = 20
const steadyRounds = 30

/** What the schema adds to a check: while nothing changes, and at the first look. */
export async function measureSchema(postgres: Postgres): Promise<readonly Figure[]> {
  const bridge = await startNeonBridge(postgres, { maxResponseBytes: 64 * 1024 * 1024 })
  try {
    const figures: Figure[] = []
    let firstBytes: number | undefined
    for (const { tables, ...goals } of steadySizes) {
      const database = await schemaDatabase(postgres, tables)
      const bytes = await measureBytes(bridge, database)
      firstBytes ??= bytes.median
      figures.push(bytesFigure(tables, bytes, firstBytes))
      figures.push(...(await measureSteady(bridge, database, tables, goals)))
    }
    return [...figures, ...(await measureFirstLooks(postgres, bridge))]
  } finally {
    await bridge.stop()
  }
}

/** How many bytes a check with a known digest reads. */
async function measureBytes(bridge: NeonBridge, database: SchemaDatabase): Promise<Sample> {
  const { look } = readerOf(bridge, database)
  const bytes: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const before = bridge.answeredBytes()
    await look({ isKnown: () => true })
    bytes.push(bridge.answeredBytes() - before)
  }
  return sampleOf(bytes)
}

function bytesFigure(tables: number, sample: Sample, first: number): Figure {
  const figure = { name: `digest known, ${tables} tables: received`, unit: 'bytes', sample }
  const [{ tables: least }] = steadySizes
  if (tables === least) return figure
  const value = sample.median / first
  const ratio = { value, to: `those at ${least}` }
  return { ...figure, ratio, goal: atMost(bytesGrowth, value, '×') }
}

/** The time of a check and of a bare `select 1`, near and far, and what the check asks for. */
async function measureSteady(
  bridge: NeonBridge,
  database: SchemaDatabase,
  tables: number,
  goals: { readonly near: number; readonly far: number },
): Promise<readonly Figure[]> {
  const { run, look } = readerOf(bridge, database)
  const requests: number[] = []
  const check = async () => {
    const before = bridge.count()
    const status = await look({ isKnown: () => true })
    requests.push(bridge.count() - before)
    if (status !== 'unchanged') throw new Error(`the schema was ${status}`)
  }
  const figures: Figure[] = []
  for (const [delayMs, goal] of [
    [0, goals.near],
    [roundTripMs, goals.far],
  ] as const) {
    bridge.delay(delayMs)
    const [one, floor] = await inTurn(
      steadyRounds,
      () => alone(check),
      () => alone(() => run([{ text: 'select 1' }])),
    )
    const value = one.median / floor.median
    figures.push({
      name: `digest known, ${tables} tables${delayMs === 0 ? '' : `, ${delayMs} ms away`}: time`,
      unit: 'ms',
      sample: one,
      ratio: { value, to: 'select 1' },
      goal: atMost(goal, value, '×'),
    })
  }
  bridge.delay(0)
  const sample = sampleOf(requests)
  const isOne = sample.min === 1 && sample.max === 1
  const goal = { text: 'exactly 1', isMet: isOne }
  return [{ name: `digest known, ${tables} tables: requests`, unit: '', sample, goal }, ...figures]
}

/** Once the session of what was measured before has ended, which nobody waits for. */
async function alone(work: () => Promise<unknown>): Promise<number> {
  await sleep(20)
  return timed(work)
}

/** A full look: all lines read and compared, at two sizes, so that its growth can be seen. */
async function measureFirstLooks(
  postgres: Postgres,
  bridge: NeonBridge,
): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  const perTable: number[] = []
  for (const tables of firstLookSizes) {
    const database = await schemaDatabase(postgres, tables)
    const { look } = readerOf(bridge, database)
    const times: number[] = []
    for (let round = 0; round < 5; round += 1) times.push(await timed(() => look(linesPart)))
    const sample = sampleOf(times)
    perTable.push(sample.median / tables)
    const [first = NaN] = perTable
    const growth = sample.median / tables / first
    figures.push({
      name: `first look, ${tables} tables (${(database.bytes / 1024 / 1024).toFixed(1)} MiB): time`,
      unit: 'ms',
      sample,
      ratio: { value: growth, to: `a table's at ${firstLookSizes[0]}` },
      goal:
        tables === firstLookSizes[0]
          ? atMost(1, sample.median / 1000, 's')
          : atMost(1.5, growth, '×'),
    })
  }
  return figures
}

function readerOf(bridge: NeonBridge, { url, manifest }: SchemaDatabase) {
  const connection = parseConnectionString(url, 'DATABASE_URL')
  const run = neonBatch(connection, { endpoint: bridge.endpoint, maxBytes: 64 * 1024 * 1024 })
  /** Reads and, where lines came, compares; gives how the schema was read. */
  const look = async (wanted: SchemaWanted) => {
    const observation = await readTarget(run, manifest.ledger, wanted)
    if (observation.status !== 'read') throw new Error(observation.message)
    if (observation.schema?.status === 'read') {
      const verdict = audit({
        target: 'app',
        manifest,
        observation,
        allowances: [],
        now: Date.now(),
      })
      if (verdict.status !== 'in-sync') throw new Error(JSON.stringify(verdict).slice(0, 500))
    }
    return observation.schema?.status
  }
  return { run, look }
}
