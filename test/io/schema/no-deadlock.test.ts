import { Client, DatabaseError } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { defaultLedgerTable } from '../../../src/core/ledger.ts'
import { parseConnectionString } from '../../../src/io/connection-string.ts'
import { openTarget } from '../../../src/io/postgres/open-target.ts'
import { readTarget, type SchemaWanted } from '../../../src/io/read-target.ts'
import { linesInTwoPart } from '../../../src/io/schema-in-two.ts'
import { linesPart } from '../../../src/io/schema-part.ts'
import { startPostgres } from '../../support/postgres.ts'

/** To describe a view, PostgreSQL locks its tables; whoever migrates them must not fail of it. */

const tables = 40
const seconds = 12

test.for<{ name: string; wanted: SchemaWanted }>([
  { name: 'one session', wanted: linesPart },
  { name: 'two sessions', wanted: linesInTwoPart },
])('no migration meets a deadlock while $name read', { timeout: 60_000 }, async ({ wanted }) => {
  const server = await startPostgres(17)
  onTestFinished(() => server.stop())
  const url = await server.createDatabase()
  const writer = new Client({ connectionString: url })
  await writer.connect()
  onTestFinished(() => writer.end())
  const all = Array.from({ length: tables }, (_, at) => at)
  await writer.query(
    [
      'CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial, hash text, created_at bigint)',
      ...all.map((at) => `CREATE TABLE t${at} (id int PRIMARY KEY, n text)`),
      ...all.map(
        (at) =>
          `CREATE VIEW v${at} AS SELECT a.id, b.n FROM t${at} a JOIN t${(at + 7) % tables} b USING (id)`,
      ),
    ].join(';'),
  )

  const failures: string[] = []
  const until = Date.now() + seconds * 1000
  let migrated = 0
  const migrating = (async () => {
    while (Date.now() < until) {
      const order = Array.from({ length: 12 }, () => Math.floor(Math.random() * tables))
      try {
        await writer.query('BEGIN')
        for (const at of order) {
          await writer.query(`ALTER TABLE t${at} ALTER n SET DEFAULT '${migrated}'`)
        }
        await writer.query('COMMIT')
        migrated += 1
      } catch (error) {
        failures.push(error instanceof DatabaseError ? (error.code ?? '') : String(error))
        await writer.query('ROLLBACK')
      }
    }
  })()
  const run = openTarget(parseConnectionString(url, 'the test'))
  const read: string[] = []
  while (Date.now() < until) {
    const seen = await readTarget(run, defaultLedgerTable, wanted)
    read.push(seen.status === 'read' ? 'read' : seen.cause)
  }
  await migrating
  expect(failures).toEqual([])
  expect(migrated).toBeGreaterThan(10)
  expect(new Set(read)).toContain('read')
  expect(new Set(read)).not.toContain('unexpected')
})
