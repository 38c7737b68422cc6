import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { hashOfText } from '../support/history.ts'
import type { Role } from '../support/postgres.ts'
import { ledger0, ledger1, startTargetServer } from '../support/target-database.ts'

const server = await startTargetServer()
const { postgres, bridge, databaseWith, observe } = server
const reader: Role = { name: 'drift_monitor', password: 'reader-password' }
await postgres.query("CREATE ROLE drift_monitor LOGIN PASSWORD 'reader-password'")
beforeEach(() => bridge.clear())
afterAll(() => server.stop())

const insert = 'INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES'
const a = hashOfText('a')
const b = hashOfText('b')

describe('a ledger that is there', () => {
  test('has its rows in the order of their ids', async () => {
    const database = await databaseWith(`${ledger0} ${insert} ('${b}', 2), ('${a}', 1)`)
    expect(await observe(database)).toEqual({
      status: 'read',
      serverVersion: expect.stringMatching(/^18\.\d+$/),
      ledger: {
        found: true,
        shape: '0.x',
        rows: [
          { id: '1', hash: b, createdAt: '2', name: null },
          { id: '2', hash: a, createdAt: '1', name: null },
        ],
      },
    })
  })

  test('has names in the shape of 1.0', async () => {
    const database = await databaseWith(
      `${ledger1} INSERT INTO drizzle.__drizzle_migrations (hash, created_at, name)
       VALUES ('${a}', 1, NULL), ('${b}', 2, '20260101000000_init')`,
    )
    expect(await observe(database)).toMatchObject({
      ledger: {
        shape: '1.0',
        rows: [{ name: null }, { id: '2', name: '20260101000000_init' }],
      },
    })
  })

  test('costs one request', async () => {
    const database = await databaseWith(`${ledger0} ${insert} ('${a}', 1)`)
    await observe(database)
    expect(bridge.count()).toBe(1)
  })

  test.for([
    { name: 'empty', sql: ledger0, shape: '0.x', count: 0 },
    {
      name: 'of 1.0 without its column name, dropped by hand',
      sql: `${ledger1} ALTER TABLE drizzle.__drizzle_migrations DROP name`,
      shape: '0.x',
      count: 0,
    },
    {
      name: 'a view on another table',
      sql: `${ledger0} ALTER TABLE drizzle.__drizzle_migrations RENAME TO real; CREATE VIEW drizzle.__drizzle_migrations AS SELECT * FROM drizzle.real`,
      shape: '0.x',
      count: 0,
    },
    {
      name: 'partitioned',
      sql: `CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id int, hash text, created_at bigint) PARTITION BY RANGE (id)`,
      shape: '0.x',
      count: 0,
    },
    {
      name: 'of 10,000 rows',
      sql: `${ledger0} INSERT INTO drizzle.__drizzle_migrations (hash, created_at) SELECT '${a}', i FROM generate_series(1, 10000) AS i`,
      shape: '0.x',
      count: 10_000,
    },
    {
      name: 'of 20,000 rows',
      sql: `${ledger1} INSERT INTO drizzle.__drizzle_migrations (hash, created_at, name) SELECT '${a}', i, repeat('n', 60) FROM generate_series(1, 20000) AS i`,
      shape: '1.0',
      count: 20_000,
    },
  ])('may be $name', async ({ sql, shape, count }) => {
    const observation = await observe(await databaseWith(sql))
    expect(observation).toMatchObject({ status: 'read', ledger: { found: true, shape } })
    expect(observation).toHaveProperty('ledger.rows.length', count)
  })

  test('may have any name that PostgreSQL takes', async () => {
    const names = ['My "Ledger"', "it's; DROP TABLE x--", 'ledger.of.dots', 'ñ'.repeat(31), '$1']
    const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
    const tables = names.map(
      (name) => `CREATE SCHEMA ${quote(name)};
      CREATE TABLE ${quote(name)}.${quote(name)} (id int, hash text, created_at bigint);
      INSERT INTO ${quote(name)}.${quote(name)} VALUES (7, '${a}', 1);`,
    )
    const database = await databaseWith(tables.join(''))
    for (const name of names) {
      expect(await observe(database, undefined, { schema: name, table: name })).toMatchObject({
        ledger: { found: true, rows: [{ id: '7' }] },
      })
    }
  })
})

describe('a ledger that is not there', () => {
  const lookAlike = '(hash text, created_at bigint)'
  test.for([
    { name: 'in an empty database', sql: '', elsewhere: [] },
    { name: 'in its schema', sql: 'CREATE SCHEMA drizzle', elsewhere: [] },
    {
      name: 'though a sequence has its name',
      sql: 'CREATE SCHEMA drizzle; CREATE SEQUENCE drizzle.__drizzle_migrations',
      elsewhere: [],
    },
    {
      name: 'while others like it are',
      sql: `CREATE SCHEMA app; CREATE TABLE app.__drizzle_migrations ${lookAlike}; CREATE TABLE public."my drizzle_migrations!" ${lookAlike}`,
      elsewhere: ['app.__drizzle_migrations', 'public.my drizzle_migrations!'],
    },
    {
      name: 'while tables have only a name or columns like it',
      sql: `CREATE TABLE drizzle_migrations (hash text); CREATE TABLE migrations ${lookAlike}; CREATE VIEW v_drizzle_migrations AS SELECT * FROM migrations`,
      elsewhere: [],
    },
    {
      name: 'while many are',
      sql: Array.from(
        { length: 9 },
        (_, i) => `CREATE TABLE drizzle_migrations_${i} ${lookAlike};`,
      ).join(''),
      elsewhere: [0, 1, 2, 3, 4].map((i) => `public.drizzle_migrations_${i}`),
    },
  ])('$name', async ({ sql, elsewhere }) => {
    const observation = await observe(await databaseWith(sql), reader)
    expect(observation).toMatchObject({ status: 'read', ledger: { found: false, elsewhere } })
    expect(bridge.count()).toBe(2)
  })
})

describe('unreadable', () => {
  test.for([
    {
      name: 'one column renamed',
      sql: `${ledger0} ALTER TABLE drizzle.__drizzle_migrations RENAME hash TO digest`,
      cause: 'malformed',
      says: 'has no column `hash`',
    },
    {
      name: 'two columns gone',
      sql: `${ledger1} ALTER TABLE drizzle.__drizzle_migrations DROP id, DROP created_at`,
      cause: 'malformed',
      says: 'has no column `id` and `created_at`',
    },
    {
      name: '20,001 rows',
      sql: `${ledger0} INSERT INTO drizzle.__drizzle_migrations (hash, created_at) SELECT '${a}', i FROM generate_series(1, 20001) AS i`,
      cause: 'too-large',
      says: 'has more than 20000 rows',
    },
  ])('$name', async ({ sql, cause, says }) => {
    expect(await observe(await databaseWith(sql))).toMatchObject({
      status: 'unreadable',
      cause,
      message: expect.stringContaining(says),
    })
  })

  test('a wrong password', async () => {
    const database = await databaseWith(ledger0)
    expect(await observe(database, { ...reader, password: 'wrong' })).toMatchObject({
      cause: 'wrong-password',
    })
  })

  test('a user that is not there', async () => {
    const database = await databaseWith(ledger0)
    expect(await observe(database, { ...reader, name: 'nobody' })).toMatchObject({
      cause: 'wrong-password',
    })
  })

  test('a database that is not there', async () => {
    expect(await observe('nowhere', reader)).toMatchObject({ cause: 'no-database' })
  })
})

// Both wait for PostgreSQL's own timeouts, so they wait together.
describe.concurrent('unreadable in time', () => {
  test('a ledger that a migration holds locked', async () => {
    const database = await databaseWith(ledger0)
    const migration = postgres.query(
      'BEGIN; LOCK drizzle.__drizzle_migrations; SELECT pg_sleep(6); COMMIT',
      undefined,
      database,
    )
    const locks = () =>
      postgres.query(
        "SELECT FROM pg_locks WHERE relation = 'drizzle.__drizzle_migrations'::regclass AND granted",
        undefined,
        database,
      )
    await expect.poll(locks).toHaveLength(1)
    expect(await observe(database)).toMatchObject({ cause: 'locked' })
    await migration
  })

  test('a ledger that takes too long', async () => {
    const database =
      await databaseWith(`CREATE SCHEMA drizzle; CREATE VIEW drizzle.__drizzle_migrations
      AS SELECT 1 AS id, '' AS hash, 1 AS created_at FROM pg_sleep(30)`)
    expect(await observe(database)).toMatchObject({ cause: 'timeout' })
  })
})
