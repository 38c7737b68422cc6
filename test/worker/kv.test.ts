import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { reportKey } from '../../src/worker/env.ts'
import {
  cron,
  freshMonitor,
  freshWorld,
  get,
  heartbeat,
  setStrangers,
  shown,
  slack,
  status,
} from './harness.ts'
import { beImpatient } from './outside.ts'

beImpatient()
beforeAll(async () => {
  await freshWorld()
  await setStrangers('orphan')
})
beforeEach(freshMonitor)

type Kv = typeof env.STATUS
type Put = (key: string, value: string) => Promise<unknown>

/** The Worker's KV with these methods in place of its own. */
function kvWith(change: { readonly get?: () => Promise<unknown>; readonly put?: Put }): Kv {
  return new Proxy(env.STATUS, {
    get(target, name) {
      if (Object.hasOwn(change, name)) return Reflect.get(change, name)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const never = () => new Promise(() => undefined)
const fail = (words: string) => () => Promise.reject(new Error(words))
const faults = [
  { name: 'get and put never answer', change: { get: never, put: never } },
  { name: 'put never answers', change: { put: never } },
  { name: 'get never answers', change: { get: never } },
  { name: 'get fails', change: { get: fail('KV GET failed: 500 Internal Server Error') } },
  { name: 'too many writes', change: { put: fail('KV PUT failed: 429 Too Many Requests') } },
  { name: 'the quota is used up', change: { put: fail('KV PUT failed: 400 10048') } },
  { name: 'the key is refused', change: { put: fail('KV PUT failed: 414 UTF-8 encoded length') } },
  { name: 'the value is refused', change: { put: fail('KV PUT failed: 413 Value length') } },
]

describe.for(faults)('$name', ({ change }) => {
  test('people are told in time, and the heartbeat goes out', async () => {
    const beats = await heartbeat.count()
    const begin = performance.now()
    expect(await cron(0, { settings: { STATUS: kvWith(change) } })).toBe('ok')
    expect(performance.now() - begin).toBeLessThan(2000)
    expect(await shown()).toEqual(['🔴 app has drifted: 1 critical'])
    expect(await heartbeat.count()).toBe(beats + 1)
  })

  test('an outage that ends leaves nothing behind', async () => {
    await cron(0, { settings: { STATUS: kvWith(change) } })
    await cron(1, { settings: {} })
    expect(await status()).toBe('503 drifted')
    expect(await shown()).toHaveLength(1)
  })
})

test('what KV fails to take turns /status red by its age, and not before', async () => {
  await cron(0)
  const STATUS = kvWith({ put: fail('KV PUT failed: 429 Too Many Requests') })
  for (const hour of [1, 2]) await cron(hour, { settings: { STATUS } })
  expect(await status()).toBe('503 drifted')
  await cron(3, { settings: { STATUS } })
  expect(await status()).toBe('503 stale')
  await cron(4, { settings: {} })
  expect(await status()).toBe('503 drifted')
})

test('a write that succeeds though it is said to have failed', async () => {
  const STATUS = kvWith({
    put: async (key, value) => {
      await env.STATUS.put(key, value)
      throw new Error('KV PUT failed: 500 Internal Server Error')
    },
  })
  await cron(0, { settings: { STATUS } })
  expect(await status()).toBe('503 drifted')
  await cron(1, { settings: {} })
  expect(await shown()).toHaveLength(1)
})

test('a value of another version is no report, and the next check replaces it', async () => {
  await cron(0)
  const text = (await env.STATUS.get(reportKey('app'))) ?? ''
  await env.STATUS.put(reportKey('app'), text.replace('"format":1', '"format":2'))
  expect(await status()).toBe('503 unavailable')
  await cron(1)
  expect(await status()).toBe('503 drifted')
})

test('a report that KV gives back from before ages like any other', async () => {
  await cron(0)
  const before = (await env.STATUS.get(reportKey('app'))) ?? ''
  await cron(1)
  await env.STATUS.put(reportKey('app'), before)
  expect((await get('/status')).status).toBe(503)
  await cron(3)
  await env.STATUS.put(reportKey('app'), before)
  expect(await status()).toBe('503 stale')
})

test('where KV cannot say whether a report stands there, the first message says so', async () => {
  await cron(0, { settings: { STATUS: kvWith({ get: never }) } })
  const [message] = await slack.accepted()
  expect(JSON.stringify(message)).toContain('told again')
})
