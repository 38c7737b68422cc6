import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { healPlatform, plan } from './faults.ts'
import { cron, shown, slack, status } from './harness.ts'
import { dropShop, freshShop, report, sql } from './shop.ts'

beforeEach(freshShop)
afterAll(dropShop)

/** Two points a transaction; a check that tells somebody has five. */
const points = Array.from({ length: 10 }, (_, index) => index + 1)

const drop = 'ALTER TABLE shop.users DROP COLUMN email'
const opened = '🔴 app has drifted: 1 critical'

/** Where the target stands when its object is killed, at hour 2, and what is so in the end. */
const phases = {
  'the first full look': { before: async () => undefined, titles: [[]], ends: '200 ok' },
  'a change that is seen first': {
    before: async () => {
      await cron(0)
      await sql(drop)
    },
    titles: [[opened]],
    ends: '503 drifted',
  },
  'a change that is seen a second time': {
    before: async () => {
      await cron(0)
      await sql(drop)
      await cron(1)
    },
    titles: [[opened], [opened, opened]],
    ends: '503 drifted',
  },
  resolving: {
    before: async () => {
      await sql(drop)
      await cron(0)
      await cron(1)
      await sql('ALTER TABLE shop.users ADD COLUMN email text NOT NULL')
    },
    titles: [
      [opened, '🟢 app: 1 finding resolved'],
      [opened, '🟢 app: 1 finding resolved', '🟢 app: 1 finding resolved'],
    ],
    ends: '200 ok',
  },
} as const

describe.for(Object.entries(phases))('%s', ([, { before, titles, ends }]) => {
  test.for(points)('killed at point %i, and whole again an hour later', async (point) => {
    await before()
    plan.transactions = 0
    plan.killAtTransaction = point
    await cron(2)
    healPlatform()
    for (const hour of [3, 4]) await cron(hour)
    const told = await shown()
    expect(titles).toContainEqual(told)
    const repeats = (await slack.accepted()).filter((message) =>
      JSON.stringify(message).includes('possible repeat'),
    )
    // Whoever is killed after the claim may have told, so that one alone can bear the mark, too.
    expect(repeats.length).toBeGreaterThanOrEqual(told.length - titles[0].length)
    expect(await status()).toBe(ends)
    expect((await report()).verdict.coverage.schema.covered).toBe(true)
  })
})
