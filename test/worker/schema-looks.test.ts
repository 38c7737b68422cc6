import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { SchemaMemory } from '../../src/core/schema/schema-memory.ts'
import { applied } from '../support/history.ts'
import { bridge, cron, history, setLedger } from './harness.ts'
import {
  asked,
  declare,
  deployShop,
  dropShop,
  found,
  freshShop,
  messages,
  patch,
  shopSql,
  sql,
  stored,
} from './shop.ts'

beforeEach(freshShop)
afterAll(dropShop)

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

  test('for any other row of the ledger, and then no more', async () => {
    await cron(0)
    await sql(`INSERT INTO drizzle.__drizzle_migrations SELECT 77, repeat('ab', 32), 1`)
    await bridge.clear()
    await cron(1)
    expect(await asked()).toEqual(['glance', 'look'])
    await bridge.clear()
    await cron(2)
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
