import { afterAll, expect, test } from 'vitest'
import { audit } from '../../src/core/audit.ts'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import type { Manifest } from '../../src/core/manifest.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { linesOf } from '../../src/core/schema/catalog-object.ts'
import { catalogVersion, stepBetween } from '../../src/core/schema/declared-schema.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { postgresBatch } from '../../src/io/postgres/read.ts'
import { readTarget } from '../../src/io/read-target.ts'
import { linesPart } from '../../src/io/schema-part.ts'
import { exitsOf, findingSections } from '../../src/report/audit/finding-sections.ts'
import type { Exit, ExitName } from '../../src/report/exits.ts'
import { foldFindings } from '../../src/report/fold-findings.ts'
import { plainText } from '../../src/report/rich-text.ts'
import { manifestOf, migration, stranger } from '../support/history.ts'
import { startPostgres } from '../support/postgres.ts'
import { ledger0 } from '../support/target-database.ts'

/** The statements that the ways out print, run on a real PostgreSQL: they do what is said of them. */

const postgres = await startPostgres(18)
afterAll(() => postgres.stop())

const [first, second] = [migration(0), migration(1)]
const table = 'drizzle.__drizzle_migrations'
const place = { table: defaultLedgerTable, shape: '0.x', history: [first, second] } as const
const declaredSql = `
  CREATE SCHEMA shop;
  CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, note varchar(10) DEFAULT 'x', age int, spare numeric(6, 2) DEFAULT 1);
  CREATE INDEX users_note ON users (note);
  ALTER TABLE users ADD CONSTRAINT users_age CHECK (age > 0);
  CREATE VIEW emails AS SELECT email FROM users;`
const recorded = `
  INSERT INTO ${table} (hash, created_at) VALUES
    ('${first.hash}', ${first.when}), ('${second.hash}', ${second.when});`

interface Database {
  readonly url: string
  readonly run: (sql: string) => Promise<unknown>
}

async function databaseWith(sql: string): Promise<Database> {
  const url = await postgres.createDatabase()
  const name = new URL(url).pathname.slice(1)
  await postgres.query(sql, undefined, name)
  return { url, run: (more) => postgres.query(more, undefined, name) }
}

const read = ({ url }: Database) =>
  readTarget(postgresBatch(parseConnectionString(url, 'the test')), defaultLedgerTable, linesPart)

async function linesIn(database: Database): Promise<Set<string>> {
  const observation = await read(database)
  if (observation.status === 'read' && observation.schema?.status === 'read') {
    return new Set(linesOf(observation.schema.lines))
  }
  throw new Error(JSON.stringify(observation))
}

const provided = await linesIn(await databaseWith(''))
const asDeclared = ledger0 + declaredSql + recorded
const declaredLines = await linesIn(await databaseWith(asDeclared))
const manifest: Manifest = manifestOf([first, second], {
  schema: {
    covered: true,
    serverVersion: '18.3',
    catalogVersion,
    provided: [...provided].join('\n'),
    steps: [stepBetween(provided, declaredLines), ''],
  },
})

async function verdictOn(database: Database): Promise<Verdict> {
  const observation = await read(database)
  // So long after that nothing is from the future.
  const now = second.when + 1_000_000_000
  return audit({ target: 'app', manifest, observation, allowances: [], now })
}

async function exitsFor(database: Database): Promise<readonly Exit[]> {
  const { findings } = await verdictOn(database)
  const { entries } = foldFindings(findings)
  expect(entries).toHaveLength(1)
  return entries.flatMap((entry) => exitsOf(entry, place))
}

function sqlOf(exits: readonly Exit[], name: ExitName): string | undefined {
  const code = exits.find(({ exit }) => exit === name)?.code
  return code?.language === 'sql' ? code.lines.join('\n') : undefined
}

/** How Drizzle runs a migration. */
async function migrate({ run }: Database, sql: string): Promise<void> {
  for (const statement of sql.split('--> statement-breakpoint')) await run(statement)
}

interface ObjectCase {
  readonly name: string
  readonly patch: string
  /** Which ways out print statements; the others need a person. */
  readonly prints: readonly ExitName[]
}

const both = ['codify', 'revert'] as const
const objectCases: readonly ObjectCase[] = [
  { name: 'a column', patch: 'ALTER TABLE users ADD nick text', prints: both },
  {
    name: 'three columns with types and defaults',
    patch: `ALTER TABLE users ADD status varchar DEFAULT 'NOT_SENT' NOT NULL, ADD error text, ADD at timestamp`,
    prints: both,
  },
  {
    name: 'a generated column, and a name that needs quotes',
    patch: `ALTER TABLE users ADD "Twice ""so""" int GENERATED ALWAYS AS (age * 2) STORED`,
    prints: both,
  },
  {
    name: 'a column with a collation',
    patch: `ALTER TABLE users ADD c text COLLATE "C"`,
    prints: both,
  },
  { name: 'a serial column', patch: 'ALTER TABLE users ADD n serial', prints: ['revert'] },
  {
    name: 'an index',
    patch: 'CREATE UNIQUE INDEX hot ON users (lower(email)) WHERE age > 1',
    prints: both,
  },
  {
    name: 'a constraint',
    patch: `ALTER TABLE users ADD CONSTRAINT c CHECK (note <> 'a'::text)`,
    prints: both,
  },
  { name: 'a table', patch: 'CREATE TABLE shop.notes (id int)', prints: ['revert'] },
  {
    name: 'a function',
    patch: `CREATE FUNCTION shop.f(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    prints: ['revert'],
  },
  { name: 'a view', patch: 'CREATE VIEW shop.v AS SELECT 1 AS one', prints: ['revert'] },
  { name: 'an enum', patch: `CREATE TYPE shop.mood AS ENUM ('a')`, prints: ['revert'] },
  { name: 'a policy', patch: 'CREATE POLICY p ON users USING (true)', prints: ['revert'] },
  { name: 'a sequence', patch: 'CREATE SEQUENCE shop.s', prints: ['revert'] },
  { name: 'a schema', patch: 'CREATE SCHEMA aside', prints: ['revert'] },
  { name: 'a column that is gone', patch: 'ALTER TABLE users DROP spare', prints: both },
  {
    name: 'a constraint that is gone',
    patch: 'ALTER TABLE users DROP CONSTRAINT users_age',
    prints: both,
  },
  { name: 'an index that is gone', patch: 'DROP INDEX users_note', prints: both },
  {
    name: 'a column that may be NULL',
    patch: 'ALTER TABLE users ALTER email DROP NOT NULL',
    prints: both,
  },
  {
    name: 'a column with another type',
    patch: 'ALTER TABLE users ALTER note TYPE varchar(20)',
    prints: both,
  },
  {
    name: 'a column with another default',
    patch: `ALTER TABLE users ALTER note SET DEFAULT 'it''s'`,
    prints: both,
  },
  {
    name: 'a column without its default',
    patch: 'ALTER TABLE users ALTER note DROP DEFAULT',
    prints: both,
  },
  {
    name: 'a constraint that says something else',
    patch:
      'ALTER TABLE users DROP CONSTRAINT users_age; ALTER TABLE users ADD CONSTRAINT users_age CHECK (age > 1)',
    prints: both,
  },
  {
    name: 'row security switched on',
    patch: 'ALTER TABLE users ENABLE ROW LEVEL SECURITY',
    prints: both,
  },
  {
    name: 'a view that selects something else',
    patch: `CREATE OR REPLACE VIEW emails AS SELECT 'x'::text AS email FROM users`,
    prints: both,
  },
  { name: 'a renamed column', patch: 'ALTER TABLE users RENAME age TO years', prints: ['revert'] },
]

test.for(objectCases)('$name', async ({ patch, prints }) => {
  const patched = await databaseWith(`${asDeclared} ${patch}`)
  const lines = await linesIn(patched)
  const exits = await exitsFor(patched)
  expect(exits.map(({ exit }) => exit).toSorted()).toEqual(['allow', 'codify', 'revert'])
  expect(both.filter((name) => sqlOf(exits, name) !== undefined)).toEqual(prints)

  const codify = sqlOf(exits, 'codify')
  if (codify !== undefined) {
    await migrate(patched, codify)
    expect(await linesIn(patched), 'nothing changes where it is so').toEqual(lines)
    const other = await databaseWith(asDeclared)
    await migrate(other, codify)
    expect(await linesIn(other), 'another database becomes the same').toEqual(lines)
  }
  await patched.run(sqlOf(exits, 'revert') ?? '')
  expect((await verdictOn(patched)).status).toBe('in-sync')
})

test('the ways out of a part of a renamed table come after that of its name', async () => {
  const patch = 'ALTER TABLE users RENAME TO people; ALTER TABLE people ADD nick text'
  const patched = await databaseWith(`${asDeclared} ${patch}`)
  const { findings } = await verdictOn(patched)
  const sections = findingSections(foldFindings(findings).entries, place, Date.now())
  const said = sections.map(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === 'text' && block.label === 'First' ? [plainText(block.text)] : [],
    ),
  )
  expect(said).toEqual([[], ['Settle the name of the table, which is people in the database.']])
})

const lost = stranger(-30)
const rowsSql = (...values: readonly string[]) =>
  `INSERT INTO ${table} (hash, created_at) VALUES ${values.map((each) => `(${each})`).join(', ')};`
const firstRow = `'${first.hash}', ${first.when}`
const secondRow = `'${second.hash}', ${second.when}`

const ledgerCases = [
  { name: 'an unknown row', rows: [firstRow, secondRow, `'${lost.hash}', ${lost.createdAt}`] },
  { name: 'a migration that is not recorded', rows: [firstRow] },
  { name: 'a migration that is not recorded, and skipped', rows: [secondRow] },
  { name: 'an edited migration', rows: [firstRow, `'${lost.hash}', ${second.when}`] },
  { name: 'a row under another date', rows: [firstRow, `'${second.hash}', ${second.when - 5000}`] },
  { name: 'a duplicate', rows: [firstRow, secondRow, secondRow] },
  {
    name: 'a row with seconds',
    rows: [firstRow, `'${second.hash}', ${Math.floor(second.when / 1000)}`],
  },
  { name: 'a row without a date', rows: [firstRow, `'${second.hash}', NULL`] },
] as const

test.for(ledgerCases)('$name: the ledger is mended, once', async ({ rows }) => {
  const database = await databaseWith(ledger0 + declaredSql + rowsSql(...rows))
  const record = sqlOf(await exitsFor(database), 'record') ?? ''
  expect(record).toMatch(/^DO \$\$\n[\s\S]*\nEND \$\$;$/)
  await database.run(record)
  expect((await verdictOn(database)).findings).toEqual([])
  // Somebody who pastes it twice touches nothing.
  await expect(database.run(record)).rejects.toThrow('0 rows, and not 1')
  expect((await verdictOn(database)).findings).toEqual([])
})

test.for([
  { name: 'empty', ledger: ledger0 },
  { name: 'gone', ledger: '' },
])('a ledger that is $name gets all its rows back, once', async ({ ledger }) => {
  const database = await databaseWith(ledger + declaredSql)
  const { findings } = await verdictOn(database)
  const [absent] = foldFindings(findings).entries
  const record = sqlOf(absent === undefined ? [] : exitsOf(absent, place), 'record') ?? ''
  await database.run(record)
  expect((await verdictOn(database)).findings).toEqual([])
  await expect(database.run(record)).rejects.toThrow(/is not empty|already exists/)
  expect((await verdictOn(database)).findings).toEqual([])
})
