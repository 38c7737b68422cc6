import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatLine, objectTypes, parseLine } from '../../../src/core/schema/catalog-object.ts'
import { settingsQuery } from '../../../src/io/ledger-query.ts'
import { pinnedSettings } from '../../../src/io/schema/pinned-settings.ts'
import { hostileNames, hostileSql } from '../../support/postgres-names.ts'
import {
  type Catalog,
  catalogOf,
  catalogOfPglite,
  catalogWithin,
} from '../../support/postgres-catalog.ts'
import { differencesBetween } from '../../support/postgres-differences.ts'
import { startPostgres, type Postgres } from '../../support/postgres.ts'

const everyKind = await readFile(join(import.meta.dirname, 'every-kind.sql'), 'utf8')

const leftOutOfEveryKind =
  'cast=1;collation=1;ledger=1;managed=1;operator=1;partition=1;publication=1;statistics=1;text search configuration=1'

let declared: Catalog
beforeAll(async () => {
  const database = await PGlite.create()
  await database.exec(everyKind)
  declared = await catalogOfPglite(database)
  await database.close()
})

test('every type of object has its line', () => {
  const types = new Set(declared.lines.map((line) => parseLine(line).object.type))
  // PGlite has no foreign data wrappers, and an extension is a test of its own.
  expect([...types].toSorted()).toEqual(
    objectTypes.filter((type) => !['foreign table', 'extension'].includes(type)).toSorted(),
  )
})

test('no two lines are about the same object', () => {
  const objects = declared.lines.map((line) => JSON.stringify(parseLine(line).object))
  expect(new Set(objects).size).toBe(objects.length)
})

describe.for([15, 16, 17, 18] as const)('the catalog of PostgreSQL %i', (version) => {
  let server: Postgres
  let url: string
  let client: Client
  let catalog: Catalog
  beforeAll(async () => {
    server = await startPostgres(version)
    url = await server.createDatabase('catalog')
    client = new Client({ connectionString: url })
    await client.connect()
    await client.query(everyKind)
    catalog = await catalogOf(url)
  })
  afterAll(async () => {
    await client.end()
    await server.stop()
  })

  test('is that of PGlite', () => {
    expect(differencesBetween(declared, catalog)).toEqual([])
    expect(differencesBetween(catalog, declared)).toEqual([])
    expect(catalog.lines.length).toBe(declared.lines.length)
  })

  test('counts what it leaves out', () => {
    expect(declared.leftOut).toBe(leftOutOfEveryKind)
    expect(catalog.leftOut).toBe(leftOutOfEveryKind)
  })

  test('counts what is not compared for the schema that it is in, of any kind', async () => {
    await client.query(`BEGIN; CREATE FUNCTION neon_auth.f() RETURNS int LANGUAGE sql AS 'select 1';
      CREATE TYPE neon_auth.e AS ENUM ('a'); CREATE DOMAIN neon_auth.d AS text;
      CREATE SCHEMA partman; CREATE EXTENSION citext; ALTER EXTENSION citext ADD SCHEMA partman;
      CREATE PROCEDURE partman.p() LANGUAGE sql AS 'select 1'; CREATE TABLE partman.t (id int)`)
    const { leftOut } = await catalogWithin(client)
    await client.query('ROLLBACK')
    expect(leftOut.split(';')).toEqual(expect.arrayContaining(['extension schema=2', 'managed=4']))
  })

  test('is the same for a role that may only connect', async () => {
    const role = { name: 'nobody_at_all', password: 'nothing' }
    await server.query(
      `CREATE ROLE nobody_at_all LOGIN PASSWORD 'nothing'; REVOKE ALL ON SCHEMA public FROM public`,
      undefined,
      'catalog',
    )
    expect(await catalogOf(server.url('catalog', role))).toEqual(catalog)
  })

  test('is the same under any settings of the database', async () => {
    for (const [name, value] of Object.entries(hostileSettings)) {
      await server.query(`ALTER DATABASE catalog SET ${name} = ${value}`)
    }
    expect(await catalogOf(url)).toEqual(catalog)
    await server.query('ALTER DATABASE catalog RESET ALL')
  })

  test('does not show temporary objects of another session', async () => {
    await client.query(`CREATE TEMP TABLE t (id serial PRIMARY KEY, n int);
      CREATE INDEX ON t (n); CREATE TEMP VIEW tv AS SELECT * FROM t;
      CREATE TYPE pg_temp.te AS ENUM ('a'); CREATE DOMAIN pg_temp.td AS int;
      CREATE FUNCTION pg_temp.tf() RETURNS int LANGUAGE sql AS 'select 1'`)
    expect((await catalogOf(url)).text).toBe(catalog.text)
    await client.query('DISCARD TEMP')
  })

  test('round-trips hostile names', async () => {
    const hostile = await server.createDatabase()
    const other = new Client({ connectionString: hostile })
    await other.connect()
    for (const sql of hostileSql) await other.query(sql)
    await other.end()
    const { lines } = await catalogOf(hostile)
    const parsed = lines.map(parseLine)
    for (const { object, aspects, line } of parsed) expect(formatLine(object, aspects)).toBe(line)
    for (const name of hostileNames) {
      expect(
        parsed.find(({ object }) => object.type === 'index' && object.name === `i${name}`)?.aspects,
      ).toEqual(new Map([['definition', expect.stringMatching(/^USING btree \(/)]]))
      expect(
        parsed.some(({ object }) => object.type === 'enum' && object.name === `e${name}`),
      ).toBe(true)
      const types = parsed
        .filter(({ object }) => object.name === name)
        .map(({ object }) => object.type)
      expect(new Set(types)).toEqual(new Set(['schema', 'table', 'column', 'trigger', 'policy']))
    }
  })

  test('sees what goes on within it as one moment', { timeout: 60_000 }, async () => {
    const busy = await server.createDatabase()
    const writer = new Client({ connectionString: busy })
    await writer.connect()
    const make = `CREATE TABLE t (id int PRIMARY KEY, n text CHECK (n <> ''));
      CREATE INDEX t_n ON t (n); CREATE VIEW tv AS SELECT id FROM t;
      CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'begin end';
      CREATE TRIGGER tt AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf()`
    await writer.query(make)
    const whole = new Set((await catalogOf(busy)).lines)
    const over = new AbortController()
    const writing = (async () => {
      while (!over.signal.aborted)
        await writer.query(`DROP TABLE t CASCADE; DROP FUNCTION tf(); ${make}`)
    })()
    const seen: string[] = []
    for (let time = 0; time < 40; time += 1) {
      try {
        seen.push(...(await catalogOf(busy)).lines)
      } catch (error) {
        // What it was about to describe is gone, or locked: the read fails as a whole, and is tried
        // again.
        expect(String(error)).toMatch(
          /cache lookup failed|could not open relation|does not exist|lock timeout/,
        )
      }
    }
    over.abort()
    await writing
    await writer.end()
    expect(seen.filter((line) => !whole.has(line))).toEqual([])
  })

  test('tells the parents of a foreign table', async () => {
    await client.query(`BEGIN; CREATE FOREIGN DATA WRAPPER wrapper; CREATE SERVER far FOREIGN DATA WRAPPER wrapper;
      CREATE TABLE near (id int); CREATE FOREIGN TABLE remote () INHERITS (near) SERVER far`)
    const { lines } = await catalogWithin(client)
    await client.query('ROLLBACK')
    expect(lines).toContain('foreign table\tpublic\t\tremote\tserver=far\tinherits=public.near')
  })

  test('tells of a sequence that it is unlogged only where its table is not', async () => {
    await client.query(`BEGIN; CREATE UNLOGGED TABLE ul (id serial); CREATE TABLE kept (id serial);
      ALTER SEQUENCE kept_id_seq SET UNLOGGED`)
    const { lines } = await catalogWithin(client)
    await client.query('ROLLBACK')
    const unlogged = lines.filter((line) => /^column\t.*unlogged/.test(line))
    expect(unlogged.map((line) => parseLine(line).object.table)).toEqual(['kept'])
  })

  test.runIf(version === 18)('tells the constraints that 18 brought', async () => {
    await client.query(`BEGIN; CREATE TABLE news (a int, b int, c int NOT NULL, d int, g int GENERATED ALWAYS AS (a + 1) VIRTUAL, h int);
      ALTER TABLE news ADD CONSTRAINT n NOT NULL a NOT VALID, ADD CONSTRAINT i NOT NULL b NO INHERIT, ADD NOT NULL h NO INHERIT NOT VALID;
      ALTER TABLE news ADD CONSTRAINT e CHECK (d > 0) NOT ENFORCED`)
    const { lines } = await catalogWithin(client)
    await client.query('ROLLBACK')
    expect(
      lines
        .filter((line) => line.includes('\tnews\t'))
        .map((line) => line.split('\t').slice(3).join(' ')),
    ).toEqual([
      'a type=integer not null=not validated',
      'b type=integer not null=no inherit',
      'c type=integer not null=yes',
      'd type=integer',
      'g type=integer generated=virtual expression=(a + 1)',
      'h type=integer not null=no inherit, not validated',
      'e type=check definition=CHECK ((d > 0)) NOT ENFORCED validated=no',
    ])
  })
})

/** None of them as pinned. */
const hostileSettings: Readonly<Record<keyof typeof pinnedSettings, string>> = {
  search_path: 'public, app',
  quote_all_identifiers: 'on',
  DateStyle: "'German, DMY'",
  IntervalStyle: 'iso_8601',
  TimeZone: "'Asia/Tokyo'",
  bytea_output: 'escape',
  extra_float_digits: '-15',
  lc_monetary: "'C.UTF-8'",
  standard_conforming_strings: 'off',
  xmlbinary: 'hex',
}

test('every pinned setting is tried with another value, and sent to every target', () => {
  expect(Object.keys(hostileSettings)).toEqual(Object.keys(pinnedSettings))
  for (const [name, value] of Object.entries(pinnedSettings)) {
    expect(settingsQuery.text).toContain(`set_config('${name}', '${value}', true)`)
  }
})
