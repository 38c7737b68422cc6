import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { allowanceOf, applied, hashOfText, migration, stranger } from '../support/history.ts'
import {
  bridge,
  cron,
  deploy,
  freshWorld,
  get,
  heartbeat,
  history,
  hourMs,
  setLedger,
  setStrangers,
  shown,
  slack,
  start,
  status,
} from './harness.ts'

beforeEach(freshWorld)

const minuteMs = 60_000
const rows = history.map((entry) => applied(entry))

/** Lets the target's alarm fire so long after the start; says whether one was set. */
async function alarm(sinceStart: number): Promise<boolean> {
  vi.setSystemTime(start + sinceStart)
  return runDurableObjectAlarm(env.TARGET.getByName('app'))
}

test('in sync: nobody is told, /status is green, the heartbeat goes out', async () => {
  const beats = await heartbeat.count()
  expect(await status()).toBe('503 never-run')
  expect(await cron(0)).toBe('ok')
  expect(await status()).toBe('200 ok')
  expect(await shown()).toEqual([])
  expect(await heartbeat.count()).toBe(beats + 1)
})

test('a check is one request to Neon', async () => {
  await cron(0)
  expect(await bridge.count()).toBe(1)
  await cron(1)
  expect(await bridge.count()).toBe(2)
})

test('a stranger is told once, reminded of, and resolved by an allowance', async () => {
  await setStrangers('orphan')
  await cron(0)
  expect(await status()).toBe('503 drifted')
  for (const hour of [1, 2, 3, 4]) await cron(hour)
  await deploy(history, [allowanceOf(hashOfText('orphan'))])
  await cron(5)
  expect(await status()).toBe('200 ok')
  expect(await shown()).toEqual([
    '🔴 app has drifted: 1 critical',
    expect.stringContaining('still'),
    expect.stringContaining('🟢'),
  ])
})

test('a row that goes is told as gone, never as recovered', async () => {
  await setStrangers('orphan')
  await cron(0)
  await setLedger(rows)
  await cron(1)
  await cron(2)
  const texts = (await slack.accepted()).map((message) => JSON.stringify(message))
  expect(texts).toHaveLength(3)
  expect(texts[1]).toContain('gone')
  expect(texts[2]).toContain('gone')
  expect(texts.join()).not.toContain('🟢')
  expect(await status()).toBe('503 drifted')
  await cron(26)
  expect(await status()).toBe('200 ok')
})

describe('graces end by alarm, not by the next hour', () => {
  test('a row newer than the manifest is borne for 15 minutes', async () => {
    await setLedger([...rows, { ...stranger(20), id: '9' }])
    await cron(0)
    expect(await status()).toBe('200 ok')
    expect(await alarm(15 * minuteMs)).toBe(true)
    expect(await status()).toBe('503 drifted')
    expect(await shown()).toEqual(['🔴 app has drifted: 1 critical'])
  })

  test('a manifest that is deployed meanwhile explains it', async () => {
    const late = migration(20)
    await setLedger([...rows, applied(late)])
    await cron(0)
    await deploy([...history, late])
    await alarm(15 * minuteMs)
    expect(await status()).toBe('200 ok')
    expect(await shown()).toEqual([])
  })

  test('a pending migration is borne for 30 minutes, then told without calling anybody', async () => {
    await deploy([...history, migration(20)])
    await cron(0)
    expect(await status()).toBe('200 ok')
    await alarm(30 * minuteMs)
    expect(await status()).toBe('200 warning')
    const [message] = await slack.accepted()
    expect(JSON.stringify(message)).not.toContain('<!')
  })

  test('a target that cannot be read is looked at once more after five minutes', async () => {
    await bridge.fail('control-plane')
    await cron(0)
    expect(await status()).toBe('503 unreadable')
    await bridge.heal()
    expect(await alarm(5 * minuteMs)).toBe(true)
    expect(await status()).toBe('200 ok')
    expect(await alarm(10 * minuteMs)).toBe(false)
  })
})

test('late and repeated crons change nothing', async () => {
  await setStrangers('orphan')
  await cron(3)
  await setLedger(rows)
  await cron(3)
  await cron(2, { clock: start + 3 * hourMs })
  expect(await status()).toBe('503 drifted')
  expect(await shown()).toHaveLength(1)
})

test('overlapping crons tell once', async () => {
  await setStrangers('orphan')
  await Promise.all([cron(0), cron(0), cron(1)])
  expect(await shown()).toHaveLength(1)
})

test('an outage of Slack delays a page and does not lose it', async () => {
  await slack.fail({ status: 503, body: 'service_unavailable' })
  await setStrangers('orphan')
  for (const hour of [0, 1, 2, 3, 4]) await cron(hour)
  expect(await shown()).toEqual([])
  await slack.heal()
  await cron(5)
  expect(await shown()).toEqual(['🔴 app has drifted: 1 critical'])
})

test('a webhook that is gone turns /status red though the database is in sync again', async () => {
  await slack.fail({ status: 404, body: 'no_service' })
  await setStrangers('orphan')
  await cron(0)
  await deploy(history, [allowanceOf(hashOfText('orphan'))])
  await cron(0.5)
  expect(await status()).toBe('503 undelivered')
})

test('a dead cron is seen by /status within two intervals and three minutes', async () => {
  await cron(0)
  vi.setSystemTime(start + 2 * hourMs + 3 * minuteMs)
  expect(await status()).toBe('200 ok')
  vi.setSystemTime(start + 2 * hourMs + 3 * minuteMs + 1)
  expect(await status()).toBe('503 stale')
})

test('a manifest that is not the one that was sealed is told at once, and nothing is green', async () => {
  await deploy()
  const { deployed } = await import('./deployed.ts')
  const [corrupt] = Object.values(structuredClone(deployed.current.manifests))
  deployed.current = {
    manifests: { app: { ...Object(corrupt), source: 'elsewhere' } },
    allowances: deployed.current.allowances,
  }
  await cron(0)
  expect(await status()).toBe('503 unreadable')
  expect(await shown()).toHaveLength(1)
})

test('the whole ledger gone is one message, however many migrations are declared', async () => {
  await cron(0)
  await setLedger(undefined)
  await cron(1)
  expect(await shown()).toHaveLength(1)
  expect(await status()).toBe('503 drifted')
})

test('the history is published as runs', async () => {
  const init = { headers: { authorization: 'Bearer token-of-the-tests-0123456789abcdef' } }
  await cron(0)
  await cron(1)
  await setStrangers('orphan')
  await cron(2)
  const { text } = await get('/api/targets/app/history', init)
  expect(JSON.parse(text)).toMatchObject([
    { state: 'ok', checks: 2, from: new Date(start).toISOString() },
    { state: 'drifted', checks: 1, critical: 1 },
  ])
})

test('the summary of the last run is published', async () => {
  const init = { headers: { authorization: 'Bearer token-of-the-tests-0123456789abcdef' } }
  expect((await get('/api/summary')).status).toBe(401)
  expect((await get('/api/summary', init)).status).toBe(404)
  await cron(0)
  const { status: code, text } = await get('/api/summary', init)
  expect(code).toBe(200)
  expect(JSON.parse(text)).toMatchObject({
    scheduledAt: new Date(start).toISOString(),
    targets: [{ target: 'app', state: 'ok', counts: { history: 3, ledger: 3 } }],
  })
})
