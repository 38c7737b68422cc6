import { join } from 'node:path'
import { publishManifest } from '../../src/cli/published.ts'
import { type NeonBridge, startNeonBridge } from '../support/neon-bridge.ts'
import type { Postgres } from '../support/postgres.ts'
import { type Bundle, makeProject } from '../story/project.ts'
import { type BenchWorker, cronMs, startFetcher, startWorker } from './bench-worker.ts'
import { atMost, type Figure, inTurn, type Sample } from './figure.ts'
import { databaseInSync, manifestOfSize } from './ledger.ts'

const usualSize = 300
/** What a check of the usual size may use, in milliseconds: half of what Cloudflare gives for free. */
const goalMs = 5
const largerSizes = [1_000, 3_000, 10_000] as const

/** Batches, and checks in one: the clock is too coarse for a single check. */
const usualRounds = { warmUp: 100, batches: 12, checks: 50 }
const fewerRounds = { warmUp: 20, batches: 3, checks: 20 }
export type Rounds = typeof usualRounds

/**
 * The processor time of one check, of the whole workerd process: the bundled Worker, and workerd's
 * own work for its cron, object, storage and request. It is held against a Worker in another
 * workerd whose cron only makes the same request and reads the same bytes.
 */
export async function measureWorkerCpu(postgres: Postgres): Promise<readonly Figure[]> {
  if (process.platform !== 'linux') {
    process.stderr.write('The CPU of another process is read from /proc, which only Linux has.\n')
    return []
  }
  const project = await makeProject()
  const bridge = await startNeonBridge(postgres)
  try {
    const targets = await Promise.all(
      [usualSize, ...largerSizes].map(async (size) => {
        const name = size === usualSize ? 'app' : `app-${size}`
        const manifest = await manifestOfSize(name, size)
        return { size, name, manifest, url: await databaseInSync(postgres, manifest) }
      }),
    )
    const measured = new Map<number, readonly [Sample, Sample]>()
    let emulated: readonly [Sample, Sample] | undefined
    for (const target of targets) {
      // One after the other, so that no Worker carries what only a larger one needs.
      await publishManifest(join(project.folder, 'migrations-manifest'), target.manifest)
      const bundle = await project.bundle()
      const isUsual = target.size === usualSize
      const rounds = isUsual ? usualRounds : fewerRounds
      measured.set(target.size, await cpuOfChecks(bundle, bridge, target, 'instant', rounds))
      if (isUsual) emulated = await cpuOfChecks(bundle, bridge, target, 'emulated', fewerRounds)
    }
    return figuresOf(measured, emulated)
  } finally {
    await bridge.stop()
    await project.remove()
  }
}

function figuresOf(
  measured: ReadonlyMap<number, readonly [Sample, Sample]>,
  emulated: readonly [Sample, Sample] | undefined,
): readonly Figure[] {
  const perRow = (size: number) => (measured.get(size)?.[0].median ?? NaN) / size
  const figures = [...measured].map(([size, [sample, floor]]): Figure => {
    const about = { name: `check, ${size} migrations: CPU in workerd`, unit: 'ms', sample }
    if (size === usualSize) {
      const ratio = { value: sample.median / floor.median, to: 'fetching the same' }
      return { ...about, ratio, goal: atMost(goalMs, sample.median, 'ms') }
    }
    const value = perRow(size) / perRow(largerSizes[0])
    const ratio = { value, to: `a row's at ${largerSizes[0]}` }
    return { ...about, ratio, ...(value === 1 ? {} : { goal: atMost(1, value, '×') }) }
  })
  const withKv: Figure[] = (emulated ? [emulated] : []).map(([sample, floor]) => ({
    name: '… with two writes to the KV that Miniflare plays',
    unit: 'ms',
    sample,
    ratio: { value: sample.median / floor.median, to: 'fetching the same' },
  }))
  return [...figures.slice(0, 1), ...withKv, ...figures.slice(1)]
}

interface Target {
  readonly name: string
  readonly url: string
}

/** The processor time of a check of the only target, and of a request for what it reads. */
export async function cpuOfChecks(
  bundle: Bundle,
  bridge: NeonBridge,
  { name, url }: Target,
  kv: 'emulated' | 'instant',
  { warmUp, batches, checks }: Rounds,
): Promise<readonly [check: Sample, floor: Sample]> {
  const bindings = {
    ALLOW_LOOPBACK: 'true',
    CHECK_INTERVAL: `${cronMs / 60_000}m`,
    DATABASE_URL: url,
    NEON_ENDPOINT: bridge.endpoint,
    // Nothing is wrong, so nobody is told.
    SLACK_WEBHOOK_URL: 'http://127.0.0.1:9/services/bench',
    TARGETS: [{ name, manifest: name, secret: 'DATABASE_URL' }],
  }
  const worker = await startWorker(bundle, bindings, kv)
  try {
    // Where there is a schema, the first check reads all of it.
    for (let run = 0; run < 2; run += 1) await worker.runCron()
    const { headers = {}, body = '' } = bridge.requests().at(-1) ?? {}
    const neons = Object.entries(headers).flatMap(([header, value]) =>
      header.startsWith('neon-') && typeof value === 'string' ? [[header, value] as const] : [],
    )
    const init = { method: 'POST', headers: Object.fromEntries(neons), body }
    const fetcher = await startFetcher(bridge.endpoint, init)
    try {
      for (let run = 0; run < warmUp; run += 1) {
        await worker.runCron()
        await fetcher.runCron()
      }
      return await inTurn(
        batches,
        async () => {
          const before = bridge.count()
          const cpu = await cpuPerRun(worker, checks)
          if (bridge.count() - before === checks) return cpu
          throw new Error('a check made more than one request')
        },
        () => cpuPerRun(fetcher, checks),
      )
    } finally {
      await fetcher.stop()
    }
  } finally {
    await worker.stop()
  }
}

async function cpuPerRun(worker: BenchWorker, runs: number): Promise<number> {
  const before = worker.cpuMs()
  for (let run = 0; run < runs; run += 1) await worker.runCron()
  return (worker.cpuMs() - before) / runs
}
