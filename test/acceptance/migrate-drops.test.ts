import { afterAll, expect, test } from 'vitest'
import { history } from '../story/migrations.ts'
import { later, stageOf } from '../support/controlled-run.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

/** What somebody has dropped by hand, and a pending migration drops where it still is. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const applied = [
  ...history,
  later(
    '0005_stock',
    `CREATE TABLE "shelves" ("id" int CONSTRAINT "shelves_pk" PRIMARY KEY, "row" int);--> statement-breakpoint
CREATE TABLE "bins" ("id" int PRIMARY KEY, "shelf" int CONSTRAINT "bins_fk" REFERENCES "shelves", "tiny" text);--> statement-breakpoint
CREATE INDEX "bins_by_shelf" ON "bins" ("shelf");--> statement-breakpoint
CREATE TABLE "notes" ("id" serial PRIMARY KEY, "body" text UNIQUE);`,
  ),
]
const pendingOf = (sql: string) => [later('0006_drop', sql, 2)]

test.for([
  {
    name: 'a column, and not the index beside it',
    byHand: 'ALTER TABLE bins DROP COLUMN tiny',
    sql: 'ALTER TABLE "bins" DROP COLUMN IF EXISTS "tiny";',
    gone: 'column public.bins.tiny',
  },
  {
    name: 'a foreign key',
    byHand: 'ALTER TABLE bins DROP CONSTRAINT bins_fk',
    sql: 'ALTER TABLE "bins" DROP CONSTRAINT IF EXISTS "bins_fk";',
    gone: 'constraint public.bins.bins_fk',
  },
  {
    name: 'a primary key with the foreign key on it',
    byHand: 'ALTER TABLE shelves DROP CONSTRAINT shelves_pk CASCADE',
    sql: 'ALTER TABLE "bins" DROP CONSTRAINT IF EXISTS "bins_fk";--> statement-breakpoint\nALTER TABLE "shelves" DROP CONSTRAINT IF EXISTS "shelves_pk";',
    gone: 'constraint public.shelves.shelves_pk',
  },
  {
    name: 'an index',
    byHand: 'DROP INDEX bins_by_shelf',
    sql: 'DROP INDEX IF EXISTS "bins_by_shelf";',
    gone: 'index public.bins.bins_by_shelf',
  },
  {
    name: 'a table with its sequence and keys',
    byHand: 'DROP TABLE notes',
    sql: 'DROP TABLE IF EXISTS "notes";',
    gone: 'table public.notes',
  },
])('$name: migrated, and told', async ({ byHand, sql, gone }) => {
  const stage = await stageOf(postgres, { applied, pending: pendingOf(sql) })
  await stage.ask(byHand)
  const run = await stage.migrate(['--proof', 'proof.json'])
  const said = oneLine(run.stdout)
  expect(run.stdout).toMatch(/^PASS: 1 migration applied to app/)
  expect(said).toContain('Before the run these were gone already')
  expect(said).toContain(`\`${gone}\``)
  expect(JSON.parse(await stage.read('proof.json')).alreadyGone).toContain(gone)
  expect((await stage.migrate()).stdout).toMatch(/^app is in sync, and nothing is pending\n/)
})

test.for([
  {
    name: 'more is gone than the migration drops',
    byHand: 'ALTER TABLE bins DROP COLUMN tiny; DROP INDEX bins_by_shelf',
    sql: 'DROP INDEX IF EXISTS "bins_by_shelf";',
  },
  {
    name: 'a table is gone of which the migration drops a column',
    byHand: 'DROP TABLE notes',
    sql: 'ALTER TABLE "notes" DROP COLUMN IF EXISTS "body";',
  },
  {
    name: 'a column is gone that the migration changes',
    byHand: 'ALTER TABLE bins DROP COLUMN tiny',
    sql: 'ALTER TABLE "bins" ALTER COLUMN "tiny" SET NOT NULL;',
  },
])('refused: $name', async ({ byHand, sql }) => {
  const stage = await stageOf(postgres, { applied, pending: pendingOf(sql) })
  await stage.ask(byHand)
  const run = await stage.migrate()
  expect(run.stdout).toMatch(/^REFUSED: 1 finding besides what is pending/)
  expect(run.exitCode).toBe(1)
})

test('a run that is cut short does not say that it has dropped what was gone before', async () => {
  const failing = `ALTER TABLE tenants ADD CONSTRAINT c CHECK (name <> 'North');`
  const sql = `ALTER TABLE "bins" DROP COLUMN IF EXISTS "tiny";--> statement-breakpoint\n${failing}`
  const stage = await stageOf(postgres, { applied, pending: pendingOf(sql) })
  await stage.ask('ALTER TABLE bins DROP COLUMN tiny')
  const run = await stage.migrate()
  const said = oneLine(run.stdout)
  expect(run.stdout).toMatch(/^FAIL: 1 migration not applied to app\n/)
  expect(said).toContain('what it had begun was rolled back')
  expect(said).toContain('This was gone before the run already: `column public.bins.tiny`')
  expect(said).not.toContain('committed outside')
})

test('from the drop by hand over codify and check to the run', async () => {
  const stage = await stageOf(postgres, { applied, pending: [], orphan: false })
  await stage.ask('ALTER TABLE bins DROP CONSTRAINT bins_fk; ALTER TABLE bins DROP COLUMN tiny')
  const env = { DATABASE_URL: stage.url }
  const run = (...args: readonly string[]) => runCli(stage.folder, args, env)
  const codified = await run('codify', '--migrations', 'drizzle', '--name', 'drops', '--yes')
  expect(codified.stderr + codified.stdout).toContain('drops.sql')
  await run('manifest', '--migrations', 'drizzle', '--name', 'app', '--out', 'app.json')
  const check = await run('check', '--manifest', 'app.json')
  expect(oneLine(check.stdout)).toContain('is pending, and this of it is done already')
  expect(check.exitCode).toBe(1)
  const migrated = await stage.migrate()
  expect(migrated.stdout).toMatch(/^PASS: 1 migration applied to app/)
  expect((await run('check', '--manifest', 'app.json')).exitCode).toBe(0)
})
