import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parseChoice } from '../../src/cli/codify/ask-which.ts'
import { writeAll } from '../../src/io/files/write-all.ts'
import { generateFolder, kitVersions, nextMigration } from '../support/drizzle-kit.ts'
import { runMigrator } from '../support/drizzle-migrate.ts'
import { journalText, makeFolder } from '../support/folder.ts'
import { git } from '../support/git.ts'
import { incident } from '../support/incident.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

vi.setConfig({ testTimeout: 120_000 })

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(17)
})
afterAll(() => postgres.stop())

const history = [
  'CREATE TABLE tenants (id serial PRIMARY KEY, name text NOT NULL);',
  'CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL);',
  'CREATE TABLE intake_clarifications (id serial PRIMARY KEY, question text NOT NULL);',
  'CREATE INDEX by_question ON intake_clarifications (question);',
]
/** The incident's newest row. */
const newest = Math.max(...incident.rows.map(({ createdAt }) => Number(createdAt)))
const entries = history.map((_, idx) => ({
  idx,
  version: '7',
  when: newest - (history.length - idx) * 1000,
  tag: `000${idx}_step`,
  breakpoints: true,
}))
const files = Object.fromEntries([
  ...history.map((sql, idx) => [`drizzle/000${idx}_step.sql`, sql]),
  ['drizzle/meta/_journal.json', journalText(entries)],
])
const patch = `ALTER TABLE intake_clarifications ADD COLUMN email_status varchar NOT NULL DEFAULT 'NOT_SENT',
  ADD COLUMN email_error text, ADD COLUMN email_sent_at timestamp`

/** A project, and a database that has run its migrations and then some SQL by hand. */
async function patched(sql = patch) {
  const root = await makeFolder(files)
  const url = await postgres.createDatabase()
  await runMigrator('0.31', url, join(root, 'drizzle'))
  const query = (text: string) => postgres.query(text, undefined, new URL(url).pathname.slice(1))
  await query(sql)
  const run = (...args: readonly string[]) => runCli(root, args, { DATABASE_URL: url })
  const codify = (...args: readonly string[]) => run('codify', '--migrations', 'drizzle', ...args)
  return { root, url, query, run, codify }
}

test("the incident's 0004: three columns that are there already, in sync everywhere after it", async () => {
  const { root, url, query, run, codify } = await patched()
  // As somebody did who wrote the last row by hand: later than anything in the journal.
  const future = Date.now() + 1_000_000_000
  await query(
    `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) SELECT hash, ${future} FROM drizzle.__drizzle_migrations WHERE created_at = ${entries.at(-1)?.when}`,
  )
  await query(`DELETE FROM drizzle.__drizzle_migrations WHERE created_at = ${entries.at(-1)?.when}`)
  const held = await codify('--yes')
  expect(held.stderr).toContain('Settle this first')
  await query(
    `UPDATE drizzle.__drizzle_migrations SET created_at = ${entries.at(-1)?.when} WHERE created_at = ${future}`,
  )

  const done = await codify('--yes', '--name', 'canonical', '--proof', 'proof.md')
  expect(done, done.stdout).toMatchObject({ exitCode: 0, stderr: '' })
  const sql = await readFile(join(root, 'drizzle/0004_canonical.sql'), 'utf8')
  expect(sql.split('--> statement-breakpoint\n')).toEqual([
    `ALTER TABLE public.intake_clarifications ADD COLUMN IF NOT EXISTS email_status varchar NOT NULL DEFAULT 'NOT_SENT';`,
    'ALTER TABLE public.intake_clarifications ADD COLUMN IF NOT EXISTS email_error text;',
    'ALTER TABLE public.intake_clarifications ADD COLUMN IF NOT EXISTS email_sent_at timestamp;\n',
  ])
  const journal: unknown = JSON.parse(
    await readFile(join(root, 'drizzle/meta/_journal.json'), 'utf8'),
  )
  expect(journal).toMatchObject({
    entries: [...entries, { idx: 4, tag: '0004_canonical', version: '7' }],
  })
  expect(await readFile(join(root, 'proof.md'), 'utf8')).toMatch(/(holds[\s\S]*){4}/)

  await runMigrator('0.31', url, join(root, 'drizzle'))
  const fresh = await postgres.createDatabase()
  await runMigrator('0.31', fresh, join(root, 'drizzle'))
  await run('manifest', '--migrations', 'drizzle', '--out', 'app.json')
  for (const database of [url, fresh]) {
    const check = ['check', '--manifest', 'app.json', '--database-url', database]
    expect(await run(...check)).toMatchObject({ exitCode: 0 })
  }
  expect((await codify('--yes')).stdout).toContain('nothing to codify')
})

test('the ledger is ahead of every clock: the new "when" is later still', async () => {
  const future = Date.now() + 1_000_000_000
  const { root, query, codify } = await patched()
  await query(
    `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${incident.orphan}', ${future})`,
  )
  const reason = { reason: 'by hand', owner: 'ops', date: '2026-01-01' }
  const allowed = { format: 1, allowances: [{ hash: incident.orphan, ...reason }] }
  await writeFile(join(root, 'allowed.json'), JSON.stringify(allowed))
  const done = await codify('--yes', '--allowances', 'allowed.json')
  expect(done, done.stderr).toMatchObject({ exitCode: 0 })
  const journal = await readFile(join(root, 'drizzle/meta/_journal.json'), 'utf8')
  expect(journal).toContain(`"when": ${future + 1}`)
})

test('only what is meant, and nothing by --dry-run', async () => {
  const { root, codify } = await patched(`${patch}; CREATE TABLE scratch (id int)`)
  const dry = await codify('--dry-run')
  expect(dry.stdout).toContain('CREATE TABLE IF NOT EXISTS public.scratch')
  expect(await readdir(join(root, 'drizzle'))).toHaveLength(5)
  const done = await codify('--only', 'public.intake_clarifications.*')
  expect(done.stdout).toContain('1 finding was not chosen, and still differs')
  const sql = await readFile(join(root, 'drizzle/0004_codify_intake_clarifications.sql'), 'utf8')
  expect(sql).not.toContain('scratch')
})

test.for([
  { name: 'nobody to ask', args: [], says: 'name the objects with --only' },
  {
    name: 'a pattern that means nothing',
    args: ['--only', 'public.nobody'],
    says: 'means nothing',
  },
  {
    name: 'a name that is no file name',
    args: ['--yes', '--name', '../x'],
    says: "a part of a file's name",
  },
  { name: 'a backfill of no column', args: ['--yes', '--backfill', 'x'], says: 'is not a column' },
])('$name: it says so, and writes nothing', async ({ args, says }) => {
  const { root, codify } = await patched()
  const { exitCode, stderr } = await codify(...args)
  expect(exitCode).toBe(2)
  expect(stderr).toContain(says)
  expect(await readdir(join(root, 'drizzle'))).toHaveLength(5)
})

test('a column that may not be NULL, and rows that have no value: the statement and the reason', async () => {
  const { root, codify } = await patched('ALTER TABLE users ADD country text NOT NULL')
  const failed = await codify('--yes')
  expect(failed).toMatchObject({ exitCode: 2 })
  expect(failed.stdout).toContain('contains null values')
  expect(failed.stdout).toContain('SET NOT NULL')
  expect(await readdir(join(root, 'drizzle'))).toHaveLength(5)
  const done = await codify('--yes', '--backfill', "public.users.country='NL'")
  expect(done).toMatchObject({ exitCode: 0 })
})

test('a view on an extension that cannot be had: the statement and the reason, and no file', async () => {
  const { root, codify } = await patched(
    'CREATE EXTENSION sslinfo; CREATE VIEW tls AS SELECT ssl_is_used() AS used',
  )
  const { exitCode, stdout } = await codify('--yes')
  expect(exitCode).toBe(2)
  expect(stdout).toContain('extension "sslinfo" is not available')
  expect(stdout).toContain('CREATE EXTENSION IF NOT EXISTS sslinfo')
  expect(await readdir(join(root, 'drizzle'))).toHaveLength(5)
})

test('revert prints what takes the patch back, marks what deletes data, and runs nothing', async () => {
  const { query, run } = await patched(
    `${patch}; ALTER TABLE users ALTER email DROP NOT NULL; CREATE TABLE scratch (id int); CREATE VIEW seen AS SELECT id FROM scratch`,
  )
  const { exitCode, stdout } = await run('revert', '--migrations', 'drizzle')
  expect(exitCode).toBe(0)
  expect(stdout.match(/-- DESTRUCTIVE: this deletes data/g)).toHaveLength(4)
  expect(stdout.indexOf('DROP VIEW')).toBeLessThan(stdout.indexOf('DROP TABLE'))
  expect((await run('revert', '--migrations', 'drizzle')).stdout).toBe(stdout)
  await query(stdout)
  const after = await run('revert', '--migrations', 'drizzle')
  expect(after.stdout).toContain('nothing to revert')
})

test('migrations that are pending come first', async () => {
  const { root, codify } = await patched()
  await writeFile(join(root, 'drizzle/0004_next.sql'), 'CREATE TABLE next (id int);')
  const next = { idx: 4, version: '7', when: newest + 1, tag: '0004_next', breakpoints: true }
  await writeFile(join(root, 'drizzle/meta/_journal.json'), journalText([...entries, next]))
  const { exitCode, stderr } = await codify('--yes')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('Settle this first')
  expect(stderr).toContain('0004_next')
})

test('a folder with changes that are not committed is left alone', async () => {
  const { root, codify } = await patched()
  await git(root, 'init')
  const { stderr } = await codify('--yes')
  expect(stderr).toContain('not committed')
  expect(await codify('--yes', '--force')).toMatchObject({ exitCode: 0 })
})

test('a write that fails half-way leaves all files as they were', async () => {
  const root = await makeFolder({ 'a.txt': 'before', 'taken/': '' })
  const drafts = [
    { file: join(root, 'new/b.txt'), content: 'b' },
    { file: join(root, 'a.txt'), content: 'after', replaces: Buffer.from('before') },
    // A folder stands where the file should.
    { file: join(root, 'taken'), content: 'c' },
  ]
  await expect(writeAll(drafts)).rejects.toThrow('so nothing was')
  expect((await readdir(root)).toSorted()).toEqual(['a.txt', 'taken'])
  expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('before')
})

test.for([
  { answer: 'all', chosen: [1, 2, 3] },
  { answer: '', chosen: [] },
  { answer: '1, 3', chosen: [1, 3] },
  { answer: '2-3', chosen: [2, 3] },
  { answer: '4', chosen: undefined },
  { answer: 'yes', chosen: undefined },
])('the answer "$answer"', ({ answer, chosen }) => {
  const parsed = parseChoice(answer, 3)
  expect(parsed && [...parsed]).toEqual(chosen)
})

const tables = (more: string) => `
import { integer, pgTable, serial, text, timestamp, varchar } from 'drizzle-orm/pg-core'
export const users = pgTable('users', { id: serial('id').primaryKey(), email: text('email').notNull() })
export const intake = pgTable('intake_clarifications', {
  id: serial('id').primaryKey(), question: text('question').notNull(), ${more}
})
`
const patchedTables = tables(`emailStatus: varchar('email_status').notNull().default('NOT_SENT'),
  emailError: text('email_error'), emailSentAt: timestamp('email_sent_at'),`)

describe.for(kitVersions)('with drizzle-kit %s', (version) => {
  test('the snapshot is of the schema, where it agrees, and else it says what to add', async () => {
    const root = await makeFolder({})
    const folder = await generateFolder(version, [tables('')], root)
    const url = await postgres.createDatabase()
    await runMigrator(version, url, folder)
    await postgres.query(patch, undefined, new URL(url).pathname.slice(1))
    const options = [
      '--migrations',
      'drizzle',
      '--schema',
      'schema.ts',
      '--yes',
      '--name',
      'mended',
    ]
    const codify = () => runCli(root, ['codify', ...options], { DATABASE_URL: url })

    const refused = await codify()
    expect(refused, refused.stderr).toMatchObject({ exitCode: 2 })
    expect(refused.stdout).toContain('The schema does not agree')
    expect(refused.stdout).toContain(
      `emailStatus: varchar('email_status').notNull().default('NOT_SENT'),`,
    )

    await writeFile(join(root, 'schema.ts'), patchedTables)
    const done = await codify()
    expect(done, done.stdout + done.stderr).toMatchObject({ exitCode: 0 })
    expect(done.stdout).toContain('The schema agrees')
    await expect(nextMigration(version, root, 'more')).rejects.toThrow('No schema changes')

    await runMigrator(version, url, folder)
    const fresh = await postgres.createDatabase()
    await runMigrator(version, fresh, folder)
    await runCli(root, ['manifest', '--migrations', 'drizzle', '--out', 'app.json'])
    for (const database of [url, fresh]) {
      const check = ['check', '--manifest', 'app.json', '--database-url', database]
      expect(await runCli(root, check)).toMatchObject({ exitCode: 0 })
    }
  })

  test('no schema is named: the snapshot is carried over', async () => {
    const root = await makeFolder({})
    const folder = await generateFolder(version, [tables('')], root)
    const url = await postgres.createDatabase()
    await runMigrator(version, url, folder)
    const sql = `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'`
    await postgres.query(sql, undefined, new URL(url).pathname.slice(1))
    const args = ['codify', '--migrations', 'drizzle', '--yes']
    const done = await runCli(root, args, { DATABASE_URL: url })
    expect(done, done.stdout + done.stderr).toMatchObject({ exitCode: 0 })
    expect(done.stdout).toContain('as no schema was named')
    await expect(nextMigration(version, root, 'more')).rejects.toThrow('No schema changes')
  })
})
