import { inspect } from 'node:util'
import { neon } from '@neondatabase/serverless'
import { Client, Pool } from 'pg'
import postgresJs from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  assertInSync,
  DriftError,
  fromNeon,
  fromPg,
  fromPostgres,
  type RunQuery,
} from '../../src/guard/index.ts'
import { freePort } from '../support/free-port.ts'
import { type NeonBridge, startNeonBridge } from '../support/neon-bridge.ts'
import { type NeonFault, neonFaults } from '../support/neon-faults.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { databaseWith, inSync, ledgerSql, published } from './database.ts'
import { askBridge } from './ways.ts'

const manifest = await published()
const env = { NODE_ENV: 'production' }

let postgres: Postgres
let bridge: NeonBridge
let url: string
let overHttp: RunQuery
beforeAll(async () => {
  postgres = await startPostgres(18)
  bridge = await startNeonBridge(postgres)
  askBridge(bridge)
  url = await databaseWith(postgres, ledgerSql(inSync))
  overHttp = fromNeon(neon(url.replace(/@[^/]+\//, '@db.example.com/')))
})
afterAll(async () => {
  await bridge.stop()
  await postgres.stop()
})

async function refusal(query: RunQuery, timeoutMs = 2000): Promise<DriftError> {
  const error = await assertInSync({ manifest, query, env, timeoutMs }).catch(
    (thrown: unknown) => thrown,
  )
  if (error instanceof DriftError) return error
  throw new Error(`it was not refused: ${inspect(error)}`)
}

const foreign = /secret|127\.0\.0\.1|db\.example\.com|postgres(ql)?:\/\//

async function expectUnreadable(query: RunQuery, cause: string, timeoutMs?: number): Promise<void> {
  const error = await refusal(query, timeoutMs)
  expect(error.verdict).toMatchObject({ status: 'unreadable', unreadable: { cause } })
  expect(inspect(error, { depth: 9 })).not.toMatch(foreign)
}

describe('a database that cannot be read is refused', () => {
  test('the server is down', async () => {
    const down = `postgres://secret-user:secret-pw@127.0.0.1:${await freePort()}/secret-db`
    const pool = new Pool({ connectionString: down })
    await expectUnreadable(fromPg(pool), 'unreachable')
    const sql = postgresJs(down)
    await expectUnreadable(fromPostgres(sql), 'unreachable')
    await sql.end()
    await pool.end()
  })

  test('the password is wrong', async () => {
    const name = new URL(url).pathname.slice(1)
    const wrong = postgres.url(name, { name: 'postgres', password: 'secret-and-wrong' })
    const pool = new Pool({ connectionString: wrong })
    await expectUnreadable(fromPg(pool), 'wrong-password')
    await pool.end()
    const http = fromNeon(neon(wrong.replace(/@[^/]+\//, '@db.example.com/')))
    await expectUnreadable(http, 'wrong-password')
  })

  test('the database does not exist', async () => {
    const pool = new Pool({ connectionString: postgres.url('secret-db') })
    await expectUnreadable(fromPg(pool), 'no-database')
    await pool.end()
  })

  test('somebody holds a lock on the ledger', async () => {
    const holder = new Client({ connectionString: url })
    await holder.connect()
    await holder.query('BEGIN; LOCK TABLE drizzle.__drizzle_migrations')
    const pool = new Pool({ connectionString: url })
    await expectUnreadable(fromPg(pool), 'timeout', 600)
    await holder.end()
    await pool.end()
  })

  test('the ledger has more rows than any history', async () => {
    const many = `${ledgerSql(inSync)} INSERT INTO drizzle.__drizzle_migrations SELECT n, 'x', n FROM generate_series(101, 20100) AS n`
    const pool = new Pool({ connectionString: await databaseWith(postgres, many) })
    await expectUnreadable(fromPg(pool), 'too-large')
    await pool.end()
  })
})

describe('whatever Neon answers, the guard never takes it for in sync', () => {
  const isFault = (name: string): name is NeonFault => name in neonFaults
  test.for(Object.keys(neonFaults).filter(isFault))('%s', async (fault) => {
    await bridge.clear()
    bridge.fail(fault)
    const before = performance.now()
    const error = await refusal(overHttp, 500)
    expect(error.verdict.status).not.toBe('in-sync')
    expect(inspect(error, { depth: 9 })).not.toMatch(foreign)
    expect(performance.now() - before).toBeLessThan(1500)
  })
})

describe('what passes is tried again', () => {
  test.for([
    { name: 'once', times: 1, requests: 2 },
    { name: 'twice', times: 2, requests: 3 },
  ])('$name', async ({ times, requests }) => {
    await bridge.clear()
    bridge.fail('sql-57P03', times)
    const verdict = await assertInSync({ manifest, query: overHttp, env, timeoutMs: 4000 })
    expect(verdict?.status).toBe('in-sync')
    expect(bridge.count()).toBe(requests)
  })

  test('but not more than three times', async () => {
    await bridge.clear()
    bridge.fail('sql-57P03')
    await expectUnreadable(overHttp, 'unreachable', 4000)
    expect(bridge.count()).toBe(3)
  })

  test('and not what only people mend', async () => {
    await bridge.clear()
    bridge.fail('sql-28P01')
    await expectUnreadable(overHttp, 'wrong-password')
    expect(bridge.count()).toBe(1)
  })

  test('a first try that hangs leaves time for another', async () => {
    await bridge.clear()
    bridge.fail('hang-before-headers', 1)
    const verdict = await assertInSync({ manifest, query: overHttp, env, timeoutMs: 2000 })
    expect(verdict?.status).toBe('in-sync')
  })
})

test('all the tries together take no longer than they may', async () => {
  await bridge.clear()
  bridge.fail('hang-before-headers')
  const before = performance.now()
  await expectUnreadable(overHttp, 'timeout', 1000)
  expect(performance.now() - before).toBeLessThan(2000)
})
