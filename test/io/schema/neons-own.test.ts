import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogOf } from '../../support/postgres-catalog.ts'
import { startPostgres, type Postgres } from '../../support/postgres.ts'

/** What Neon makes in a database by itself, and no migration declares. */

let server: Postgres
let url: string
beforeAll(async () => {
  server = await startPostgres(18, { settings: { allow_system_table_mods: 'on' } })
  url = await server.createDatabase('app')
  await server.query('CREATE TABLE users (id int)', undefined, 'app')
})
afterAll(() => server.stop())

// The extensions are Neon's and so not on this server: others of its own stand for them.
test.for([
  {
    name: 'Neon Auth',
    sql: `CREATE SCHEMA neon_auth; CREATE TABLE neon_auth.user (id uuid PRIMARY KEY, email text UNIQUE);
      CREATE TYPE neon_auth.level AS ENUM ('a'); CREATE VIEW neon_auth.users AS SELECT id FROM neon_auth.user`,
  },
  {
    name: 'the Data API',
    sql: `CREATE SCHEMA pgrst;
      CREATE FUNCTION pgrst.pre_config() RETURNS void LANGUAGE sql SET search_path = ''
        AS $$ SELECT set_config('pgrst.db_schemas', 'public', true) $$;
      CREATE SCHEMA auth; CREATE EXTENSION citext; ALTER EXTENSION citext ADD SCHEMA auth;
      UPDATE pg_catalog.pg_extension SET extname = 'pg_session_jwt' WHERE extname = 'citext'`,
  },
  {
    name: 'its own extension',
    sql: `CREATE SCHEMA neon; CREATE EXTENSION hstore SCHEMA neon;
      UPDATE pg_catalog.pg_extension SET extname = 'neon' WHERE extname = 'hstore'`,
  },
])('$name makes no difference', async ({ sql }) => {
  const before = await catalogOf(url)
  await server.query(sql, undefined, 'app')
  expect((await catalogOf(url)).lines).toEqual(before.lines)
})

test('all else makes one', async () => {
  await server.query('CREATE SCHEMA pgrst_2; CREATE EXTENSION pg_trgm', undefined, 'app')
  const names = (await catalogOf(url)).lines.map((line) => line.split('\t')[3])
  expect(names).toEqual(expect.arrayContaining(['pgrst_2', 'pg_trgm']))
})
