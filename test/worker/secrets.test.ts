import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest'
import { encodingsOf } from '../../src/io/redact-encodings.ts'
import { sendToSlack } from '../../src/io/slack.ts'
import { neonFaults } from '../support/neon-faults.ts'
import { slackFaults } from '../support/slack-receiver.ts'
import { plan } from './faults.ts'
import { bridge, cron, freshMonitor, freshWorld, setStrangers, slack } from './harness.ts'
import { ask, beImpatient, kvThat, token, withToken } from './outside.ts'

beImpatient()

const host = 'ep-quiet-canary-123456.us-east-2.aws.neon.tech'
const password = 'canary-Pa55word'
const webhook = inject('webhookUrl')
const HEARTBEAT_URL = `${inject('heartbeatUrl')}/canary-heartbeat`
/** Whatever must be in no sink, in no encoding. */
const canaries = [password, 'canary-', webhook.split('/').at(-1), token, host, 'drift_monitor']
const needles = canaries.flatMap((canary) => encodingsOf(canary ?? ''))

const consoleMethods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const
/** All that was written to the console, shown or stored since the test began. */
let shown: unknown[] = []
let hour = 0

beforeEach(async () => {
  await freshWorld()
  shown = []
  hour = 0
  for (const name of consoleMethods) {
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => shown.push(...words))
  }
})
afterEach(() => vi.restoreAllMocks())

const asked = [
  ...['/', '/livez', '/status', '/status/app', '/nowhere', '/api/targets/app/verdict'].map(
    (path) => ({ path, init: {} }),
  ),
  { path: '/api/summary', init: withToken },
  { path: '/api/targets/app/verdict', init: withToken },
  { path: '/api/targets/app/history', init: withToken },
  { path: '/api/targets/app/check', init: { method: 'POST', ...withToken } },
  { path: '/api/test-alert', init: { method: 'POST', ...withToken } },
]

/** One hour of the monitor, with everything that it then shows, and what is left behind. */
async function live(settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const change = { HEARTBEAT_URL, ...settings }
  shown.push(await cron(hour, { settings: change }))
  hour += 1
  for (const { path, init } of asked) {
    const { headers, text } = await ask(path, init, change)
    shown.push([...headers], text)
  }
  await readStores()
}

async function readStores(): Promise<void> {
  const { storageFails } = plan
  plan.storageFails = false
  const { keys } = await env.STATUS.list()
  for (const { name } of keys) shown.push(name, await env.STATUS.get(name))
  const dump = await runInDurableObject(env.TARGET.getByName('app'), (_, { storage }) =>
    storage.sql.exec('SELECT * FROM document').toArray(),
  )
  shown.push(
    dump,
    (await slack.requests()).map(({ body }) => body),
  )
  plan.storageFails = storageFails
}

/** The canaries that were seen anywhere. */
function seen(): string[] {
  const texts = shown.map((value) =>
    value instanceof Error ? `${value.stack} ${String(value.cause)}` : JSON.stringify(value),
  )
  return needles.filter((needle) => texts.some((text) => text.includes(needle)))
}

test('what a sink shows is seen here', async () => {
  const sinks = [
    async () => console.error(new Error('failed', { cause: new Error(`${password} is wrong`) })),
    () => env.STATUS.put('report:app', JSON.stringify({ error: host })),
    () => sendToSlack(webhook, { text: `token=${encodeURIComponent(token)}` }),
    () =>
      runInDurableObject(env.TARGET.getByName('app'), (_, { storage }) => {
        storage.sql.exec('INSERT INTO document VALUES (?, ?, ?)', 'x', 0, btoa(`user:${password}`))
      }),
  ]
  for (const show of sinks) {
    await freshMonitor()
    shown = []
    await show()
    await readStores()
    expect(seen()).not.toEqual([])
  }
})

test('in sync, drifted, in sync again', async () => {
  await live()
  await setStrangers('orphan')
  await live()
  expect(shown.some((value) => String(value).includes('"event":"told"'))).toBe(true)
  await setStrangers()
  await live()
  expect(seen()).toEqual([])
})

const names = Object.keys(neonFaults)
const isFault = (name: string): name is keyof typeof neonFaults => Object.hasOwn(neonFaults, name)

test('every fault of Neon', async () => {
  for (const fault of names.filter(isFault)) {
    await bridge.heal()
    await bridge.fail(fault)
    await live()
  }
  expect(seen()).toEqual([])
})

test('every fault of Slack', async () => {
  await setStrangers('orphan')
  for (const fault of Object.values(slackFaults)) {
    await slack.heal()
    await slack.fail(fault)
    await live()
  }
  await slack.refuse()
  await live()
  expect(seen()).toEqual([])
})

test('a wrong password, a wrong user and a wrong database', async () => {
  await live({ DATABASE_URL: `postgresql://drift_monitor:canary-Wr0ng@${host}/app` })
  await live({ DATABASE_URL: `postgresql://canary-user:${password}@${host}/app` })
  await live({ DATABASE_URL: `postgresql://drift_monitor:${password}@${host}/canary-database` })
  expect(seen()).toEqual([])
})

test.for([
  password,
  ` ${password}`,
  `drift_monitor:${password}@${host}/app`,
  `postgresql://drift_monitor:${password}@${host}`,
  `postgresql://drift_monitor:${password}@/app`,
  `postgresql://:${password}@${host}/app`,
  `postgresql://drift_monitor:${password}#x@${host}/app`,
  `postgresql://drift_monitor:${password}/x@${host}/app`,
  `postgresql://drift_monitor:${password}%@${host}/app`,
  `postgresql://drift_monitor:${password}@x@${host}/app`,
  `postgresql://drift_monitor:${password}?x@${host}/app`,
  `postgresql://drift_monitor:${password} x@${host}/app`,
  `postgresql://drift_monitor:${password}@${host}:99999/app`,
  `postgresql://drift_monitor:${password}@canary-host.example/app`,
  `mysql://drift_monitor:${password}@${host}/app`,
  `jdbc:postgresql://${host}/app?user=drift_monitor&password=${password}`,
  `host=${host} user=drift_monitor password=${password} dbname=app`,
  `psql 'postgresql://drift_monitor:${password}@${host}/app'`,
])('a connection string that is none: %s', async (DATABASE_URL) => {
  await live({ DATABASE_URL })
  await live({ DATABASE_URL })
  expect(seen()).toEqual([])
})

test('settings that are wrong', async () => {
  await setStrangers('orphan')
  await live({ SLACK_WEBHOOK_URL: 'https://canary-host.example/services/canary-path' })
  await live({ SLACK_WEBHOOK_URL: 'canary-webhook', HEARTBEAT_URL: 'http://canary-host.example' })
  await live({ HEARTBEAT_URL: 'http://127.0.0.1:9/canary-heartbeat', API_TOKEN: 'canary-token' })
  await live({ TARGETS: [{ name: 'app', secret: `canary-${password}` }] })
  await live({ TARGETS: `canary-${password}`, STATUS_URL: 'https://canary-user:x@evil.example' })
  await live({ SLACK_MENTION: '@canary-mention', CHECK_INTERVAL: 'canary-interval' })
  expect(seen()).toEqual([])
})

test('a store that fails', async () => {
  await setStrangers('orphan')
  await live()
  plan.storageFails = true
  for (let count = 0; count < 7; count += 1) await live()
  expect(seen()).toEqual([])
})

test('a KV that fails, and says why in foreign words', async () => {
  await setStrangers('orphan')
  plan.kvFails = true
  const STATUS = kvThat(() => Promise.reject(new Error(`KV GET failed: ${password} ${host}`)))
  await live({ STATUS })
  expect(seen()).toEqual([])
})

test('a network whose errors quote what was asked for', async () => {
  await setStrangers('orphan')
  const real = globalThis.fetch
  const isTest = (url: unknown) => String(url).endsWith('/control')
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    if (isTest(input)) return real(input, init)
    const words = [input, init?.body, ...new Headers(init?.headers).values(), password, token]
    return Promise.reject(new TypeError(`fetch failed: ${words.map(String).join(' ')}`))
  })
  await live()
  await live()
  expect(seen()).toEqual([])
})

test('a bug whose error quotes a secret', async () => {
  const fail = () => {
    throw new TypeError(`cannot read ${password} of ${host}`)
  }
  await live({ STATUS: { get: fail, put: () => Promise.resolve() } })
  expect(shown).toContain('{"error":"This is a bug of Driftwatch"}')
  expect(seen()).toEqual([])
})
