import type { ServerResponse } from 'node:http'
import * as fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { retryAfterMs, sendToSlack } from '../../src/io/slack.ts'
import { reset, startLocalServer } from '../support/local-server.ts'
import { deliveries, deliveryOf, statuses } from '../support/slack-deliveries.ts'
import { slackFaults, startSlackReceiver } from '../support/slack-receiver.ts'

const secret = 'secretWebhookToken0123456'
const message = { text: 'drift' }
const receiver = await startSlackReceiver()

/** A server that is not Slack, and does with a request what the test says. */
let answer: (response: ServerResponse) => void = (response) => response.end('ok')
let requests = 0
const elsewhere = await startLocalServer(async (request, response) => {
  requests += 1
  request.resume()
  answer(response)
})

/** Sends within a tenth of the usual time. */
const send = (url = receiver.url) => sendToSlack(url, message, { timeoutMs: 300 })
const sendElsewhere = (how: typeof answer) => {
  answer = how
  return send(`${elsewhere.origin}/services/T0/B0/${secret}`)
}

const logs = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
  vi.spyOn(console, name),
)
beforeEach(async () => {
  requests = 0
  await receiver.clear()
})
afterAll(() => Promise.all([receiver.stop(), elsewhere.close()]))

test('a message that Slack shows is accepted', async () => {
  expect(await send()).toEqual({ outcome: 'accepted' })
  expect(receiver.accepted()).toMatchObject([message])
})

test.for(deliveries)('$fault is $delivery.outcome', async ({ fault, delivery }) => {
  receiver.fail(slackFaults[fault], 1)
  const result = await send()
  expect(result).toEqual(delivery)
  expect(JSON.stringify(result)).not.toContain(secret)
  expect(receiver.requests()).toHaveLength(1)
})

// Node's fetch shows a 407 as a network error; in workerd, all are seen.
test.for(statuses.filter((status) => status !== 407))(
  '%i is told by its number alone',
  async (status) => {
    receiver.fail({ status, body: '<p>what stands here is nobody’s business</p>' })
    expect(await send()).toEqual(deliveryOf(status))
  },
)

test.for([201, 202, 203, 206])('%i with "ok" is not what Slack says', async (status) => {
  receiver.fail({ status, body: 'ok' }, 1)
  expect(await send()).toEqual({ outcome: 'failed' })
})

describe('no answer', () => {
  test('a refused connection', async () => {
    await receiver.refuse()
    expect(await send()).toEqual({ outcome: 'ambiguous' })
  })

  test.for(['https://no-such-host.invalid/services/T0/B0/x', 'https://x:y', 'nonsense', ''])(
    'an address that leads nowhere: %j',
    async (url) => {
      expect(await send(url)).toEqual({ outcome: 'ambiguous' })
    },
  )

  test('silence is waited for as long as is said, and no longer', async () => {
    const start = performance.now()
    expect(await sendElsewhere(() => undefined)).toEqual({ outcome: 'ambiguous' })
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('half an answer', () => {
  test('a 200 that breaks off may have been delivered', async () => {
    const result = sendElsewhere((response) => {
      response.writeHead(200, { 'content-length': 100 }).write('o', () => reset(response))
    })
    expect(await result).toEqual({ outcome: 'ambiguous' })
  })

  test('a 200 that never ends may have been delivered', async () => {
    const result = sendElsewhere((response) => response.writeHead(200).write('o'))
    expect(await result).toEqual({ outcome: 'ambiguous' })
  })

  test('a refusal is one, whatever becomes of its words', async () => {
    const result = sendElsewhere((response) => {
      response.writeHead(404, { 'content-length': 100 }).write('no_', () => reset(response))
    })
    expect(await result).toEqual({ outcome: 'broken', because: 'Slack answered 404' })
  })

  test('the wait that is asked for counts, whatever becomes of the words', async () => {
    const result = sendElsewhere((response) =>
      response.writeHead(429, { 'retry-after': '7' }).write('x'),
    )
    expect(await result).toEqual({ outcome: 'rate-limited', retryAfterMs: 7000 })
  })

  test.for([200, 404])('a %i of any length is read only at its beginning', async (status) => {
    let written = 0
    await sendElsewhere((response) => {
      const piece = 'x'.repeat(64 * 1024)
      const more = () => {
        while (!response.destroyed && written < 100 * 1024 * 1024) {
          written += piece.length
          if (!response.write(piece)) return
        }
      }
      response.writeHead(status).on('drain', more)
      more()
    })
    expect(written).toBeLessThan(20 * 1024 * 1024)
  })
})

test.for([301, 302, 303, 307, 308])('a %i leads nowhere', async (status) => {
  const location = `${elsewhere.origin}/services/T0/B0/elsewhere`
  receiver.fail({ status, headers: { location } }, 1)
  expect(await send()).toEqual({ outcome: 'broken', because: `Slack answered ${status}` })
  expect(requests).toBe(0)
})

describe('Retry-After', () => {
  const now = Date.UTC(2026, 2, 1)
  test.for([
    { name: 'seconds', header: '30', wait: 30_000 },
    { name: 'none', header: null, wait: 60_000 },
    { name: 'an empty one', header: '', wait: 60_000 },
    { name: 'zero is a second', header: '0', wait: 1000 },
    { name: 'more than a day is a day', header: '999999999999', wait: 86_400_000 },
    { name: 'a date', header: 'Sun, 01 Mar 2026 00:02:00 GMT', wait: 120_000 },
    { name: 'a date that is over', header: 'Sat, 28 Feb 2026 00:00:00 GMT', wait: 60_000 },
    { name: 'words', header: 'soon', wait: 60_000 },
    { name: 'a negative number', header: '-5', wait: 60_000 },
  ])('$name', ({ header, wait }) => {
    expect(retryAfterMs(header, now)).toBe(wait)
  })

  test('any text: between a second and a day', () => {
    const header = fc.oneof(fc.string(), fc.bigInt().map(String), fc.date().map(String))
    fc.assert(
      fc.property(header, fc.nat(), (text, at) => {
        const wait = retryAfterMs(text, at)
        expect(wait >= 1000 && wait <= 86_400_000).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

test('nothing of all this was logged', () => {
  expect(logs.flatMap(({ mock }) => mock.calls)).toEqual([])
})
