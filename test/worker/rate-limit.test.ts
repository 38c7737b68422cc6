import type { RateLimit } from '@cloudflare/workers-types'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { limitedForSeconds, networkOf } from '../../src/worker/rate-limit.ts'
import { get } from './harness.ts'
import { ask, beImpatient, emptyKv, withToken } from './outside.ts'

beImpatient()
beforeEach(emptyKv)

/** What wrangler.toml allows an address in a minute. */
const limit = 60

const path = '/api/targets/app/history'
const from = (address: string, headers: Readonly<Record<string, string>> = {}) => ({
  headers: { ...headers, 'cf-connecting-ip': address },
})
const wrong = { authorization: 'Bearer wrong' } as const

/** Asks until it is refused, and says how often it was answered. */
async function exhaust(address: string): Promise<number> {
  for (let answered = 0; ; answered += 1) {
    const { status } = await get(path, from(address, wrong))
    if (status === 429) return answered
    expect(status).toBe(401)
    // The minute may end once while this asks.
    expect(answered).toBeLessThan(2 * limit)
  }
}

test('who asks /api too often is refused, with the right token, too, and nobody else', async () => {
  expect(await exhaust('192.0.2.1')).toBeGreaterThanOrEqual(limit)
  // The minute may end between two requests, and then it begins again.
  await vi.waitFor(async () => {
    await exhaust('192.0.2.1')
    const { status, headers, text } = await get(path, from('192.0.2.1', withToken.headers))
    expect([status, text]).toEqual([429, '{"error":"too many requests"}'])
    expect(Object.fromEntries(headers)).toMatchObject({
      'retry-after': String(limitedForSeconds),
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'",
    })
  })
  expect((await get(path, from('192.0.2.2', withToken.headers))).status).toBe(200)
  for (const open of ['/status', '/status/app', '/livez', '/']) {
    expect((await get(open, from('192.0.2.1'))).status).not.toBe(429)
  }
})

test('the right token is counted as a wrong one is', async () => {
  const answers = await Promise.all(
    Array.from({ length: 2 * limit + 1 }, () => get(path, from('192.0.2.3', withToken.headers))),
  )
  expect(answers.map(({ status }) => status)).toContain(429)
})

describe('nobody is shut out', () => {
  const limiterThat = (answer: () => Promise<{ success: boolean }>): RateLimit => ({
    limit: answer,
  })
  test.for([
    { name: 'where no limit is bound', API_LIMIT: undefined },
    {
      name: 'where it fails',
      API_LIMIT: limiterThat(() => Promise.reject(new Error('canary'))),
    },
    {
      name: 'where it hangs',
      API_LIMIT: limiterThat(() => new Promise(() => undefined)),
    },
  ])('$name', async ({ API_LIMIT }) => {
    expect((await ask(path, withToken, { API_LIMIT })).status).toBe(200)
    expect((await ask(path, from('192.0.2.4', wrong), { API_LIMIT })).status).toBe(401)
  })
})

test.for([
  { address: '', network: '' },
  { address: '192.0.2.1', network: '192.0.2.1' },
  { address: '2001:db8:1:2:3:4:5:6', network: '2001:db8:1:2' },
  { address: '2001:db8:1:2::6', network: '2001:db8:1:2' },
  { address: '2001:db8::6', network: '2001:db8:0:0' },
  { address: '2001:db8::', network: '2001:db8:0:0' },
  { address: '::1', network: '0:0:0:0' },
  { address: 'no:address:of:any:kind:that:there:may:be:at:all', network: 'no:address:of:any' },
])('$address is counted as $network', ({ address, network }) => {
  expect(networkOf(address)).toBe(network)
})
