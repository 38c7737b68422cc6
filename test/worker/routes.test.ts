import { beforeEach, describe, expect, test } from 'vitest'
import { hostileTexts } from '../support/hostile.ts'
import { get } from './harness.ts'
import { ask, beImpatient, emptyKv, kvFaults, publish, reportOf, withToken } from './outside.ts'

beImpatient()
beforeEach(emptyKv)

/** What stands at each path, and how it may be asked. */
const paths = [
  { path: '/', allow: 'GET, HEAD' },
  { path: '/livez', allow: 'GET, HEAD' },
  { path: '/status', allow: 'GET, HEAD' },
  { path: '/status/app', allow: 'GET, HEAD' },
  { path: '/status/unknown', allow: 'GET, HEAD' },
  { path: '/api/summary', allow: 'GET, HEAD' },
  { path: '/api/targets/app/verdict', allow: 'GET, HEAD' },
  { path: '/api/targets/app/history', allow: 'GET, HEAD' },
  { path: '/api/targets/app/check', allow: 'POST' },
  { path: '/api/test-alert', allow: 'POST' },
] as const
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']

test.for(
  paths.flatMap(({ path, allow }) =>
    methods.filter((method) => !allow.includes(method)).map((method) => ({ method, path, allow })),
  ),
)('$method $path is not allowed', async ({ method, path, allow }) => {
  const { status, headers } = await get(path, { method, ...withToken })
  expect([status, headers.get('allow')]).toEqual([405, allow])
})

test('/livez answers though everything else is broken', async () => {
  const nothing = { STATUS: kvFaults.hangs, TARGET: undefined, TARGETS: 42, API_TOKEN: {} }
  const { status, headers, text } = await ask('/livez', {}, nothing)
  expect([status, headers.get('cache-control'), text]).toEqual([200, 'no-store', 'ok\n'])
})

test('/ says where to look, and nothing else', async () => {
  await publish(reportOf({ state: 'drifted' }))
  const { status, headers, text } = await get('/')
  expect([status, headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/^text\/plain/),
  ])
  expect(text).toContain('/status/:target')
  expect(text).not.toMatch(/app|drifted|neon/)
})

test('an unknown target is not found, with a body that says no more', async () => {
  const { status, headers, text } = await get('/status/canary')
  expect([status, headers.get('cache-control')]).toEqual([404, 'no-store'])
  expect(text).toBe('{"error":"unknown target"}')
})

describe('every answer', () => {
  const asked = [
    ...paths.map(({ path }) => ({ path, method: 'GET' })),
    { path: '/nowhere', method: 'GET' },
    { path: '/status', method: 'OPTIONS' },
    { path: '/api/test-alert', method: 'POST' },
  ]
  const origin = { origin: 'https://evil.example', 'access-control-request-method': 'GET' }

  test.for(asked)('$method $path keeps browsers on a short leash', async ({ path, method }) => {
    const { headers } = await get(path, { method, headers: origin })
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
    })
    const names = [...headers.keys()]
    expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect(names).not.toContain('set-cookie')
    expect(names).not.toContain('server')
    expect(names).not.toContain('x-powered-by')
  })
})

describe('paths that try something', () => {
  const tricks = [
    '/status/..',
    '/status/../api/test-alert',
    '/status/..%2f..%2fapi',
    '/status/%2e%2e/livez',
    '/status/app/',
    '/status/app/x',
    '/status//app',
    '//status/app',
    '/STATUS',
    '/status/APP',
    '/status/app%00',
    '/status/app%20',
    '/status/%E0%A4%A',
    '/status/%',
    '/status/app?x=%E0%A4%A',
    '/status/__proto__',
    '/status/constructor',
    '/status/:target',
    '/status/*',
    '/status/report:app',
    '/api/targets/__proto__/verdict',
    '/api/targets/app%2fverdict',
    '/api/targets/../targets/app/verdict',
    '/api/targets//verdict',
    '/api/',
    '/api',
    '/api/targets/app/verdict/..%2fhistory',
    `/status/${'x'.repeat(15_000)}`,
    `/${'a/'.repeat(7000)}`,
    `/api/targets/${'%41'.repeat(4000)}/verdict`,
    ...hostileTexts.map((text) => `/status/${encodeURIComponent(text.toWellFormed())}`),
    ...hostileTexts.map(
      (text) => `/api/targets/${encodeURIComponent(text.toWellFormed())}/history`,
    ),
  ]

  test.for(tricks.map((path) => ({ path, name: path.slice(0, 60) })))('$name', async ({ path }) => {
    await publish(reportOf())
    for (const init of [{}, withToken, { method: 'POST', ...withToken }]) {
      const { status, text } = await get(path, init)
      expect(status).toBeOneOf([200, 400, 401, 404, 405])
      expect(text).not.toMatch(/error:|\bat\b .*:\d+/i)
      expect(text).not.toContain('<')
    }
  })
})

test('a bug is told as one, with nothing of its error', async () => {
  const { status, headers, text } = await ask('/status', {}, { STATUS: undefined })
  expect([status, text]).toEqual([500, '{"error":"This is a bug of Driftwatch"}'])
  expect(headers.get('content-security-policy')).toBe("default-src 'none'")
})
