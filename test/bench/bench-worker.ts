import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import type { Bundle } from '../story/project.ts'
import { childNamed, cpuMsOf } from './process-cpu.ts'

/** A Worker in a workerd of its own. */
export interface BenchWorker {
  /** Fires the cron `cronMs` after the last time; throws where the run does not end well. */
  readonly runCron: () => Promise<void>
  /** The processor time that workerd has used so far, in milliseconds. */
  readonly cpuMs: () => number
  readonly stop: () => Promise<void>
}

/** A minute, so that hundreds of checks are over before the schema is looked at in full again. */
export const cronMs = 60_000

type Options = Parameters<typeof convertV4MiniflareOptions>[0]

/** The real Worker. `kv` is Miniflare's, or one that answers at once and keeps nothing on disk. */
export function startWorker(
  { script, options }: Bundle,
  bindings: Bundle['options']['bindings'],
  kv: 'emulated' | 'instant',
): Promise<BenchWorker> {
  // The rules are for sources; a bundle is one module.
  const { modulesRules: _, kvNamespaces: __, ...derived } = options
  const status =
    kv === 'emulated'
      ? { kvNamespaces: { STATUS: 'status' } }
      : { serviceBindings: { STATUS: { name: 'kv', entrypoint: 'Kv' } } }
  const worker = {
    ...derived,
    ...status,
    modules: true as const,
    scriptPath: script,
    bindings: { ...derived.bindings, ...bindings },
  }
  const other = { name: 'kv', modules: true as const, script: instantKv, compatibilityDate }
  return start({ workers: kv === 'emulated' ? [worker] : [worker, other] })
}

/** A Worker whose cron makes one request and reads the answer, which is the least there is. */
export function startFetcher(
  url: string,
  init: { method: string; headers: Record<string, string>; body: string },
): Promise<BenchWorker> {
  return start({
    modules: true,
    script: `export default { async scheduled(_, { url, init }) { await (await fetch(url, init)).text() } }`,
    compatibilityDate,
    bindings: { url, init },
  })
}

const instantKv = `
import { WorkerEntrypoint } from 'cloudflare:workers'
const values = new Map()
export class Kv extends WorkerEntrypoint {
  get(key) { return values.get(key) ?? null }
  put(key, value) { values.set(key, value) }
}
export default {}`

async function start(options: Options): Promise<BenchWorker> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...options,
      host: '127.0.0.1',
      cf: false,
      // Nobody reads the Worker's log here.
      handleStructuredLogs: () => undefined,
    }),
  )
  await miniflare.ready
  const id = childNamed('workerd')
  const worker = await miniflare.getWorker()
  let scheduledTime = Date.now() - yearMs
  return {
    async runCron() {
      scheduledTime += cronMs
      const run = { scheduledTime: new Date(scheduledTime), cron: '17 * * * *' }
      const { outcome } = await worker.scheduled(run)
      if (outcome !== 'ok') throw new Error(`the cron ended with ${outcome}`)
    },
    cpuMs: () => cpuMsOf(id),
    stop: () => miniflare.dispose(),
  }
}

/** Of the Workers that are not ours, as in wrangler.toml. */
const compatibilityDate = '2026-10-01'

const yearMs = 365 * 24 * 3_600_000
