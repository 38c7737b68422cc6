import { beforeEach, describe, expect, test, vi } from 'vitest'
import { bridge, freshWorld, get, shown } from './harness.ts'
import { ask, beImpatient, token } from './outside.ts'

beImpatient()
beforeEach(freshWorld)

const routes = [
  { method: 'GET', path: '/api/summary' },
  { method: 'GET', path: '/api/targets/app/verdict' },
  { method: 'GET', path: '/api/targets/app/history' },
  { method: 'POST', path: '/api/targets/app/check' },
  { method: 'POST', path: '/api/test-alert' },
  { method: 'GET', path: '/api/targets/unknown/verdict' },
  { method: 'GET', path: '/api/unknown' },
  { method: 'DELETE', path: '/api/targets/app/verdict' },
] as const

describe('without the token nobody is let in', () => {
  const attempts = [
    { name: 'no header', authorization: undefined },
    { name: 'an empty header', authorization: '' },
    { name: 'a wrong token', authorization: `Bearer ${token.slice(0, -1)}0` },
    { name: 'the beginning of it', authorization: `Bearer ${token.slice(0, -1)}` },
    { name: 'more than it', authorization: `Bearer ${token}0` },
    { name: 'it twice', authorization: `Bearer ${token} ${token}` },
    { name: 'in capitals', authorization: `Bearer ${token.toUpperCase()}` },
    { name: 'no token', authorization: 'Bearer ' },
    { name: 'undefined', authorization: 'Bearer undefined' },
    { name: 'null', authorization: 'Bearer null' },
    { name: 'no scheme', authorization: token },
    { name: 'another scheme', authorization: `Basic ${btoa(`:${token}`)}` },
    { name: 'a longer scheme', authorization: `XBearer ${token}` },
    { name: 'a very long one', authorization: `Bearer ${'x'.repeat(10_000)}` },
    { name: 'one that is not ASCII', authorization: 'Bearer ÿ' },
  ]

  test.for(attempts)('$name', async ({ authorization }) => {
    const headers = authorization === undefined ? {} : { authorization }
    const answers = await Promise.all(
      routes.map(({ method, path }) => get(path, { method, headers })),
    )
    for (const answer of answers) {
      expect([answer.status, answer.text]).toEqual([401, '{"error":"unauthorized"}'])
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'no-store',
        'www-authenticate': 'Bearer',
      })
    }
    expect(await bridge.count()).toBe(0)
    expect(await shown()).toEqual([])
  })

  test.for([undefined, '', ' ', 'short', token.slice(0, 31), 42, {}, null, `${token} ${token}`])(
    'where the configured one is %j',
    async (API_TOKEN) => {
      for (const given of [
        'undefined',
        'null',
        '',
        ' ',
        typeof API_TOKEN === 'string' ? API_TOKEN : 'x',
        token,
      ]) {
        const init = { headers: { authorization: `Bearer ${given}` } }
        const { status } = await ask('/api/targets/app/verdict', init, { API_TOKEN })
        expect(status).toBe(401)
      }
    },
  )

  test('not by way of the query, a cookie or a body', async () => {
    const init = { method: 'POST', headers: { cookie: `token=${token}` }, body: `token=${token}` }
    expect((await get(`/api/test-alert?token=${token}&access_token=${token}`, init)).status).toBe(
      401,
    )
  })
})

test.for(['bearer', 'BEARER', 'Bearer'])('%s and the token: let in', async (scheme) => {
  const init = { headers: { authorization: `${scheme} ${token}` } }
  expect((await get('/api/targets/app/verdict', init)).status).toBe(404)
})

test('both sides are hashed before they are compared, in constant time', async () => {
  const compare = vi.spyOn(crypto.subtle, 'timingSafeEqual')
  for (const given of ['x', token, 'x'.repeat(5000)]) {
    await get('/api/unknown', { headers: { authorization: `Bearer ${given}` } })
  }
  const lengths = compare.mock.calls.flat().map(({ byteLength }) => byteLength)
  compare.mockRestore()
  expect(lengths).toEqual([32, 32, 32, 32, 32, 32])
})
