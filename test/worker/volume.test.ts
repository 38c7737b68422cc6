import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { cron, freshWorld, postgres, shown, slack, status } from './harness.ts'
import { messageTexts } from './outside.ts'

beforeEach(freshWorld)

const query = (sql: string) => postgres.query(sql, undefined, 'app')

/** So many rows that nothing explains, their hashes made of numbers from `first` on. */
async function plant(count: number, first = 0): Promise<void> {
  await query(
    `DELETE FROM drizzle.__drizzle_migrations WHERE id >= 1000;
     INSERT INTO drizzle.__drizzle_migrations
     SELECT 1000 + n, encode(sha256((${first} + n)::text::bytea), 'hex'), 1000000000000 + n
     FROM generate_series(1, ${count}) AS n`,
  )
}

/** How large what the object keeps is, in bytes by document. */
async function kept(): Promise<Readonly<Record<string, number>>> {
  return runInDurableObject(env.TARGET.getByName('app'), (_, { storage }) => {
    const rows = storage.sql
      .exec<{ name: string; size: number }>(
        'SELECT name, sum(length(CAST(text AS BLOB))) AS size FROM document GROUP BY name',
      )
      .toArray()
    return Object.fromEntries(rows.map(({ name, size }) => [name, size]))
  })
}

const kiB = 1024

async function checkBounds(limits = { alerting: 256 * kiB, report: 256 * kiB }): Promise<void> {
  for (const { body, status: code } of await slack.requests()) {
    expect(code).toBe(200)
    expect(messageTexts(body).join('').length).toBeLessThanOrEqual(3000)
  }
  const { alerting = Infinity, report = Infinity } = await kept()
  expect(alerting).toBeLessThanOrEqual(limits.alerting)
  expect(report).toBeLessThanOrEqual(limits.report)
}

/** The first line of a message about so many findings. */
const drifted = (count: number) => `🔴 app has drifted: ${count} critical`

test.for([1, 49, 50, 51, 10_000])('%i rows that nobody knows: one message', async (count) => {
  await plant(count)
  const begin = performance.now()
  await cron(0)
  expect(performance.now() - begin).toBeLessThan(5000)
  expect(await status()).toBe('503 drifted')
  await cron(1)
  expect(await shown()).toEqual([drifted(count)])
  await checkBounds()
})

test('10,000, then 10,000 others: told as changed, and as gone, in one message', async () => {
  await plant(10_000)
  await cron(0)
  await plant(10_000, 20_000)
  await cron(1)
  await cron(2)
  expect(await shown()).toEqual([drifted(10_000), drifted(20_000)])
  await checkBounds()
})

test('one row among 10,000 that changes is told', async () => {
  await plant(10_000)
  await cron(0)
  await query(`UPDATE drizzle.__drizzle_migrations SET hash = repeat('ab', 32) WHERE id = 5000`)
  await cron(1)
  await cron(2)
  expect(await shown()).toEqual([drifted(10_000), drifted(10_001)])
  await checkBounds()
})

test('10,000 that go are told as gone, in one message', async () => {
  await plant(10_000)
  await cron(0)
  await plant(0)
  await cron(1)
  await cron(2)
  expect(await status()).toBe('503 drifted')
  expect(await shown()).toEqual([drifted(10_000), drifted(10_000)])
  const [, gone] = await slack.accepted()
  expect(JSON.stringify(gone)).toContain('10000 rows have vanished')
  expect(JSON.stringify(gone)).toContain('Gone, and nothing explains it: “10000 hashes are')
  await checkBounds()
})

test('as many as are told one by one, with the longest texts that are read', async () => {
  await query('ALTER TABLE drizzle.__drizzle_migrations ADD COLUMN name text')
  await query(
    `INSERT INTO drizzle.__drizzle_migrations
     SELECT 1000 + n, n / 5 || repeat('😀', 200), NULL, repeat('😀', 600)
     FROM generate_series(0, 249) AS n`,
  )
  await cron(0)
  await cron(1)
  expect(await shown()).toEqual([drifted(300)])
  // A report beyond the usual bound, and so only by texts that no Drizzle writes.
  await checkBounds({ alerting: 256 * kiB, report: 2048 * kiB })
})
