import { afterAll, expect, test } from 'vitest'
import { type StoryMigration, history } from '../story/migrations.ts'
import { later, stageOf } from '../support/controlled-run.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/** What the rehearsal lets through, Drizzle's migrator can run; what it cannot, the rehearsal says. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const addValue = later('0005_add', `ALTER TYPE mood ADD VALUE 'glad';`, 1)
const useValue = later('0006_use', `ALTER TABLE moods ALTER COLUMN m SET DEFAULT 'glad';`, 2)
const enumType = {
  tag: '0004_mood',
  when: 1_770_062_364_480,
  sql: `CREATE TYPE mood AS ENUM ('sad');--> statement-breakpoint\nCREATE TABLE moods (m mood);`,
}

const cannotRun: readonly {
  readonly name: string
  readonly applied?: readonly StoryMigration[]
  readonly pending: readonly StoryMigration[]
  /** What both the rehearsal and Drizzle say. */
  readonly says: string
  readonly where: string
  readonly wayOut: RegExp
}[] = [
  {
    name: 'a value of an enum that one migration adds and the next one uses',
    applied: [...history, enumType],
    pending: [addValue, useValue],
    says: 'unsafe use of new value "glad" of enum type',
    where: 'drizzle/0006_use.sql',
    wayOut: /all that is pending in one transaction.*first, in a deploy of its own/,
  },
  {
    name: 'a value of an enum that is added and used in one file',
    applied: [...history, enumType],
    pending: [{ ...addValue, sql: `${addValue.sql}\n${useValue.sql}` }],
    says: 'unsafe use of new value "glad" of enum type',
    where: 'drizzle/0005_add.sql',
    wayOut: /in one transaction/,
  },
  {
    name: 'what PostgreSQL does not run in a transaction',
    pending: [later('0005_index', 'CREATE INDEX CONCURRENTLY by_name ON tenants (name);')],
    says: 'CREATE INDEX CONCURRENTLY cannot run inside a transaction block',
    where: 'drizzle/0005_index.sql',
    wayOut: /all that is pending in one transaction.*driftwatch.* record/,
  },
  {
    name: 'a byte order mark',
    pending: [later('0005_bom', '\uFEFFALTER TABLE tenants ADD COLUMN "x" text;')],
    says: 'syntax error at or near',
    where: 'drizzle/0005_bom.sql',
    wayOut: /byte order mark/,
  },
  {
    name: 'a key that is looked at in the end',
    pending: [
      later(
        '0005_deferred',
        `CREATE TABLE "parts" ("id" int PRIMARY KEY, "of" int REFERENCES "parts" DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "parts" VALUES (1, 2);`,
      ),
    ],
    says: 'violates foreign key constraint "parts_of_fkey"',
    where: 'drizzle/0005_deferred.sql',
    wayOut: /rows/,
  },
]

test.for(cannotRun)(
  '$name: refused by the rehearsal, as Drizzle fails on it',
  async ({ applied, pending, says, where, wayOut }) => {
    const stage = await stageOf(postgres, { ...(applied && { applied }), pending, orphan: false })
    const hashes = await stage.hashes()
    const run = await stage.migrate()
    expect(run.stdout).toContain(`REFUSED: ${where} fails in the rehearsal`)
    expect(oneLine(run.stdout)).toContain(says)
    expect(oneLine(run.stdout)).toMatch(wayOut)
    expect(run.exitCode).toBe(1)

    const unrehearsed = await stage.migrate(['--rehearse', 'none'])
    expect(unrehearsed.stdout).toMatch(/^FAIL/)
    expect(oneLine(unrehearsed.stdout)).toContain(says)
    expect(await stage.hashes()).toEqual(hashes)
  },
)

test('what has run long ago may be what runs no more together', async () => {
  const stage = await stageOf(postgres, {
    applied: [...history, enumType],
    pending: [addValue],
    orphan: false,
  })
  expect((await stage.migrate()).stdout).toMatch(/^PASS: 1 migration applied/)
  await stage.declare([...history, enumType, addValue, useValue])
  expect((await stage.migrate()).stdout).toMatch(/^PASS: 1 migration applied/)
})

test('what one pending migration leaves in the session, the next one finds', async () => {
  const stage = await stageOf(postgres, {
    pending: [
      later('0005_path', 'CREATE SCHEMA "side";\nSET search_path = side;', 1),
      later('0006_side', 'CREATE TABLE "there" ("id" int);', 2),
    ],
  })
  const run = await stage.migrate()
  expect(run.stdout).toMatch(/^PASS: 2 migrations applied/)
  expect(await stage.ask("SELECT to_regclass('side.there') IS NOT NULL AS is")).toEqual([
    { is: true },
  ])
})

test('of several statements between two breakpoints, the one at fault is named', async () => {
  const sql = 'ALTER TABLE tenants ADD COLUMN "x" text;\n\nALTER TABLE nowhere ADD COLUMN "y" text;'
  const stage = await stageOf(postgres, { pending: [later('0005_two', sql)] })
  const run = await stage.migrate()
  expect(oneLine(run.stdout)).toContain('line 3')
})
