import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { postgresBatch } from '../../src/io/postgres/read.ts'
import { readTarget } from '../../src/io/read-target.ts'
import type { Query, Rows } from '../../src/io/run-batch.ts'
import { linesInTwoPart } from '../../src/io/schema-in-two.ts'
import { linesPart } from '../../src/io/schema-part.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'

const everyKind = await readFile(join(import.meta.dirname, 'schema', 'every-kind.sql'), 'utf8')

let postgres: Postgres
let database: string
beforeAll(async () => {
  postgres = await startPostgres(18)
  database = await postgres.createDatabase()
})
afterAll(() => postgres.stop())

const run = (queries: readonly Query[], url = database) =>
  postgresBatch(parseConnectionString(url, 'DATABASE_URL'))(queries)

const setting: Query = {
  text: "SELECT pg_catalog.set_config('application_name', 'reader', true)",
  session: 'each',
}
const who = `SELECT pg_backend_pid(), pg_current_snapshot(), current_setting('application_name')`
const batch: readonly Query[] = [setting, { text: who, session: 'beside' }, { text: who }]

/** In how many sessions the two queries ran that say so; fails the test where they saw different things. */
function sessionsOf([, beside, here]: readonly Rows[]): number {
  const [[besidePid, ...besideSaw] = []] = beside ?? []
  const [[pid, ...saw] = []] = here ?? []
  expect(besideSaw).toEqual(saw)
  expect(saw).toEqual([expect.stringContaining(':'), 'reader'])
  return new Set([besidePid, pid]).size
}

const countSessions =
  "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = current_database()"

async function sessionsLeft(): Promise<unknown> {
  const [row] = await postgres.query(
    `SELECT count(*) FROM pg_stat_activity WHERE datname = '${new URL(database).pathname.slice(1)}'`,
  )
  return row?.['count']
}

/** So that the second session is there before the first has done all. */
const long: Query = { text: 'SELECT pg_sleep(1)' }

test('what may run beside the others has a session of its own, on the same snapshot', async () => {
  expect(sessionsOf(await run([...batch, long]))).toBe(2)
})

test('where nothing may, there is one session', async () => {
  expect(await run([{ text: countSessions }])).toEqual([[['1']]])
})

test.for([
  {
    name: 'has no room for a second session',
    sql: "CREATE ROLE single PASSWORD 'pw' LOGIN CONNECTION LIMIT 1",
  },
  {
    name: 'does not share snapshots',
    sql: "CREATE ROLE single PASSWORD 'pw' LOGIN; REVOKE EXECUTE ON FUNCTION pg_catalog.pg_export_snapshot() FROM PUBLIC",
  },
])('a server that $name answers in one', async ({ sql }) => {
  const own = await startPostgres(18)
  await own.query(sql)
  const url = own.url('postgres', { name: 'single', password: 'pw' })
  expect(sessionsOf(await run(batch, url))).toBe(1)
  await own.stop()
})

test.for([
  { name: 'beside the others', session: 'beside' },
  { name: 'with the others', session: undefined },
] as const)('a query that fails $name is the reason', async ({ session }) => {
  const bad: Query = { text: 'SELECT 1/0', ...(session && { session }) }
  await expect(run([...batch, bad])).rejects.toMatchObject({ sqlState: '22012' })
  expect(await sessionsLeft()).toBe('0')
})

test('the sessions have ended when there are answers, or end soon after them', async () => {
  await run([...batch, long])
  expect(await sessionsLeft()).toBe('0')
  const early = postgresBatch(parseConnectionString(database, 'DATABASE_URL'), { endsLater: true })
  expect(sessionsOf(await early([...batch, long]))).toBe(2)
  await expect.poll(sessionsLeft).toBe('0')
})

test.for([
  { name: 'of every kind', sql: everyKind },
  { name: 'of no column', sql: '' },
  { name: 'of nothing but a column', sql: 'CREATE TABLE a (id int)' },
  {
    name: 'of columns last',
    sql: 'DROP SCHEMA public; CREATE SCHEMA a; CREATE TABLE a.b (c int); CREATE AGGREGATE a.s (int) (SFUNC = int4pl, STYPE = int)',
  },
])('a schema $name is the same, read in one and in two', async ({ sql }) => {
  const url = await postgres.createDatabase()
  await postgres.query(sql, undefined, new URL(url).pathname.slice(1))
  const read = (part: typeof linesPart) =>
    readTarget((queries) => run(queries, url), defaultLedgerTable, part)
  const inOne = await read(linesPart)
  expect(inOne).toMatchObject({ schema: { status: 'read' } })
  expect(await read(linesInTwoPart)).toEqual(inOne)
})
