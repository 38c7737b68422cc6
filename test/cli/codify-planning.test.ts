import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runMigrator } from '../support/drizzle-migrate.ts'
import { handPatched } from '../support/hand-patch.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'

/** What codify plans, proves and says of it. */

vi.setConfig({ testTimeout: 120_000 })

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(17)
})
afterAll(() => postgres.stop())

/** What was said, as one line without marks. */
const words = (text: string) => text.replaceAll(/`|<\/?code>/g, '').replaceAll(/\s+/g, ' ')

async function migration(root: string): Promise<string> {
  const files = await readdir(join(root, 'drizzle'))
  const file = files.find((name) => /^0001_.*\.sql$/.test(name))
  return file === undefined ? '' : readFile(join(root, 'drizzle', file), 'utf8')
}

describe('a label that is added to an enum, and used', () => {
  const declared = `CREATE TYPE st AS ENUM ('a'); CREATE TABLE t (id int PRIMARY KEY, s st DEFAULT 'a')`
  const patched = async () => {
    const made = await handPatched(postgres, declared, `ALTER TYPE st ADD VALUE 'b'`)
    await made.query(`ALTER TABLE t ALTER s SET DEFAULT 'b', ADD x int`)
    return made
  }

  test('does not keep anything else from becoming a migration', async () => {
    const { codify } = await patched()
    const done = await codify('--only', 'public.t.x')
    expect(done, done.stdout + done.stderr).toMatchObject({ exitCode: 0 })
    expect(words(done.stdout)).toContain('The live schema, made again, and then this migration')
  })

  test('takes two migrations, as Drizzle has one transaction for all', async () => {
    const { root, url, codify } = await patched()
    const refused = await codify('--yes')
    expect(refused).toMatchObject({ exitCode: 2 })
    expect(words(refused.stdout)).toContain('unsafe use of new value "b" of enum type st')
    expect(words(refused.stdout)).toContain(
      'codify the enum by itself (--only public.st), deploy that, and codify the rest afterwards',
    )
    expect(await migration(root)).toBe('')

    expect(await codify('--only', 'public.st')).toMatchObject({ exitCode: 0 })
    expect(await migration(root)).toContain('ADD VALUE IF NOT EXISTS')
    await runMigrator('0.31', url, join(root, 'drizzle'))
    expect(await codify('--yes')).toMatchObject({ exitCode: 0 })
  })
})

test('what cannot be made again is named, and keeps nothing else from becoming a migration', async () => {
  const { codify } = await handPatched(
    postgres,
    'CREATE TABLE t (id int PRIMARY KEY)',
    'CREATE EXTENSION sslinfo; CREATE VIEW tls AS SELECT ssl_is_used() AS used; ALTER TABLE t ADD x int',
  )
  const done = await codify('--only', 'public.t.x')
  expect(done, done.stdout + done.stderr).toMatchObject({ exitCode: 0 })
  const said = words(done.stdout)
  expect(said).toContain('What was chosen of the live schema, made again')
  expect(said).toContain('The rest could not be made again: extension "sslinfo" is not available.')
  expect(said).toContain('It is about extension sslinfo.')
})

test('a foreign table is refused with words, and keeps nothing else from becoming a migration', async () => {
  const { codify } = await handPatched(
    postgres,
    'CREATE TABLE t (id int PRIMARY KEY)',
    `CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
      CREATE FOREIGN TABLE away (id int) SERVER far; ALTER TABLE t ADD x int`,
  )
  const refused = await codify('--only', 'public.away')
  expect(refused).toMatchObject({ exitCode: 2 })
  expect(refused.stderr).toContain('foreign table public.away cannot be codified')
  const done = await codify('--only', 'public.t.x')
  expect(done, done.stdout + done.stderr).toMatchObject({ exitCode: 0 })
})

test('an index on a table that is there is told, in the migration and after it', async () => {
  const { root, codify } = await handPatched(
    postgres,
    'CREATE TABLE t (id int PRIMARY KEY)',
    'CREATE INDEX by_id ON t (id); CREATE TABLE other (id int PRIMARY KEY)',
  )
  const without = await codify('--only', 'public.other', '--dry-run')
  expect(without.stdout).toContain('CREATE TABLE IF NOT EXISTS')
  expect(without.stdout).not.toContain('CONCURRENTLY')
  const done = await codify('--only', 'public.t.by_id')
  expect(words(done.stdout)).toContain('builds the index within the migration')
  expect((await migration(root)).match(/without CONCURRENTLY/g)).toHaveLength(1)
})

describe('what the migration needs of rows', () => {
  test('is told for columns that may be NULL, longer and larger where the patch was not run', async () => {
    const { root, codify } = await handPatched(
      postgres,
      'CREATE TABLE t (id int PRIMARY KEY, n int, s text, b bigint, u text)',
      'ALTER TABLE t ALTER n SET NOT NULL, ALTER s TYPE varchar(20), ALTER b TYPE int, ADD CONSTRAINT short CHECK (length(u) < 9)',
    )
    const done = await codify('--yes', '--proof', 'proof.md')
    expect(done, done.stdout + done.stderr).toMatchObject({ exitCode: 0 })
    const proof = await readFile(join(root, 'proof.md'), 'utf8')
    for (const text of [words(done.stdout), words(proof)]) {
      expect(text).toContain(
        'It fails where a row of public.t has no n. Such rows get one with --backfill "public.t.n=…".',
      )
      expect(text).toContain(
        'It fails where a value of public.t.s does not fit: value too long for type character varying(20).',
      )
      expect(text).toContain(
        'It fails where a value of public.t.b does not fit: integer out of range.',
      )
      expect(text).toContain('It fails where a row of public.t does not obey the check short.')
      expect(text).toContain('With other rows in 1 of 1 tables')
    }
  })

  test('and with a value for them, rows without one get it first', async () => {
    const { root, codify } = await handPatched(
      postgres,
      'CREATE TABLE t (id int PRIMARY KEY, n int)',
      'ALTER TABLE t ALTER n SET NOT NULL',
    )
    const done = await codify('--yes', '--backfill', 'public.t.n=7')
    expect(done, done.stdout + done.stderr).toMatchObject({ exitCode: 0 })
    expect(done.stdout).not.toContain('fails')
    expect(await migration(root)).toMatch(/UPDATE .* SET "n" = 7 WHERE "n" IS NULL[^]*SET NOT NULL/)
  })

  test('a text that is too long is not cut', async () => {
    const { root, codify } = await handPatched(
      postgres,
      'CREATE TABLE t (id int PRIMARY KEY, s text)',
      'ALTER TABLE t ALTER s TYPE varchar(5)',
    )
    await codify('--yes')
    const other = await postgres.createDatabase()
    const query = (sql: string) => postgres.query(sql, undefined, new URL(other).pathname.slice(1))
    await query(`CREATE TABLE t (id int PRIMARY KEY, s text); INSERT INTO t VALUES (1, 'abcdefg')`)
    await expect(query(await migration(root))).rejects.toThrow('value too long')
  })
})

test.for([
  {
    name: 'a column that is not there',
    args: ['--backfill', 'public.t.nope=1'],
    says: '--backfill "public.t.nope" is not a column that becomes NOT NULL by this migration, so nothing was written. These are: public.t.n.',
  },
  {
    name: 'none, for a column that is new',
    args: [],
    says: 'Say what its rows get, with --backfill "public.t.n=…".',
  },
])('a value for rows: $name', async ({ args, says }) => {
  const { root, codify } = await handPatched(
    postgres,
    'CREATE TABLE t (id int PRIMARY KEY)',
    'ALTER TABLE t ADD n int NOT NULL',
  )
  const { exitCode, stdout, stderr } = await codify('--yes', ...args)
  expect(exitCode).toBe(2)
  expect(words(stdout + stderr)).toContain(says)
  expect(await migration(root)).toBe('')
})
