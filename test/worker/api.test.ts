import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { historyKey, summaryKey } from '../../src/worker/env.ts'
import { slackFaults } from '../support/slack-receiver.ts'
import { plan } from './faults.ts'
import {
  bridge,
  cron,
  freshWorld,
  get,
  hourMs,
  setStrangers,
  shown,
  slack,
  start,
} from './harness.ts'
import { ask, beImpatient, kvFaults, publish, withToken } from './outside.ts'

beImpatient()
beforeEach(freshWorld)

const secret = inject('webhookUrl').split('/').at(-1) ?? ''
const post = (path: string, change = {}) => ask(path, { method: 'POST', ...withToken }, change)
const json = (text: string): unknown => JSON.parse(text)

describe('GET verdict', () => {
  const path = '/api/targets/app/verdict'

  test('before the first check', async () => {
    const { status, text } = await get(path, withToken)
    expect([status, json(text)]).toEqual([404, { error: 'Not checked yet' }])
  })

  test('holds what was found', async () => {
    await setStrangers('orphan')
    await cron(0)
    const { status, headers, text } = await get(path, withToken)
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(json(text)).toMatchObject({
      state: 'drifted',
      verdict: { status: 'drifted', findings: [{ kind: 'unknown' }] },
      incidents: [{ phase: 'open' }],
    })
  })

  test('KV or its value is bad', async () => {
    const error = 'The report cannot be read from KV'
    for (const STATUS of Object.values(kvFaults)) {
      const { status, text } = await ask(path, withToken, { STATUS })
      expect([status, json(text)]).toEqual([503, { error }])
    }
    await publish('{"canary')
    const { status, text } = await get(path, withToken)
    expect([status, json(text)]).toEqual([503, { error }])
  })
})

describe('GET history', () => {
  const path = '/api/targets/app/history'

  test('is empty before the first check', async () => {
    const { status, text } = await get(path, withToken)
    expect([status, json(text)]).toEqual([200, []])
  })

  test.for(['', 'canary', '{}', 'null', '[{}]', '[{"state":"canary"}]', '[1'])(
    'a value that is none: %j',
    async (value) => {
      await env.STATUS.put(historyKey('app'), value)
      const { status, text } = await get(path, withToken)
      const error = 'The history cannot be read from KV'
      expect([status, json(text)]).toEqual([503, { error }])
    },
  )

  test.for(Object.entries(kvFaults))('KV %s', async ([, STATUS]) => {
    expect((await ask(path, withToken, { STATUS })).status).toBe(503)
  })
})

describe('GET summary', () => {
  const path = '/api/summary'

  test('before the first run', async () => {
    const { status, text } = await get(path, withToken)
    expect([status, json(text)]).toEqual([404, { error: 'The cron did not run yet' }])
  })

  test('KV or its value is bad', async () => {
    const error = 'The summary cannot be read from KV'
    for (const STATUS of Object.values(kvFaults)) {
      const { status, text } = await ask(path, withToken, { STATUS })
      expect([status, json(text)]).toEqual([503, { error }])
    }
    await env.STATUS.put(summaryKey, '{"canary')
    const { status, text } = await get(path, withToken)
    expect([status, json(text)]).toEqual([503, { error }])
  })
})

describe('POST check', () => {
  const path = '/api/targets/app/check'
  const state = () =>
    runInDurableObject(env.TARGET.getByName('app'), (_, { storage }) =>
      storage.sql.exec("SELECT text FROM document WHERE name = 'alerting'").toArray(),
    )

  test('looks now, tells people and publishes', async () => {
    await setStrangers('orphan')
    const { status, text } = await post(path)
    expect([status, json(text)]).toMatchObject([200, { status: 'drifted' }])
    expect(await shown()).toHaveLength(1)
    expect((await get('/status')).status).toBe(503)
  })

  test('again, and at the same time as the cron: people are told once', async () => {
    await setStrangers('orphan')
    await Promise.all([post(path), post(path), cron(0), post(path)])
    await post(path)
    vi.setSystemTime(start + 1000)
    await post(path)
    await post('/api/targets/app/check?again')
    expect(await shown()).toHaveLength(1)
  })

  test('twice at one time changes nothing the second time', async () => {
    await setStrangers('orphan')
    await post(path)
    const before = await state()
    await post(path)
    expect(await state()).toEqual(before)
  })

  test('two looks at an unreadable target within one hour are no two hours', async () => {
    await bridge.fail('http-402')
    for (const minute of [0, 10, 20]) {
      vi.setSystemTime(start + minute * 60_000)
      const { status, text } = await post(path)
      expect([status, json(text)]).toMatchObject([200, { unreadable: { cause: 'quota' } }])
    }
    expect(await shown()).toEqual([])
    vi.setSystemTime(start + hourMs)
    await post(path)
    expect(await shown()).toHaveLength(1)
  })

  test('an object that fails', async () => {
    plan.storageFails = true
    const { status, text } = await post(path)
    const error = 'The check failed; the log of the Worker says why'
    expect([status, json(text)]).toEqual([503, { error }])
  })

  test('an unknown target', async () => {
    const { status, text } = await post('/api/targets/canary/check')
    expect([status, json(text)]).toEqual([404, { error: 'unknown target' }])
  })
})

describe('POST test-alert', () => {
  const path = '/api/test-alert'

  test('delivered', async () => {
    const { status, text } = await post(path)
    expect([status, json(text)]).toEqual([200, { delivered: true }])
    expect(await shown()).toEqual(['Test alert for app'])
  })

  test.for(Object.entries(slackFaults))('%s', async ([, fault]) => {
    await slack.fail(fault)
    const { status, headers, text } = await post(path)
    expect([status, headers.get('cache-control')]).toEqual([502, 'no-store'])
    expect(json(text)).toMatchObject({ delivered: false, outcome: expect.any(String) })
    expect(text).not.toContain(secret)
    expect(text).not.toMatch(/http|127\.0\.0\.1|services|</)
  })

  test('nobody listens', async () => {
    await slack.refuse()
    const { status, text } = await post(path)
    expect([status, json(text)]).toEqual([502, { delivered: false, outcome: 'ambiguous' }])
  })

  test.for([undefined, 'https://evil.example/canary'])('the webhook is %j', async (url) => {
    const { status, text } = await post(path, { SLACK_WEBHOOK_URL: url })
    const because = 'SLACK_WEBHOOK_URL is not set, or is not a webhook'
    expect([status, json(text)]).toEqual([502, { delivered: false, outcome: 'broken', because }])
  })
})
