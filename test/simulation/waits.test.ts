import { expect, test } from 'vitest'
import { schemaTimeoutMs } from '../../src/io/schema-part.ts'
import { patience } from '../../src/worker/patience.ts'
import { hourMs } from '../support/alerting.ts'
import { type World, world } from './world.ts'

const { readMs, slack, kvMs, heartbeatMs, neon } = patience

/** The longest that a run of the cron may take. */
const longestMs = 45_000

/** After the checks, which run side by side: the summary, then the heartbeat. */
const afterwardsMs = kvMs + heartbeatMs

/** How long a check takes where all around takes as long as it is given. */
async function timed(w: World, slackMs: number): Promise<number> {
  w.setWaits({ read: readMs, send: slackMs, kv: kvMs, pauses: true })
  const begin = w.clock()
  await w.tick()
  return w.clock() - begin
}

/** A first check, whose store is empty, with as many messages to send as there ever are. */
async function worst(slackMs: number) {
  const w = world()
  // Refused together, and so sent one by one.
  w.setSlack('rejected')
  w.setStrangers(['a', 'b', 'c', 'd', 'e', 'f'])
  const checkMs = await timed(w, slackMs)
  const attempts = w.alerting().outbox.map((entry) => entry.attempts)
  return { w, checkMs, messages: 1 + attempts.filter((count) => count > 1).length }
}

test('the slowest run of the cron is over in time', async () => {
  const { checkMs, messages } = await worst(slack.timeoutMs)
  expect(messages).toBe(2)
  expect(checkMs + afterwardsMs).toBeLessThanOrEqual(longestMs)
})

test('so it is where the store fails, and the database is read a second time', () => {
  expect(2 * readMs + slack.timeoutMs + afterwardsMs).toBeLessThanOrEqual(longestMs)
})

test('where Slack answers as usual, there is time for all that one check sends', async () => {
  expect(await worst(500)).toMatchObject({ messages: 4 })
})

test('what there was no time for is sent when the object wakes', async () => {
  const { w } = await worst(slack.timeoutMs)
  w.setSlack('accepted')
  w.setWaits({ read: 0, send: 0, kv: 0, pauses: false })
  await w.drain()
  w.advance(hourMs)
  await w.drain()
  expect(w.alerting().outbox).toEqual([])
  expect(new Set(w.told.map(({ entry }) => entry)).size).toBe(6)
})

test('a read has time for each of its tries, and the wait of a second between them', () => {
  const triesMs = (neon.timeoutsMs ?? []).reduce((sum, ms) => sum + ms, 0)
  expect(triesMs).toBeGreaterThan(0)
  expect(triesMs + 1000).toBeLessThanOrEqual(readMs)
})

test('the catalog has more time than the ledger, and less than an answer is waited for', () => {
  const [first = 0] = neon.timeoutsMs ?? []
  expect(schemaTimeoutMs).toBeGreaterThan(5000)
  expect(schemaTimeoutMs).toBeLessThan(first)
  // After a first request whose database had to wake.
  expect(schemaTimeoutMs + 5000).toBeLessThan(readMs)
})
