import { neon, neonConfig } from '@neondatabase/serverless'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startNeonBridge } from './neon-bridge.ts'
import { startPostgres } from './postgres.ts'

const postgres = await startPostgres(18)
const bridge = await startNeonBridge(postgres, { maxRequestBytes: 1000, maxResponseBytes: 2000 })
const url = postgres.url().replace(`127.0.0.1:${postgres.port}`, 'ep-test-1.neon.tech')
const sql = neon(url)
neonConfig.fetchEndpoint = bridge.endpoint
beforeEach(() => bridge.clear())
afterAll(async () => {
  await bridge.stop()
  await postgres.stop()
})

async function post(body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(bridge.endpoint, {
    method: 'POST',
    headers: { 'neon-connection-string': url, ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: await response.text() }
}

test('runs a statement, with values of every kind', async () => {
  const values = [1, true, null, 'a"b', [1, null, 'x,"y'], { a: 1 }] as const
  const text = 'SELECT $1::int, $2::bool, $3::text, $4::text, $5::text[], $6::jsonb'
  const [row] = await sql.query(text, [...values], { arrayMode: true })
  expect(row).toEqual([1, true, null, 'a"b', ['1', null, 'x,"y'], { a: 1 }])
})

test('gives raw text and arrays only where that is asked for', async () => {
  const query = { query: "SELECT 1 AS a, true AS b, 1.50 AS c, '{}'::jsonb AS d" }
  const plain = await post(query)
  expect(JSON.parse(plain.body)).toMatchObject({
    rowAsArray: false,
    rows: [{ a: 1, b: true, c: '1.50', d: {} }],
    command: 'SELECT',
    rowCount: 1,
  })
  const raw = await post(query, { 'neon-raw-text-output': 'true', 'neon-array-mode': 'true' })
  expect(JSON.parse(raw.body)).toMatchObject({ rowAsArray: true, rows: [['1', 't', '1.50', '{}']] })
})

describe('a batch', () => {
  test('is a transaction of the kind that is asked for', async () => {
    const show = (what: string) => sql.query(`SHOW transaction_${what}`)
    const results = await sql.transaction(
      [show('isolation'), show('read_only'), show('deferrable')],
      {
        isolationLevel: 'Serializable',
        readOnly: true,
        deferrable: true,
        arrayMode: true,
      },
    )
    expect(results).toEqual([[['serializable']], [['on']], [['on']]])
  })

  test('repeats its kind in the answer', async () => {
    const { headers } = await post(
      { queries: [{ query: 'SELECT 1' }] },
      { 'neon-batch-isolation-level': 'RepeatableRead', 'neon-batch-read-only': 'true' },
    )
    expect(headers.get('neon-batch-isolation-level')).toBe('RepeatableRead')
    expect(headers.get('neon-batch-read-only')).toBe('true')
    expect(headers.get('neon-request-id')).toMatch(/^[\da-f-]{36}$/)
  })

  test('is all or nothing', async () => {
    const batch = [sql`CREATE TABLE half (a int)`, sql`SELECT * FROM nowhere`]
    await expect(sql.transaction(batch)).rejects.toMatchObject({ code: '42P01' })
    await expect(sql`SELECT * FROM half`).rejects.toMatchObject({ code: '42P01' })
  })
})

describe('fails as Neon does', () => {
  test.for([
    {
      name: 'several statements',
      body: { query: 'SELECT 1; SELECT 2' },
      status: 400,
      code: '42601',
    },
    { name: 'bad SQL', body: { query: 'SELEC' }, status: 400, code: '42601' },
    { name: 'no query', body: { q: 1 }, status: 400, code: '' },
    { name: 'a body that is too long', body: { query: 'x'.repeat(1000) }, status: 413, code: '' },
    {
      name: 'an answer that is too long',
      body: { query: "SELECT repeat('x', 3000)" },
      status: 507,
      code: '',
    },
  ])('$name', async ({ body, status, code }) => {
    const answer = await post(body)
    expect(answer.status).toBe(status)
    const error: unknown = JSON.parse(answer.body)
    expect(error).toMatchObject({ code, message: expect.any(String), severity: expect.any(String) })
  })

  test('an isolation level that is none', async () => {
    const headers = { 'neon-batch-isolation-level': 'Snapshot' }
    expect(await post({ queries: [] }, headers)).toMatchObject({ status: 400 })
  })

  test('a wrong password, which has no SQLSTATE', async () => {
    const wrong = neon(url.replace(/:[^:@]+@/, ':wrong@'))
    await expect(wrong`SELECT 1`).rejects.toMatchObject({
      code: '',
      message: "password authentication failed for user 'postgres'",
    })
  })

  test('a database that is not there', async () => {
    const nowhere = neon(url.replace(/postgres$/, 'nowhere'))
    await expect(nowhere`SELECT 1`).rejects.toMatchObject({ code: '3D000', severity: 'FATAL' })
  })
})

test('takes a fault as often as it is told to, and counts what came', async () => {
  bridge.fail('http-402', 1)
  bridge.fail('200-html', 1)
  await expect(sql`SELECT 1`).rejects.toThrow('HTTP status 402')
  await expect(sql`SELECT 1`).rejects.toThrow('is not valid JSON')
  expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
  expect(bridge.count()).toBe(3)
})

test('adds a round trip', async () => {
  bridge.delay(60)
  const start = performance.now()
  await sql`SELECT 1`
  expect(performance.now() - start).toBeGreaterThan(55)
})
