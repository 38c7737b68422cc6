import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Cause } from '../../src/core/observation.ts'
import { TargetReport } from '../../src/core/target-report.ts'
import { causeInWords } from '../../src/report/wording-verdict.ts'
import { patience } from '../../src/worker/patience.ts'
import { type NeonFault, neonFaults } from '../support/neon-faults.ts'
import {
  bridge,
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
import { ask, beImpatient, withToken } from './outside.ts'

beImpatient()
beforeAll(freshWorld)

/** What each fault is called when it lasts. */
const causes: Readonly<Partial<Record<Cause, readonly NeonFault[]>>> = {
  unreachable: [
    'reset-before',
    'reset-mid-headers',
    'reset-mid-body',
    // workerd says the same of a body that it cannot unpack as of one that breaks off.
    'gzip-garbage',
    'http-500',
    'control-plane',
    'http-502',
    'http-503',
    'http-504',
    'sql-57P01',
    'sql-57P03',
    'sql-08006',
  ],
  asleep: ['hang-before-headers'],
  timeout: ['hang-mid-body', 'sql-57014'],
  locked: ['sql-55P03'],
  'wrong-password': ['wrong-password', 'sql-28P01'],
  'no-database': ['sql-3D000', 'endpoint-disabled', 'endpoint-unknown'],
  'no-permission': ['sql-42501', 'address-refused'],
  quota: ['http-402', 'http-402-text', 'quota-as-500'],
  busy: ['http-429', 'permits', 'sql-53300'],
  'too-large': ['http-413', 'http-507', '60-megabytes'],
  malformed: [
    'http-403',
    'http-404',
    '400-html',
    '200-html',
    '200-empty',
    '204',
    '200-object',
    '200-null',
    '301',
    'short-by-one',
    'fewer-rows',
    'rows-as-objects',
    'numbers-for-text',
    'no-fields',
    'truncated-json',
  ],
  unexpected: ['sql-42P01', 'sql-3F000', 'sql-XX000'],
}
const faults = Object.entries(causes).flatMap(([cause, names]) =>
  names.map((fault) => ({ fault, cause })),
)

/** What Neon's double says of itself and of the database, which nobody must be shown. */
const foreign = /secret-|canary|drift_monitor|neon\.tech\/|127\.0\.0\.1|doctype|192\.0\.2/i

async function unreadable() {
  const { text } = await get('/api/targets/app/verdict', withToken)
  return TargetReport.parse(JSON.parse(text)).verdict.unreadable
}

test('the table knows every fault', () => {
  expect(faults.map(({ fault }) => fault).toSorted()).toEqual(Object.keys(neonFaults).toSorted())
})

describe('a drift is open', () => {
  beforeAll(() => setStrangers('orphan'))
  beforeEach(freshMonitor)

  test.for(faults)('$fault: $cause, and nothing but that', async ({ fault, cause }) => {
    await cron(0)
    const beats = await heartbeat.count()
    const [drift, ...none] = await shown()
    expect([drift, none]).toEqual(['🔴 app has drifted: 1 critical', []])

    await bridge.fail(fault)
    const begin = performance.now()
    expect(await cron(1)).toBe('ok')
    expect(performance.now() - begin).toBeLessThan(3000)
    expect(await status()).toBe('503 unreadable')
    const found = await unreadable()
    expect(found).toMatchObject({ cause })
    expect(found?.message).not.toMatch(foreign)
    expect(await shown()).toEqual([drift])

    await cron(2)
    const blind = `🔴 app cannot be checked: ${causeInWords(found?.cause ?? 'settings')}`
    expect(await shown()).toEqual([drift, blind])
    expect(JSON.stringify(await slack.accepted())).not.toMatch(foreign)
    expect(await heartbeat.count()).toBe(beats)

    await bridge.heal()
    await cron(3)
    expect(await status()).toBe('503 drifted')
    expect(await heartbeat.count()).toBe(beats + 1)
    expect(await shown()).toEqual([drift, blind])
  })
})

describe('all is in sync', () => {
  beforeAll(freshWorld)
  beforeEach(freshMonitor)

  test('a fault that is over at the second try is none', async () => {
    await bridge.fail('hang-before-headers', 1)
    await cron(0)
    expect(await status()).toBe('200 ok')
    expect(await bridge.count()).toBe(2)
  })

  test('an answer that takes its time is one', async () => {
    await bridge.fail({ slow: 150 })
    await cron(0)
    expect(await status()).toBe('200 ok')
  })

  test('an answer that would come in time for its try, and too late for the check', async () => {
    const { readMs } = patience
    onTestFinished(() => void (patience.readMs = readMs))
    patience.readMs = 50
    await bridge.fail({ slow: 150 })
    await cron(0)
    expect(await unreadable()).toMatchObject({ cause: 'timeout' })
  })

  test('a refused connection', async () => {
    await bridge.refuse()
    await cron(0)
    expect(await status()).toBe('503 unreadable')
    expect(await shown()).toEqual([])
    await cron(1)
    expect(await shown()).toEqual([`🔴 app cannot be checked: ${causeInWords('unreachable')}`])
    await bridge.heal()
    await cron(2)
    expect(await status()).toBe('200 ok')
    await cron(3)
    expect(await shown()).toHaveLength(2)
  })
})

describe('what lies with the settings is told at once, since waiting does not mend it', () => {
  beforeEach(freshMonitor)
  const host = 'ep-quiet-canary-123456.us-east-2.aws.neon.tech'
  test.for([
    { name: 'no secret', url: undefined, says: 'DATABASE_URL is not set' },
    { name: 'no URL', url: 'canary', says: 'DATABASE_URL does not start with postgresql://' },
    {
      name: 'a raw # in the password',
      url: `postgresql://drift_monitor:canary#Pa55@${host}/app`,
      says: 'DATABASE_URL has a raw # in its password',
    },
    {
      name: 'another host',
      url: 'postgresql://drift_monitor:canary@db.evil.example/app',
      says: 'DATABASE_URL has a host that does not end in .neon.tech',
    },
    {
      name: 'an address of this machine',
      url: 'postgresql://drift_monitor:canary@127.0.0.1/app',
      says: 'DATABASE_URL has a host that does not end in .neon.tech',
    },
  ])('$name', async ({ url, says }) => {
    const settings = { DATABASE_URL: url }
    await cron(0, { settings })
    expect(await bridge.count()).toBe(0)
    expect(await unreadable()).toMatchObject({
      cause: 'settings',
      message: expect.stringContaining(says),
    })
    expect((await ask('/status', {}, settings)).status).toBe(503)
    expect(await shown()).toEqual([expect.stringContaining('app cannot be checked')])
    expect(JSON.stringify(await slack.accepted())).not.toMatch(foreign)
  })
})
