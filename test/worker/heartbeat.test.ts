import { beforeEach, expect, inject, test } from 'vitest'
import { heartbeat } from '../../src/worker/heartbeat.ts'
import { heartbeat as beats, slack } from './harness.ts'
import { beImpatient } from './outside.ts'

beImpatient()
beforeEach(() => slack.clear())

/** The receiver for Slack fails in more ways than a dead-man's switch does. */
const url = inject('webhookUrl')

test('is a POST that carries nothing', async () => {
  await slack.fail({ status: 200, body: 'OK' })
  expect(await heartbeat(url)).toBe('sent')
  expect(await slack.requests()).toMatchObject([{ method: 'POST', body: '' }])
})

test.for([200, 201, 202, 204])('%i is as good as any', async (status) => {
  await slack.fail({ status })
  expect(await heartbeat(url)).toBe('sent')
})

test.for([
  { name: 'not found', fault: { status: 404, body: 'not found' } },
  { name: 'too many', fault: { status: 429, headers: { 'retry-after': '600' } } },
  { name: 'an error', fault: { status: 500, body: 'x'.repeat(1_000_000) } },
  { name: 'a broken connection', fault: 'reset-before' },
  { name: 'silence', fault: 'hang' },
] as const)('$name: failed, once, in bounded time', async ({ fault }) => {
  await slack.fail(fault)
  const begin = performance.now()
  expect(await heartbeat(url)).toBe('failed')
  expect(performance.now() - begin).toBeLessThan(1500)
  expect(await slack.requests()).toHaveLength(1)
})

test('nobody listens', async () => {
  await slack.refuse()
  expect(await heartbeat(url)).toBe('failed')
})

test('a redirect leads nowhere', async () => {
  const before = await beats.count()
  await slack.fail({ status: 302, headers: { location: inject('heartbeatUrl') } })
  expect(await heartbeat(url)).toBe('failed')
  expect(await beats.count()).toBe(before)
})
