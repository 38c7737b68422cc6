import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { settingsQuery } from '../../src/io/ledger-query.ts'
import { hashOfText } from '../support/history.ts'
import type { Role } from '../support/postgres.ts'
import { ledger0, startTargetServer } from '../support/target-database.ts'

const server = await startTargetServer()
const { postgres, databaseWith, observe, open } = server
const reader: Role = { name: 'drift_monitor', password: 'reader-password' }
await postgres.query("CREATE ROLE drift_monitor LOGIN PASSWORD 'reader-password'")
afterAll(() => server.stop())

const insert = 'INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES'
const grants =
  'GRANT USAGE ON SCHEMA drizzle TO drift_monitor; GRANT SELECT ON drizzle.__drizzle_migrations TO drift_monitor;'
const a = hashOfText('a')

describe('the role', () => {
  const one = `${ledger0} ${insert} ('${a}', 1);`

  test('needs no more than CONNECT, USAGE and SELECT', async () => {
    const database = await databaseWith(`${one} ${grants}
      REVOKE ALL ON DATABASE :database FROM PUBLIC;
      GRANT CONNECT ON DATABASE :database TO drift_monitor;
      REVOKE ALL ON SCHEMA public FROM PUBLIC`)
    expect(await observe(database, reader)).toMatchObject({ ledger: { rows: [{ hash: a }] } })
  })

  test('can do nothing else, even outside of our transaction', async () => {
    const database = await databaseWith(`${one} ${grants}
      REVOKE TEMPORARY ON DATABASE :database FROM PUBLIC;
      CREATE TABLE public.orders (id int)`)
    const client = new Client({ connectionString: postgres.url(database, reader) })
    await client.connect()
    const ledger = 'drizzle.__drizzle_migrations'
    for (const sql of [
      `${insert} ('x', 1)`,
      `UPDATE ${ledger} SET hash = 'x'`,
      `DELETE FROM ${ledger}`,
      `TRUNCATE ${ledger}`,
      'CREATE TABLE public.x ()',
      'CREATE TEMPORARY TABLE x ()',
      'CREATE SCHEMA x',
      'SELECT * FROM public.orders',
    ]) {
      await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' })
    }
    await client.end()
  })

  test.for([
    {
      name: 'SELECT on the columns alone',
      sql: `${one} GRANT USAGE ON SCHEMA drizzle TO drift_monitor; GRANT SELECT (id, hash, created_at) ON drizzle.__drizzle_migrations TO drift_monitor`,
    },
    {
      name: 'row security that does not hold for it',
      sql: `${one} ${grants} ALTER TABLE drizzle.__drizzle_migrations OWNER TO drift_monitor, ENABLE ROW LEVEL SECURITY`,
    },
    {
      name: 'a search path that leads astray',
      sql: `${one} ${grants}
        CREATE SCHEMA evil; GRANT USAGE ON SCHEMA evil TO drift_monitor;
        CREATE FUNCTION evil.left(text, int) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$;
        CREATE FUNCTION evil.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$;
        CREATE TABLE evil.pg_class (oid oid);
        ALTER ROLE drift_monitor IN DATABASE :database SET search_path = evil, pg_catalog`,
    },
  ])('may have $name', async ({ sql }) => {
    const database = await databaseWith(sql)
    expect(await observe(database, reader)).toMatchObject({ ledger: { rows: [{ hash: a }] } })
  })

  const usage = 'GRANT USAGE ON SCHEMA "drizzle" TO <role>;'
  const select = 'GRANT SELECT ON TABLE "drizzle"."__drizzle_migrations" TO <role>;'
  test.for([
    { name: 'USAGE and SELECT', sql: one, says: `\`${usage}\` \`${select}\`` },
    {
      name: 'USAGE',
      sql: `${one} GRANT SELECT ON drizzle.__drizzle_migrations TO drift_monitor`,
      says: `\`${usage}\``,
    },
    {
      name: 'SELECT',
      sql: `${one} GRANT USAGE ON SCHEMA drizzle TO drift_monitor`,
      says: `\`${select}\``,
    },
    {
      name: 'rows, by row security',
      sql: `${one} ${grants} ALTER TABLE drizzle.__drizzle_migrations ENABLE ROW LEVEL SECURITY`,
      says: 'Row level security hides rows of the ledger `drizzle.__drizzle_migrations`',
    },
    {
      name: 'CONNECT',
      sql: `${one} ${grants} REVOKE CONNECT ON DATABASE :database FROM PUBLIC`,
      says: 'CONNECT on the database',
    },
  ])('is told that it lacks $name', async ({ sql, says }) => {
    const database = await databaseWith(sql)
    const observation = await observe(database, reader)
    expect(observation).toMatchObject({
      status: 'unreadable',
      cause: 'no-permission',
      message: expect.stringContaining(says),
    })
    expect(JSON.stringify(observation)).not.toMatch(/drift_monitor|reader-password|test_/)
  })
})

describe('the transaction', () => {
  test.for(['http', 'pg'] as const)('cannot write, over %s', async (way) => {
    const database = await databaseWith(ledger0)
    const run = open(way, database)
    for (const text of [`${insert} ('x', 1)`, 'CREATE TABLE x ()', 'DROP SCHEMA drizzle']) {
      await expect(run([{ text }])).rejects.toMatchObject({ sqlState: '25006' })
    }
    // Temporary tables are no writing for PostgreSQL; the least role has no right to them either.
    await expect(run([{ text: 'SELECT 1; COMMIT' }])).rejects.toMatchObject({ sqlState: '42601' })
  })

  test.for(['http', 'pg'] as const)(
    'is bounded, and keeps strange names out, over %s',
    async (way) => {
      const database = await databaseWith(
        "ALTER DATABASE :database SET search_path = public; ALTER DATABASE :database SET TimeZone = 'Asia/Tokyo'",
      )
      const names = [
        'statement_timeout',
        'lock_timeout',
        'idle_in_transaction_session_timeout',
        'search_path',
        'row_security',
        'TimeZone',
      ]
      const show = names.map((name) => ({
        text: 'SELECT pg_catalog.current_setting($1)',
        params: [name],
      }))
      const [, ...values] = await open(way, database)([settingsQuery, ...show])
      expect(values.flat(2)).toEqual(['5s', '2s', '10s', '', 'off', 'UTC'])
    },
  )

  test.for(['http', 'pg'] as const)(
    'has one snapshot and its own settings, over %s',
    async (way) => {
      const database = await databaseWith(ledger0)
      const run = open(way, database)
      const snapshot = { text: 'SELECT pg_current_snapshot()' }
      const settings = {
        text: "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')",
      }
      const results =
        (await run([snapshot, { text: 'SELECT pg_sleep(0.05)' }, snapshot, settings])) ?? []
      expect(results[0]).toEqual(results[2])
      expect(results[3]).toEqual([['repeatable read', 'on']])
    },
  )
})
