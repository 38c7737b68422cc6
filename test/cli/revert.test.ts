import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { handPatched } from '../support/hand-patch.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'

vi.setConfig({ testTimeout: 120_000 })

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(17)
})
afterAll(() => postgres.stop())

const functions = (bodies: readonly string[]) =>
  bodies
    .map(
      (text, index) =>
        `CREATE OR REPLACE FUNCTION f${index}() RETURNS text LANGUAGE plpgsql AS $f$${text}$f$`,
    )
    .join(';')
const odd = {
  casts: "BEGIN RETURN '1'::int::text; END",
  'what GitHub takes for a command': "BEGIN RETURN '\n::error::x\n  ::set-env'; END",
  'what Azure takes for a command': "BEGIN RETURN '##vso[x]## ##[error]'; END",
  'tabs and line breaks of Windows': "BEGIN\r\n\tRETURN '\t';\r\nEND",
  'control characters': "BEGIN RETURN '\u001b[2J\u0007\b\\ ''q'; END",
  'what is invisible': "BEGIN RETURN '\u202e\u200b\u{e0041}❤\ufe0f'; END",
}

test('functions of any text: what is printed makes each of them as it was', async () => {
  const bodies = Object.values(odd)
  const patch = functions(bodies.map(() => "BEGIN RETURN 'patched'; END"))
  const { query, revert } = await handPatched(postgres, functions(bodies), patch)
  const { exitCode, stdout } = await revert()
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain("'1'::int::text")
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[^\P{Cc}\t]|\p{Default_Ignorable_Code_Point}/u)
  expect(stdout).not.toMatch(/^\s*::|##\w*\[/m)
  await query(stdout)
  const made = await query("SELECT prosrc FROM pg_proc WHERE proname ~ '^f[0-9]$' ORDER BY proname")
  expect(made.map(({ prosrc }) => prosrc)).toEqual(bodies)
})

test('casts, names and line breaks in a table: what is printed makes it as it was', async () => {
  const table = `CREATE TABLE t ("a\u200bb\\" text DEFAULT 'x'::character varying, c text DEFAULT E'\\u202e\n::y\\\\', v int[] DEFAULT '{1}'::int[])`
  const { query, revert } = await handPatched(
    postgres,
    table,
    `ALTER TABLE t DROP "a\u200bb\\"; ALTER TABLE t ALTER c SET DEFAULT 'z', ALTER v SET DEFAULT '{2}'`,
  )
  const { stdout } = await revert()
  expect(stdout).toContain("'x'::")
  await query(stdout)
  expect((await revert()).stdout).toContain('nothing to revert')
})

test('--out writes it to a file, and what is no terminal gets no colours', async () => {
  const { root, query, revert } = await handPatched(
    postgres,
    'CREATE TABLE t (id int)',
    'DROP TABLE t',
  )
  const written = await revert('--out', 'undo.sql')
  expect(written).toMatchObject({ exitCode: 0 })
  expect((await revert('--color')).stdout).toBe(await readFile(join(root, 'undo.sql'), 'utf8'))
  await query(await readFile(join(root, 'undo.sql'), 'utf8'))
  expect((await revert()).stdout).toContain('nothing to revert')
})

const mood = `CREATE TYPE st AS ENUM ('a'); CREATE TABLE t (s st DEFAULT 'a')`

test('a patch that no transaction could have made: it is made again as it was', async () => {
  const { query, revert } = await handPatched(postgres, mood, 'CREATE TABLE extra (id int)')
  await query(`ALTER TYPE st ADD VALUE 'b'`)
  await query(`ALTER TABLE t ALTER s SET DEFAULT 'b'`)
  const { exitCode, stdout } = await revert()
  expect(exitCode, stdout).toBe(0)
  await query(stdout)
  expect((await revert()).stdout).toContain('nothing to revert')
})

test('what cannot be made again cannot be proven: the words of PostgreSQL, and no statement', async () => {
  const { revert } = await handPatched(
    postgres,
    'CREATE TABLE t (id int)',
    'CREATE EXTENSION sslinfo; CREATE VIEW tls AS SELECT ssl_is_used() AS used',
  )
  const { exitCode, stdout } = await revert()
  expect(exitCode).toBe(2)
  expect(stdout).toContain('could not be made again')
  expect(stdout).toContain('extension "sslinfo" is not available')
  expect(stdout).not.toContain('BEGIN;')
  expect(stdout.replaceAll('\n-- ', ' ')).toMatch(
    /audit --manifest <file>` tells each difference by itself, with its ways out\./,
  )
  expect(stdout.match(/^-- \S.{78,}$/gm)).toBeNull()
})

test('codify shows just what it writes, to be pasted as it is', async () => {
  const bodies = Object.values(odd)
  const patch = `${functions(bodies)}; ALTER TABLE t ALTER c SET DEFAULT '\u200b'::varchar`
  const { root, codify } = await handPatched(postgres, 'CREATE TABLE t (c varchar)', patch)
  const shown = await codify('--dry-run')
  const done = await codify('--yes', '--name', 'odd')
  expect(done, done.stderr).toMatchObject({ exitCode: 0 })
  const sql = await readFile(join(root, 'drizzle/0001_odd.sql'), 'utf8')
  expect(shown.stdout).toContain(sql)
  expect(sql).toContain("'1'::int::text")
  const fresh = await handPatched(postgres, 'CREATE TABLE t (c varchar)', sql)
  const made = await fresh.query("SELECT prosrc FROM pg_proc WHERE proname ~ '^f[0-9]$' ORDER BY 1")
  expect(made.map(({ prosrc }) => prosrc)).toEqual(bodies.toSorted())
})
