import { afterAll, beforeEach, expect, test } from 'vitest'
import { plan } from './faults.ts'
import { cron, setStrangers, shown } from './harness.ts'
import { asked, dropShop, freshShop, messages, patch, sql } from './shop.ts'

beforeEach(async () => {
  await freshShop()
  await setStrangers('orphan')
  await sql(patch)
  plan.storageFails = true
})
afterAll(dropShop)

test('the ledger is still paged, and the message says that nobody looked at the schema', async () => {
  await cron(0)
  expect(await shown()).toEqual(['🔴 app (its ledger alone was looked at) has drifted: 1 critical'])
  expect((await messages()).join()).not.toContain('nickname')
  // The object had looked at all of it before its store failed.
  expect(await asked()).toEqual(['glance', 'look', 'glance'])
})

test('a target that does without its schema is told of as ever', async () => {
  const TARGETS = [{ name: 'app', secret: 'DATABASE_URL', schema: false }]
  await cron(0, { settings: { TARGETS } })
  expect(await shown()).toEqual(['🔴 app has drifted: 1 critical'])
})
