import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import type { Observation } from '../../src/core/observation.ts'
import { linesOf } from '../../src/core/schema/catalog-object.ts'
import { readTarget, type SchemaWanted } from '../../src/io/read-target.ts'
import { linesPart } from '../../src/io/schema-part.ts'
import type { RunBatch } from '../../src/io/run-batch.ts'
import { hashOfText } from '../support/history.ts'
import { ledger0, startTargetServer, type Way } from '../support/target-database.ts'

const server = await startTargetServer()
const { bridge, databaseWith, open, postgres } = server
await postgres.query("CREATE ROLE drift_monitor LOGIN PASSWORD 'reader-password'")
beforeEach(() => bridge.clear())
afterAll(() => server.stop())

const users = 'CREATE TABLE users (id int PRIMARY KEY, email text);'
const never: SchemaWanted = { isKnown: () => false }
const ways: readonly Way[] = ['http', 'pg']

/** The schema that was read; fails the test where there is none. */
function linesIn(observation: Observation): readonly string[] {
  if (observation.status === 'read' && observation.schema?.status === 'read') {
    return linesOf(observation.schema.lines)
  }
  throw new Error(`no lines: ${JSON.stringify(observation)}`)
}

describe.for(ways)('over %s', (way) => {
  const read = (database: string, schema?: SchemaWanted) =>
    readTarget(open(way, database), defaultLedgerTable, schema)

  test('the lines come with the ledger, and leave it out', async () => {
    const database = await databaseWith(`${ledger0} ${users}`)
    const observation = await read(database, linesPart)
    expect(observation).toMatchObject({
      status: 'read',
      ledger: { found: true, rows: [] },
      schema: { leftOut: expect.any(String) },
    })
    const objects = linesIn(observation).map((line) => line.split('\t').slice(0, 4).join(' '))
    expect(objects).toEqual(
      expect.arrayContaining(['table public  users', 'column public users email']),
    )
    expect(objects.join()).not.toContain('__drizzle_migrations')
    if (way === 'http') expect(bridge.count()).toBe(1)
  })

  test('what is not asked for is not read', async () => {
    const observation = await read(await databaseWith(ledger0))
    expect(observation).not.toHaveProperty('schema')
  })

  test('a digest that is known is enough', async () => {
    const database = await databaseWith(`${ledger0} ${users}`)
    const first = await read(database, never)
    const isKnown = (digest: string) => first.status === 'read' && first.schema?.digest === digest
    await bridge.clear()
    expect(await read(database, { isKnown })).toMatchObject({
      ledger: { found: true },
      schema: { status: 'unchanged' },
    })
    if (way === 'http') expect(bridge.count()).toBe(1)
    await postgres.query('ALTER TABLE users ADD x int', undefined, database)
    expect(linesIn(await read(database, { isKnown })).join()).toContain('users\tx\t')
  })

  test('what is read the second time counts, the ledger too', async () => {
    const database = await databaseWith(ledger0)
    const run = open(way, database)
    let calls = 0
    const withMigration: RunBatch = async (queries) => {
      calls += 1
      if (calls === 2) {
        const row = `INSERT INTO drizzle.__drizzle_migrations VALUES (1, '${hashOfText('a')}', 1)`
        await postgres.query(`${users} ${row}`, undefined, database)
      }
      return run(queries)
    }
    const observation = await readTarget(withMigration, defaultLedgerTable, never)
    expect(observation).toMatchObject({ ledger: { rows: [{ id: '1' }] } })
    expect(linesIn(observation).join()).toContain('users')
    expect(calls).toBe(2)
  })

  test('is read where the ledger is not there', async () => {
    const database = await databaseWith(users)
    const observation = await read(database, linesPart)
    expect(observation).toMatchObject({ ledger: { found: false } })
    expect(linesIn(observation).join()).toContain('users')
    expect(await read(database, { isKnown: () => true })).toMatchObject({
      ledger: { found: false },
      schema: { status: 'unchanged' },
    })
  })

  test('with a role that may read the ledger and nothing else, it is the same', async () => {
    const database = await databaseWith(
      `${ledger0} ${users} CREATE SCHEMA hidden; CREATE VIEW hidden.v AS SELECT 1 AS a;
       GRANT USAGE ON SCHEMA drizzle TO drift_monitor;
       GRANT SELECT ON drizzle.__drizzle_migrations TO drift_monitor`,
    )
    const role = { name: 'drift_monitor', password: 'reader-password' }
    const asMonitor = await readTarget(open(way, database, role), defaultLedgerTable, linesPart)
    expect(linesIn(asMonitor)).toEqual(linesIn(await read(database, linesPart)))
  })

  test('where the ledger may not be read, that is what is said', async () => {
    const database = await databaseWith(ledger0)
    const role = { name: 'drift_monitor', password: 'reader-password' }
    const observation = await readTarget(open(way, database, role), defaultLedgerTable, linesPart)
    expect(observation).toMatchObject({
      cause: 'no-permission',
      message: expect.stringContaining('GRANT USAGE ON SCHEMA'),
    })
  })

  test('a table that a migration holds is waited for as long as the ledger is', async () => {
    const database = await databaseWith(`${ledger0} ${users} CREATE VIEW v AS SELECT * FROM users`)
    const migration = postgres.query(
      'BEGIN; LOCK users; LOCK v; SELECT pg_sleep(3); COMMIT',
      undefined,
      database,
    )
    const locks = () =>
      postgres.query(
        "SELECT FROM pg_locks WHERE relation = 'v'::regclass AND granted",
        undefined,
        database,
      )
    await expect.poll(locks).toHaveLength(1)
    const observation = await read(database, linesPart)
    // Some versions deparse a view without a lock; none may say that it is gone.
    if (observation.status === 'read') expect(linesIn(observation).join()).toContain('\tv\t')
    else
      expect(observation).toMatchObject({
        cause: 'locked',
        message: expect.stringContaining('schema'),
      })
    await migration
  })
})

/** A function whose text has so many million characters. */
const long = (millions: number) =>
  `${ledger0} CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN --${'x'.repeat(millions * 1_000_000)}
   RETURN 1; END'`

test('a schema may be longer than a ledger', async () => {
  const database = await databaseWith(long(9))
  const observation = await readTarget(open('http', database), defaultLedgerTable, never)
  expect(linesIn(observation).join().length).toBeGreaterThan(9_000_000)
})

test('one that is longer than the host sends is told as that, with the way out', async () => {
  const database = await databaseWith(long(11))
  const observation = await readTarget(open('http', database), defaultLedgerTable, never)
  expect(observation).toMatchObject({
    status: 'unreadable',
    cause: 'too-large',
    message: expect.stringMatching(
      /^The schema is too long.*`schema = false` in TARGETS.*`--no-schema`/,
    ),
  })
})

test('a longer ledger is refused all the same', async () => {
  const database = await databaseWith(ledger0)
  const run = open('http', database)
  const text = "SELECT repeat('x', 9000000)"
  await expect(run([{ text }])).rejects.toMatchObject({ reason: 'too-large' })
})
