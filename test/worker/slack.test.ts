import { beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { sendToSlack } from '../../src/io/slack.ts'
import { deliveries, deliveryOf, statuses } from '../support/slack-deliveries.ts'
import { slackFaults } from '../support/slack-receiver.ts'
import { heartbeat, slack } from './harness.ts'

const url = inject('webhookUrl')
const secret = url.split('/').at(-1) ?? url

const send = (to = url) => sendToSlack(to, { text: 'drift' }, { timeoutMs: 300 })

const logs = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
  vi.spyOn(console, name),
)
beforeEach(() => slack.clear())

test('a message that Slack shows is accepted', async () => {
  expect(await send()).toEqual({ outcome: 'accepted' })
  expect(await slack.accepted()).toMatchObject([{ text: 'drift' }])
})

test.for(deliveries)('$fault is $delivery.outcome', async ({ fault, delivery }) => {
  await slack.fail(slackFaults[fault], 1)
  const result = await send()
  expect(result).toEqual(delivery)
  expect(JSON.stringify(result)).not.toContain(secret)
  expect(await slack.requests()).toHaveLength(1)
})

test('every status is told by its number alone', async () => {
  for (const status of statuses) {
    await slack.fail({ status, body: '<p>what stands here is nobody’s business</p>' }, 1)
    expect([status, await send()]).toEqual([status, deliveryOf(status)])
  }
})

describe('no answer', () => {
  // workerd has the same error for both, so that neither can be called undelivered.
  test('a refused connection looks like one that broke off', async () => {
    const post = () => fetch(url, { method: 'POST', body: '{"text":"x"}' }).catch(String)
    await slack.refuse()
    const refused = await post()
    expect(await send()).toEqual({ outcome: 'ambiguous' })
    await slack.heal()
    await slack.fail('reset-after-accept')
    expect(await post()).toBe(refused)
    expect(await send()).toEqual({ outcome: 'ambiguous' })
  })

  test.for(['https://no-such-host.invalid/services/T0/B0/x', 'https://x:y', 'nonsense', ''])(
    'an address that leads nowhere: %j',
    async (nowhere) => {
      expect(await send(nowhere)).toEqual({ outcome: 'ambiguous' })
    },
  )

  test('silence is waited for as long as is said, and no longer', async () => {
    await slack.fail('hang', 1)
    const start = performance.now()
    expect(await send()).toEqual({ outcome: 'ambiguous' })
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

test('a login page of any length is no answer of Slack’s', async () => {
  await slack.fail({ status: 200, body: `ok${'x'.repeat(5_000_000)}` }, 1)
  expect(await send()).toEqual({ outcome: 'failed' })
})

test.for([301, 302, 303, 307, 308])('a %i leads nowhere', async (status) => {
  const before = await heartbeat.count()
  await slack.fail({ status, headers: { location: inject('heartbeatUrl') } }, 1)
  expect(await send()).toEqual({ outcome: 'broken', because: `Slack answered ${status}` })
  expect(await heartbeat.count()).toBe(before)
})

test('nothing of all this was logged', () => {
  expect(logs.flatMap(({ mock }) => mock.calls)).toEqual([])
})
