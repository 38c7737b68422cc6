import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { handPatched } from '../support/hand-patch.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'

vi.setConfig({ testTimeout: 180_000 })

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(17)
})
afterAll(() => postgres.stop())

const declared = `CREATE TABLE t (a int, b int, c varchar(10)); CREATE VIEW v AS SELECT a, b, c FROM t;
  CREATE MATERIALIZED VIEW m AS SELECT a, c FROM t; CREATE INDEX m_a ON m (a);
  CREATE FUNCTION f(n int) RETURNS int LANGUAGE sql AS 'SELECT 1'`
/** Each of which is dropped and made anew by what takes it back. */
const patch = `DROP VIEW v; DROP MATERIALIZED VIEW m; ALTER TABLE t ALTER c TYPE text;
  CREATE VIEW v AS SELECT b, a, c FROM t; CREATE MATERIALIZED VIEW m AS SELECT a, c FROM t; CREATE INDEX m_a ON m (a);
  DROP FUNCTION f(int); CREATE FUNCTION f(n int) RETURNS text LANGUAGE sql AS 'SELECT ''1'''`
const rights = `ALTER VIEW v OWNER TO "App ""x"""; GRANT SELECT ON v TO reader WITH GRANT OPTION; GRANT UPDATE (a) ON v TO PUBLIC;
  COMMENT ON VIEW v IS 'it''s seen'; COMMENT ON COLUMN v.a IS E'a\\u200bb'; GRANT SELECT ON m TO reader;
  COMMENT ON INDEX m_a IS 'fast'; REVOKE ALL ON FUNCTION f(int) FROM PUBLIC; GRANT EXECUTE ON FUNCTION f(int) TO reader`

const rightsSql = `SELECT c.relname::text AS name, pg_get_userbyid(c.relowner) AS owner, array_to_string(c.relacl, ' ') AS acl,
    (SELECT string_agg(a.attname || ':' || a.attacl::text, ' ') FROM pg_attribute a WHERE a.attrelid = c.oid) AS columns,
    (SELECT string_agg((d.objsubid > 0)::text || d.description, ' ' ORDER BY d.objsubid) FROM pg_description d WHERE d.objoid = c.oid) AS comments
  FROM pg_class c WHERE c.relname IN ('v', 'm', 'm_a')
  UNION ALL SELECT proname, pg_get_userbyid(proowner), array_to_string(proacl, ' '), '', '' FROM pg_proc WHERE proname = 'f' ORDER BY 1`

test('what is made anew keeps its owner, grants and comments', async () => {
  const { query, revert } = await handPatched(postgres, declared, patch)
  await query(`CREATE ROLE reader; CREATE ROLE "App ""x"""`)
  await query(rights)
  // What is made from now on gets more than what was made before it.
  await query(
    'CREATE ROLE nosy; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO nosy; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO nosy',
  )
  const before = await query(rightsSql)
  const { exitCode, stdout } = await revert()
  expect(exitCode, stdout).toBe(0)
  expect(stdout.match(/made anew below/g)?.length).toBeGreaterThanOrEqual(3)
  expect(stdout).not.toContain('DESTRUCTIVE')
  const prose = stdout.split('\n').filter((line) => line.startsWith('--'))
  expect(prose.filter((line) => line.length > 80)).toEqual([])
  await query(stdout)
  expect(await query(rightsSql)).toEqual(before)
  expect((await revert()).stdout).toContain('nothing to revert')
})

test('a comment on a column that goes cannot be given back, and that is said', async () => {
  const { query, revert } = await handPatched(
    postgres,
    'CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t',
    "CREATE OR REPLACE VIEW v AS SELECT a, b FROM t; COMMENT ON COLUMN v.b IS 'more'",
  )
  const { exitCode, stdout } = await revert()
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toMatch(/could not be given back[\s\S]*"?b"? IS 'more'[\s\S]*does not exist/)
  await query(stdout)
  expect((await revert()).stdout).toContain('nothing to revert')
})

test('codify says what is made anew, and does not call a materialized view destroyed', async () => {
  const { codify } = await handPatched(postgres, declared, patch)
  const { exitCode, stdout } = await codify('--dry-run')
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toMatch(/MADE ANEW[\s\S]*view public\.v/)
  expect(stdout).toContain('materialized view public.m')
  expect(stdout).not.toContain('DESTRUCTIVE')
})
