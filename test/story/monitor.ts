import { convertV4MiniflareOptions, Miniflare, MiniflareCoreError } from 'miniflare'
import { UserError } from '../../src/io/errors.ts'
import { startClock } from './clock.ts'
import type { HeldPort } from './hold-port.ts'
import type { Bundle } from './project.ts'
import { within } from './within.ts'

/** An answer as a browser shows it. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** The real Worker in workerd. */
export interface Monitor {
  readonly origin: string
  /** Puts a bundle in the place of the one that runs; KV and the objects' storage stay. */
  readonly deploy: (bundle: Bundle) => Promise<void>
  /** Fires the cron, as the platform does. */
  readonly runCron: () => Promise<void>
  /** Lets the next cron be that of a minute later. */
  readonly skipMinute: () => void
  readonly status: () => Promise<Answer>
  /** The details, which only the token opens. */
  readonly details: () => Promise<Answer>
  /** The last lines of the Worker's log. */
  readonly log: () => readonly string[]
  readonly stop: () => Promise<void>
}

export interface MonitorOptions {
  readonly apiToken: string
  readonly held: HeldPort
  /** Settings and secrets, besides what the configuration has. */
  readonly bindings: Readonly<Record<string, string>>
}

const limitSeconds = 30

/** The Worker that wrangler makes of a project; it runs from the first deploy on. */
export function makeMonitor({ apiToken, held, bindings }: MonitorOptions): Monitor {
  const { port } = held
  const origin = `http://127.0.0.1:${port}`
  const clock = startClock()
  let miniflare: Miniflare | undefined
  let cron = ''
  let log: readonly string[] = []

  const optionsFor = ({ script, options }: Bundle) => {
    // The rules are for sources; a bundle is one module.
    const { modulesRules: _, ...derived } = options
    return convertV4MiniflareOptions({
      host: '127.0.0.1',
      port,
      cf: false,
      handleStructuredLogs: ({ message }) => (log = [...log.slice(-19), message]),
      workers: [
        {
          ...derived,
          modules: true,
          scriptPath: script,
          bindings: { ...derived.bindings, ...bindings, API_TOKEN: apiToken },
        },
      ],
    })
  }
  const running = () => {
    if (miniflare === undefined) throw new Error('nothing is deployed yet')
    return miniflare
  }
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const signal = AbortSignal.timeout(limitSeconds * 1000)
    const response = await fetch(`${origin}${path}`, { headers, signal })
    return { status: response.status, body: await response.text() }
  }

  return {
    origin,
    async deploy(bundle) {
      cron = bundle.options.cronTriggers[0]
      const options = optionsFor(bundle)
      if (miniflare === undefined) {
        await held.release()
        const started = new Miniflare(options)
        await within(limitSeconds, 'Starting workerd', started.ready).catch(refuseBusyPort)
        miniflare = started
      } else {
        await within(limitSeconds, 'Starting workerd anew', miniflare.setOptions(options))
      }
    },
    async runCron() {
      const worker = await running().getWorker()
      const run = worker.scheduled({ scheduledTime: clock.next(), cron })
      await within(limitSeconds, 'The check', run)
    },
    skipMinute: clock.skipMinute,
    status: () => get('/status'),
    details: () => get('/api/targets/app/verdict', { authorization: `Bearer ${apiToken}` }),
    log: () => log,
    async stop() {
      await held.release()
      await miniflare?.dispose()
    },
  }
}

function refuseBusyPort(error: unknown): never {
  if (error instanceof MiniflareCoreError && error.code === 'ERR_ADDRESS_IN_USE') {
    throw new UserError(
      'Another program took the port of /status just before workerd could. Start it once more.',
    )
  }
  throw error
}
