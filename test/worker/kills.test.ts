import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { allowanceOf, hashOfText } from '../support/history.ts'
import { healPlatform, plan } from './faults.ts'
import {
  bridge,
  cron,
  deploy,
  freshWorld,
  history,
  setStrangers,
  shown,
  slack,
  status,
} from './harness.ts'

beforeEach(freshWorld)

/** Two points a transaction; a check that tells somebody has five. */
const points = Array.from({ length: 10 }, (_, index) => index + 1)

const opened = '🔴 app has drifted: 1 critical'

/** Where the target stands when its object is killed, and what people must have seen in the end. */
const phases = {
  'in sync': {
    before: async () => {
      await cron(0)
    },
    after: async () => {
      expect(await shown()).toEqual([])
      expect(await status()).toBe('200 ok')
    },
  },
  opening: {
    before: async () => {
      await cron(0)
      await setStrangers('orphan')
    },
    after: async () => {
      const titles = await shown()
      expect(titles[0]).toBe(opened)
      expect(titles.length, 'once, or once more if nobody could know').toBeLessThanOrEqual(2)
      if (titles.length === 2) await secondSaysThatItMayRepeat()
      expect(await status()).toBe('503 drifted')
    },
  },
  resolving: {
    before: async () => {
      await setStrangers('orphan')
      await cron(0)
      await deploy(history, [allowanceOf(hashOfText('orphan'))])
    },
    after: async () => {
      const titles = await shown()
      expect(titles[0]).toBe(opened)
      expect(titles[1]).toContain('🟢')
      expect(titles.length).toBeLessThanOrEqual(3)
      expect(await status()).toBe('200 ok')
    },
  },
} as const

async function secondSaysThatItMayRepeat(): Promise<void> {
  const [, second] = await slack.accepted()
  expect(JSON.stringify(second)).toContain('possible repeat')
}

describe.for(Object.entries(phases))('%s', ([, { before, after }]) => {
  test.for(points)('killed at point %i, and whole again an hour later', async (point) => {
    await before()
    plan.transactions = 0
    plan.killAtTransaction = point
    await cron(1)
    healPlatform()
    for (const hour of [2, 3]) await cron(hour)
    await after()
  })

  test('KV down for three hours', async () => {
    await before()
    plan.kvFails = true
    for (const hour of [1, 2, 3]) await cron(hour)
    expect(await status(), 'what is published is too old').toBe('503 stale')
    healPlatform()
    await cron(4)
    await after()
  })

  test('the database away for one check', async () => {
    await before()
    await bridge.fail('control-plane')
    await cron(1)
    expect(await status()).toBe('503 unreadable')
    await bridge.heal()
    for (const hour of [2, 3]) await cron(hour)
    await after()
  })
})

test('storage down: a drift is paged all the same, at most once in six hours, and says so', async () => {
  await setStrangers('orphan')
  plan.storageFails = true
  const outcomes = []
  for (let hour = 0; hour < 12; hour += 1) outcomes.push(await cron(hour))
  expect(new Set(outcomes)).toEqual(new Set(['Error: A target could not be checked by its object']))
  const messages = await slack.accepted()
  expect(messages).toHaveLength(2)
  for (const message of messages) expect(JSON.stringify(message)).toContain('possible repeat')
  expect(await status()).toBe('503 never-run')
})

test('a state that was lost though the target was watched before is told again, and says so', async () => {
  await setStrangers('orphan')
  await cron(0)
  const published = await env.STATUS.get('report:app')
  await freshWorld()
  await env.STATUS.put('report:app', published ?? '')
  await setStrangers('orphan')
  await cron(1)
  const [message] = await slack.accepted()
  expect(JSON.stringify(message)).toContain('told again')
})
