import { beforeEach, expect, test } from 'vitest'
import { cron, freshWorld, setStrangers, shown, status } from './harness.ts'

beforeEach(freshWorld)

test('in sync: nobody is told, and /status is green', async () => {
  expect(await status()).toBe('503 never-run')
  expect(await cron(0)).toBe('ok')
  expect(await status()).toBe('200 ok')
  expect(await shown()).toEqual([])
})

test('a stranger in the ledger pages, and /status is red', async () => {
  await setStrangers('orphan')
  expect(await cron(0)).toBe('ok')
  expect(await status()).toBe('503 drifted')
  expect(await shown()).toEqual(['🔴 app has drifted: 1 critical'])
})
