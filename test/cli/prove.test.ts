import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sealManifest } from '../../src/core/manifest.ts'
import { formatManifest, parseManifestText } from '../../src/io/manifest.ts'
import { journalFiles, makeFolder } from '../support/folder.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

const history = {
  '0000_init': `CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE DOMAIN score AS integer CHECK (VALUE > 0);
CREATE TABLE users (
  id serial PRIMARY KEY, email varchar(20) NOT NULL UNIQUE, bio text DEFAULT '', seen timestamptz,
  mood mood DEFAULT 'sad', paid numeric(10, 2), tag text CHECK (tag <> ''),
  tags text GENERATED ALWAYS AS (upper(tag)) STORED
);
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users FOR SELECT USING (id > 1);
CREATE INDEX by_tag ON users (tag) WHERE id > 3;`,
  '0001_orders': `CREATE TABLE orders (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, amount integer NOT NULL DEFAULT 3,
  user_id integer REFERENCES users (id)
);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION a_sum(x integer) RETURNS integer BEGIN ATOMIC SELECT x + 1; END;
CREATE VIEW rich AS SELECT id, amount FROM orders WHERE amount > 100;`,
}
const prove = ['prove', '--manifest', 'app.json', '--migrations', 'drizzle']

/** A folder with these migrations and their manifest. */
async function published(): Promise<string> {
  const files = Object.entries(journalFiles(history))
  const root = await makeFolder(
    Object.fromEntries(files.map(([path, text]) => [`drizzle/${path}`, text])),
  )
  const made = await runCli(root, ['manifest', '--migrations', 'drizzle', '--out', 'app.json'])
  expect(made).toMatchObject({ exitCode: 0, stderr: '' })
  return root
}

describe('driftwatch prove', () => {
  test('finds every kind of tampering that the schema allows, more than 60 of them', async () => {
    const { exitCode, stdout, stderr } = await runCli(await published(), prove)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('the replay as it is: ')
    expect(stdout).not.toContain('MISSED')
    const [, found = '0'] = /^(\d+) of \1 kinds of tampering found, 0 missed/m.exec(stdout) ?? []
    expect(Number(found)).toBeGreaterThan(90)
    for (const line of [
      'found   column dropped                                   column public.orders.amount',
      'found   trigger disabled                                 trigger public.orders.touched',
      'found   ledger: emptied',
    ]) {
      expect(stdout).toContain(`\n${line}\n`)
    }
  })

  test('tampers on another PostgreSQL, of another version too, and leaves nothing behind', async () => {
    const server = await startPostgres(15)
    onTestFinished(() => server.stop())
    const everything = () =>
      server.query(
        `SELECT (SELECT array_agg(datname::text ORDER BY 1) FROM pg_database) AS databases,
           (SELECT array_agg(rolname::text ORDER BY 1) FROM pg_roles) AS roles`,
      )
    const before = await everything()
    const root = await published()
    const there = [...prove, '--replay-on', server.url()]
    const { exitCode, stdout, stderr } = await runCli(root, there)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('clean   the replay as it is: ')
    expect(stdout).toMatch(/^(\d+) of \1 kinds of tampering found, 0 missed/m)
    expect(stdout).toContain('generated expression changed: nothing here')

    const other = journalFiles({ ...history, '0001_orders': 'CREATE TABLE other (id integer);' })
    const refused = await runCli(root, there.with(4, await makeFolder(other)))
    expect(refused.stderr).toContain('do not make the schema that the manifest holds')
    expect(await everything()).toEqual(before)
  })

  test('misses what a manifest hides, says what, and exits with 1', async () => {
    const root = await published()
    const manifest = await parseManifestText(await readFile(join(root, 'app.json'), 'utf8'), 'it')
    if (!manifest.schema.covered) throw new Error('the schema is covered')
    // As if the host provided the trigger: then nothing that is done to it is drift.
    const hidden = 'trigger\tpublic\torders\ttouched\tdefinition=anything'
    const { digest: _, ...content } = manifest
    const schema = {
      ...manifest.schema,
      provided: `${manifest.schema.provided}\n${hidden}`,
      steps: manifest.schema.steps,
    }
    await writeFile(
      join(root, 'blind.json'),
      formatManifest(await sealManifest({ ...content, schema })),
    )
    const blind = prove.with(2, 'blind.json')
    const { exitCode, stdout } = await runCli(root, blind)
    expect(stdout).toContain('MISSED')
    expect(exitCode).toBe(1)
  })

  test('refuses migrations that do not make what the manifest says', async () => {
    const other = journalFiles({ ...history, '0001_orders': 'CREATE TABLE other (id integer);' })
    const folder = await makeFolder(other)
    const { exitCode, stderr } = await runCli(await published(), prove.with(4, folder))
    expect(exitCode).toBe(2)
    expect(stderr).toContain('do not make the schema that the manifest holds')
  })
})
