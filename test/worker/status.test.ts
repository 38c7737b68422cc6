import * as fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { TargetReport } from '../../src/core/target-report.ts'
import { findingKinds, findingWith, verdictOf } from '../support/findings.ts'
import { hostileTexts } from '../support/hostile.ts'
import { get, hourMs, start } from './harness.ts'
import { ask, beImpatient, emptyKv, kvFaults, publish, reportOf } from './outside.ts'

beImpatient()
beforeEach(emptyKv)

const minuteMs = 60_000
const checkedAt = new Date(start).toISOString()
const undelivered = { count: 3, because: 'Slack answered 404 (no_service)' } as const

/** What is published, and what is to be said of it while it is fresh. */
const reports: readonly { name: string; report: TargetReport; says: string }[] = [
  { name: 'in sync', report: reportOf(), says: '200 ok' },
  { name: 'a warning', report: reportOf({ state: 'warning' }), says: '200 warning' },
  { name: 'drifted', report: reportOf({ state: 'drifted' }), says: '503 drifted' },
  { name: 'unreadable', report: reportOf({ state: 'unreadable' }), says: '503 unreadable' },
  { name: 'undelivered', report: reportOf({ undelivered }), says: '503 undelivered' },
  {
    name: 'drifted and undelivered',
    report: reportOf({ state: 'drifted', undelivered }),
    says: '503 drifted',
  },
  {
    name: 'never read completely',
    report: reportOf({ state: 'unreadable', lastCompleteAt: null }),
    says: '503 unreadable',
  },
  { name: 'in sync by no read', report: reportOf({ lastCompleteAt: null }), says: '503 stale' },
  {
    name: 'in sync by a read of yesterday',
    report: reportOf({ lastCompleteAt: new Date(start - 24 * hourMs).toISOString() }),
    says: '503 stale',
  },
]

/** How long after the report it is asked for; what is as old as that is never up. */
const ages = [
  { name: 'just now', ageMs: 0, isFresh: true },
  { name: 'two intervals and three minutes old', ageMs: 2 * hourMs + 3 * minuteMs, isFresh: true },
  { name: 'older', ageMs: 2 * hourMs + 3 * minuteMs + 1, isFresh: false },
  { name: 'of last year', ageMs: 365 * 24 * hourMs, isFresh: false },
  { name: 'two minutes ahead', ageMs: -2 * minuteMs, isFresh: true },
  { name: 'of the future', ageMs: -2 * minuteMs - 1, isFresh: false },
]

const cases = reports.flatMap(({ name, report, says }) =>
  ages.map((age) => ({
    name: `${name}, ${age.name}`,
    report,
    ageMs: age.ageMs,
    says: age.isFresh ? says : '503 stale',
  })),
)

describe.for(['/status', '/status/app'])('%s', (path) => {
  test.for(cases)('$name: $says', async ({ report, ageMs, says }) => {
    await publish(report)
    vi.setSystemTime(start + ageMs)
    const { status, headers, text } = await get(path)
    const [, state = ''] = says.split(' ')
    expect(`${status} ${state}`).toBe(says)
    expect(text).toBe(JSON.stringify({ state, checkedAt }))
    const caching = [headers.get('cache-control'), headers.get('retry-after')]
    expect(caching).toEqual(status === 200 ? ['public, max-age=30', null] : ['no-store', '60'])

    const head = await get(path, { method: 'HEAD' })
    expect([head.status, [...head.headers], head.text]).toEqual([status, [...headers], ''])
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const other = await get(path, { method })
      expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    }
  })

  test('never run', async () => {
    const { status, text } = await get(path)
    expect([status, text]).toEqual([503, '{"state":"never-run","checkedAt":null}'])
  })

  test.for([
    '',
    'null',
    '{}',
    '[]',
    '"canary"',
    'not JSON canary',
    JSON.stringify(reportOf()).slice(0, -1),
    JSON.stringify({ ...reportOf(), format: 2 }),
    JSON.stringify({ ...reportOf(), state: 'canary' }),
    JSON.stringify({ ...reportOf(), verdict: { ...verdictOf([]), checkedAt: 'canary' } }),
    JSON.stringify({ ...reportOf(), lastCompleteAt: undefined }),
  ])('%j is no report', async (value) => {
    await publish(value)
    const { status, text } = await get(path)
    expect([status, text]).toEqual([503, '{"state":"unavailable","checkedAt":null}'])
  })

  test.for(Object.entries(kvFaults))('KV %s', async ([, STATUS]) => {
    await publish(reportOf())
    const { status, text } = await ask(path, {}, { STATUS })
    expect([status, text]).toEqual([503, '{"state":"unavailable","checkedAt":null}'])
  })

  test('wrong settings are named, and turn it red whatever is published', async () => {
    await publish(reportOf())
    const { status, headers, text } = await ask(path, {}, { REMIND_AFTER: 'canary' })
    expect([status, headers.get('cache-control')]).toEqual([503, 'no-store'])
    expect(JSON.parse(text)).toEqual({
      state: 'misconfigured',
      checkedAt,
      problems: ['REMIND_AFTER must be times in growing order, such as "4h, 8h, 24h"'],
    })
  })

  test('nobody can be told without a webhook', async () => {
    await publish(reportOf())
    const { status, text } = await ask(path, {}, { SLACK_WEBHOOK_URL: undefined })
    expect([status, JSON.parse(text)]).toMatchObject([
      503,
      { problems: [expect.stringMatching(/^SLACK_WEBHOOK_URL is not set/)] },
    ])
  })
})

describe('several targets', () => {
  const TARGETS = ['app', 'shop'].map((name) => ({ name, secret: `${name.toUpperCase()}_URL` }))
  const two = { TARGETS, APP_URL: 'postgresql://canary', SHOP_URL: 'postgresql://canary' }
  const later = new Date(start + hourMs).toISOString()

  test.for([
    { app: reportOf(), shop: reportOf({ state: 'warning' }), says: 'warning' },
    { app: reportOf({ undelivered }), shop: reportOf({ state: 'warning' }), says: 'undelivered' },
    { app: reportOf({ state: 'drifted' }), shop: reportOf({ undelivered }), says: 'drifted' },
    { app: reportOf(), shop: reportOf({ lastCompleteAt: null }), says: 'stale' },
    { app: reportOf({ state: 'drifted' }), shop: undefined, says: 'never-run' },
    { app: 'canary', shop: reportOf({ state: 'drifted' }), says: 'unavailable' },
  ])('the worst of them counts: $says', async ({ app, shop, says }) => {
    await publish(app)
    if (shop !== undefined) await publish(shop, 'shop')
    expect(JSON.parse((await ask('/status', {}, two)).text)).toMatchObject({ state: says })
  })

  test('the oldest time is shown', async () => {
    await publish(reportOf({ verdict: verdictOf([], { checkedAt: later }) }))
    await publish(reportOf(), 'shop')
    vi.setSystemTime(later)
    expect(JSON.parse((await ask('/status', {}, two)).text)).toEqual({ state: 'ok', checkedAt })
  })

  test('what is wrong with one of them alone leaves the other as it is', async () => {
    await publish(reportOf())
    await publish(reportOf(), 'shop')
    const change = { ...two, SHOP_URL: undefined }
    const problems = ['SHOP_URL is not set: npm run wrangler -- secret put SHOP_URL']
    expect((await ask('/status/app', {}, change)).status).toBe(200)
    for (const path of ['/status', '/status/shop']) {
      const { status, text } = await ask(path, {}, change)
      expect([status, JSON.parse(text)]).toEqual([
        503,
        { state: 'misconfigured', checkedAt, problems },
      ])
    }
  })

  test('no targets at all', async () => {
    const { status, text } = await ask('/status', {}, { TARGETS: [] })
    expect([status, JSON.parse(text)]).toMatchObject([503, { state: 'misconfigured' }])
  })
})

test('whatever a report holds, the body is a state and a time', async () => {
  const foreign = fc.oneof(fc.string(), fc.constantFrom(...hostileTexts))
  const report = fc
    .tuple(
      foreign,
      fc.constantFrom('ok', 'warning', 'drifted', 'unreadable'),
      fc.subarray([...findingKinds]),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.nat(),
    )
    .map(([text, state, kinds, time, count]): TargetReport => {
      const verdict = verdictOf(
        kinds.map((kind) => findingWith[kind](text)),
        {
          checkedAt: count % 2 === 0 ? time : text,
          target: text,
          manifest: { name: text, digest: text },
        },
      )
      return reportOf({
        target: text,
        state,
        verdict,
        findingsOmitted: count,
        undelivered: { count, because: text },
      })
    })
  const time = String.raw`[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`
  const words = 'never-run|unavailable|stale|unreadable|drifted|undelivered|warning|ok'
  const body = new RegExp(`^\\{"state":"(${words})","checkedAt":(null|"${time}")\\}$`)
  await fc.assert(
    fc.asyncProperty(report, async (each) => {
      await publish(each)
      const { text, headers } = await get('/status')
      expect(text).toMatch(body)
      expect([...headers].join().length).toBeLessThan(1000)
    }),
    { numRuns: 150 },
  )
})
