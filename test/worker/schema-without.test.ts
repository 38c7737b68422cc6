import { abortAllDurableObjects } from 'cloudflare:test'
import { afterAll, beforeEach, expect, test } from 'vitest'

import { cron, get, setLedger, shown, status } from './harness.ts'
import {
  asked,
  declare,
  deployShop,
  dropShop,
  freshShop,
  messages,
  patch,
  report,
  shopSql,
  sql,
} from './shop.ts'

beforeEach(freshShop)
afterAll(dropShop)

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

test('/status names no object', async () => {
  await sql('DROP TABLE shop.orders')
  for (const hour of [0, 1]) await cron(hour)
  const { text } = await get('/status')
  expect(text).toMatch(/^\{"state":"drifted","checkedAt":"[^"]+"\}$/)
})
