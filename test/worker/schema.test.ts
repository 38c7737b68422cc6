import { abortAllDurableObjects } from 'cloudflare:test'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { SchemaMemory } from '../../src/core/schema/schema-memory.ts'
import { applied, migration } from '../support/history.ts'
import { plan } from './faults.ts'
import {
  bridge,
  cron,
  get,
  history,
  hourMs,
  setLedger,
  setStrangers,
  shown,
  slack,
  status,
} from './harness.ts'
import {
  alarm,
  asked,
  declare,
  deployShop,
  dropShop,
  freshShop,
  report,
  shopSql,
  sql,
  stored,
} from './shop.ts'

beforeEach(freshShop)
afterAll(dropShop)

const patch = 'ALTER TABLE shop.users ADD COLUMN nickname text'
const minuteMs = 60_000

async function messages(): Promise<string[]> {
  return (await slack.accepted()).map((message) => JSON.stringify(message))
}

/** The kinds and the objects of what was found in the schema. */
async function found(): Promise<string[]> {
  const { verdict } = await report()
  return verdict.findings.flatMap((finding) =>
    'object' in finding ? [`${finding.kind} ${finding.object.name}`] : [finding.kind],
  )
}

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

describe('all is looked at again', () => {
  test('once a day, so that what a digest does not see is not missed for longer', async () => {
    await sql(patch)
    await cron(0)
    const memory = SchemaMemory.parse(JSON.parse(await stored('schema')))
    const blind = { ...memory, found: { ...memory.found, findings: [] } }
    await stored('schema', JSON.stringify(blind))
    await bridge.clear()
    await cron(23)
    expect(await asked()).toEqual(['glance'])
    expect(await found()).toEqual([])
    await cron(24)
    expect(await asked()).toEqual(['glance', 'look'])
    expect(await found()).toEqual(['extra nickname'])
    await cron(25)
    expect(await asked()).toEqual(['glance'])
  })

  test('where the manifest is another one', async () => {
    await cron(0)
    await deployShop({ schema: { ...(await declareTwo()), provided: '' } })
    await bridge.clear()
    await cron(1)
    expect(await asked()).toEqual(['glance', 'look'])
    expect(await found()).toContain('extra orders_user')
  })

  test('where a row of the ledger comes, as it says what the schema is held against', async () => {
    await setLedger(history.slice(0, 2).map((entry) => applied(entry)))
    await sql('DROP INDEX shop.orders_user')
    await cron(0)
    expect(await found()).toEqual(['pending'])
    await sql(
      `INSERT INTO drizzle.__drizzle_migrations SELECT 3, '${history[2]?.hash}', ${history[2]?.when}`,
    )
    await bridge.clear()
    await cron(1)
    expect(await asked()).toEqual(['glance', 'look'])
    expect(await found()).toEqual(['lacking orders_user'])
  })

  test('but not for a row that no migration has', async () => {
    await cron(0)
    await sql(`INSERT INTO drizzle.__drizzle_migrations SELECT 77, repeat('ab', 32), 1`)
    await bridge.clear()
    await cron(1)
    expect(await asked()).toEqual(['glance'])
  })

  test.for(['', '{', '{"format":1}', '{"format":2}', 'null'])(
    'where what is remembered is no such thing: %j',
    async (text) => {
      await sql(patch)
      await cron(0)
      await stored('schema', text)
      await bridge.clear()
      await cron(1)
      expect(await asked()).toEqual(['glance', 'look'])
      expect((await messages())[0]).toContain('nickname')
    },
  )
})

async function declareTwo() {
  await dropShop()
  const schema = await declare([...shopSql.slice(0, 2), 'SELECT 1'])
  await sql(shopSql[2])
  return schema
}

test('a target can do without: one request, and the verdict says why', async () => {
  const TARGETS = [{ name: 'app', secret: 'DATABASE_URL', schema: false }]
  await sql(patch)
  for (const hour of [0, 1]) await cron(hour, { settings: { TARGETS } })
  expect(await asked()).toEqual(['glance', 'glance'])
  expect(await status()).toBe('200 ok')
  expect((await report()).verdict.coverage.schema).toEqual({
    covered: false,
    because: expect.stringContaining('schema = false'),
  })
})

test('one that does without from now on has its incidents ended, though not as resolved', async () => {
  await sql(patch)
  for (const hour of [0, 1]) await cron(hour)
  const TARGETS = [{ name: 'app', secret: 'DATABASE_URL', schema: false }]
  // As a deploy does, which brings the new settings.
  await abortAllDurableObjects()
  await cron(2, { settings: { TARGETS } })
  expect((await messages())[1]).toContain('not seen any more')
})

test('where the ledger is gone, one message says so, and none that all is extra', async () => {
  await cron(0)
  await setLedger(undefined)
  for (const hour of [1, 2, 3]) await cron(hour)
  expect(await shown()).toEqual(['🔴 app has drifted: 1 critical'])
})

test('a database of another project is not compared, table by table', async () => {
  await deployShop({ schema: await declareMany() })
  await dropShop()
  for (const hour of [0, 1]) await cron(hour)
  expect(await status()).toBe('503 unreadable')
  expect(await shown()).toEqual([expect.stringContaining('cannot be checked')])
})

async function declareMany() {
  await dropShop()
  return declare([
    `${shopSql[0]}; ${shopSql[1]}`,
    'CREATE TABLE shop.a ()',
    'CREATE TABLE shop.b ()',
  ])
}

test('the store down: the ledger is still paged, and the schema is left for later', async () => {
  await setStrangers('orphan')
  await sql(patch)
  plan.storageFails = true
  await cron(0)
  expect(await shown()).toEqual(['🔴 app has drifted: 1 critical'])
  expect((await messages()).join()).not.toContain('nickname')
})

test('/status names no object', async () => {
  await sql('DROP TABLE shop.orders')
  for (const hour of [0, 1]) await cron(hour)
  const { text } = await get('/status')
  expect(text).toMatch(/^\{"state":"drifted","checkedAt":"[^"]+"\}$/)
})
