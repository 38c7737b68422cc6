import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { applied, migration } from '../support/history.ts'
import { plan } from './faults.ts'
import { bridge, cron, history, hourMs, setLedger, shown, status } from './harness.ts'
import {
  alarm,
  asked,
  declare,
  deployShop,
  dropShop,
  found,
  freshShop,
  messages,
  patch,
  report,
  shopSql,
  sql,
} from './shop.ts'

beforeEach(freshShop)
afterAll(dropShop)

const minuteMs = 60_000

describe('in sync', () => {
  test('the verdict says that the schema was compared, and with how much', async () => {
    await cron(0)
    expect(await status()).toBe('200 ok')
    const { coverage, counts } = (await report()).verdict
    expect(coverage.schema).toMatchObject({ covered: true, objects: expect.any(Number) })
    expect(coverage.schema.objects).toBeGreaterThanOrEqual(8)
    expect(counts.ignored).toBe(0)
  })

  test('after a first full look, a check is one request without the lines, and one transaction', async () => {
    await cron(0)
    expect(await asked()).toEqual(['glance', 'look'])
    for (const hour of [1, 2, 3]) {
      plan.transactions = 0
      await cron(hour)
      expect(await asked()).toEqual(['glance'])
      expect(plan.transactions).toBe(1)
    }
    expect(await status()).toBe('200 ok')
    expect((await report()).verdict.coverage.schema).toMatchObject({ covered: true })
  })
})

describe('a column that is added by hand', () => {
  test('is told when it is seen a second time, by its name, and is over when it is taken back', async () => {
    await cron(0)
    await sql(patch)
    await cron(1)
    expect(await status()).toBe('200 warning')
    expect(await shown()).toEqual([])
    await cron(2)
    const [opened] = await messages()
    expect(opened).toContain('nickname')
    await cron(3)
    expect(await shown()).toHaveLength(1)

    await sql('ALTER TABLE shop.users DROP COLUMN nickname')
    await cron(4)
    expect(await status()).toBe('200 ok')
    expect(await shown()).toEqual([expect.anything(), '🟢 app: 1 finding resolved'])
    expect((await messages())[1]).not.toContain('A rule ignores it now')
  })

  test('is over when a migration declares it', async () => {
    await sql(patch)
    for (const hour of [0, 1]) await cron(hour)
    expect(await shown()).toHaveLength(1)
    await dropShop()
    const schema = await declare([...shopSql, patch])
    const later = migration(3)
    await deployShop({ migrations: [...history, later], schema })
    await setLedger([...history, later].map((entry) => applied(entry)))
    await cron(2)
    expect(await status()).toBe('200 ok')
    expect(await shown()).toEqual([expect.anything(), '🟢 app: 1 finding resolved'])
  })

  test('is looked at again after a quarter of an hour, and told then', async () => {
    await cron(0)
    await sql(patch)
    await cron(1)
    expect(await alarm(hourMs + 15 * minuteMs)).toBe(true)
    expect((await messages())[0]).toContain('nickname')
  })

  test('is told of nobody where it was seen once only: a migration was running', async () => {
    await cron(0)
    await sql(patch)
    await cron(1)
    await sql('ALTER TABLE shop.users DROP COLUMN nickname')
    expect(await alarm(hourMs + 15 * minuteMs)).toBe(true)
    expect(await status()).toBe('200 ok')
    await sql(patch)
    await cron(2)
    await sql('ALTER TABLE shop.users DROP COLUMN nickname')
    await cron(3)
    expect(await shown()).toEqual([])
  })

  test('counts as seen only by whole looks: an outage in between is none', async () => {
    await sql(patch)
    await cron(0)
    await bridge.fail('control-plane')
    await cron(1)
    expect(await shown()).toEqual([])
    await bridge.heal()
    await cron(2)
    expect((await messages())[0]).toContain('nickname')
  })

  test('is over as ignored where a rule is published for it', async () => {
    await sql(patch)
    for (const hour of [0, 1]) await cron(hour)
    const rule = {
      object: 'column shop.users.nick*',
      reason: 'for an experiment of the growth team',
      owner: 'growth',
      date: '2040-03-01',
    }
    await deployShop({ rules: [rule] })
    await bridge.clear()
    await cron(2)
    expect(await asked()).toEqual(['glance', 'look'])
    expect(await status()).toBe('200 ok')
    expect((await report()).verdict.counts.ignored).toBe(1)
    expect(await shown()).toEqual([expect.anything(), '🟢 app: 1 finding resolved'])
    expect((await messages())[1]).toContain('A rule ignores it now')
    // The day after its last day.
    await deployShop({ rules: [{ ...rule, expires: '2040-03-01' }] })
    await cron(3)
    expect(await found()).toEqual([])
    await cron(12)
    expect(await found()).toEqual(expect.arrayContaining(['extra nickname', 'rule-expired']))
  })
})

test('what is lacking is critical: /status is red at once, and on-call is called at the second look', async () => {
  await sql('ALTER TABLE shop.users DROP COLUMN email')
  await cron(0)
  expect(await status()).toBe('503 drifted')
  expect(await found()).toEqual(['lacking email'])
  await cron(1)
  expect(await shown()).toEqual(['🔴 app has drifted: 1 critical'])
})
