import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { handPatched } from '../support/hand-patch.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'

/** A label cannot be taken from an enum: the type is made anew without it. */

vi.setConfig({ testTimeout: 180_000 })

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(17)
})
afterAll(() => postgres.stop())

const declared = `CREATE TYPE status AS ENUM ('new', 'paid');
  CREATE TABLE orders (id int PRIMARY KEY, status status NOT NULL DEFAULT 'new', note text);
  CREATE INDEX unpaid ON orders (id) WHERE status <> 'paid'; COMMENT ON INDEX unpaid IS 'to pay'`
const rightsSql = `SELECT pg_get_userbyid(typowner) AS owner, (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(typacl) AS a) AS acl,
    obj_description(oid, 'pg_type') AS comment
  FROM pg_type WHERE typname = 'status'`

test('it keeps its owner, comment and grants', async () => {
  const { query, revert } = await handPatched(
    postgres,
    declared,
    `ALTER TYPE status ADD VALUE 'lost'; CREATE ROLE seller; CREATE ROLE clerk`,
  )
  await query(`COMMENT ON TYPE status IS 'of an order'; ALTER TYPE status OWNER TO seller;
    REVOKE USAGE ON TYPE status FROM PUBLIC; GRANT USAGE ON TYPE status TO clerk`)
  const before = await query(rightsSql)
  const { exitCode, stdout } = await revert()
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toMatch(/What it had of a comment is given back[^;]*\nDROP INDEX/)
  await query(stdout)
  expect(await query(rightsSql), stdout).toEqual(before)
  expect((await revert()).stdout).toContain('nothing to revert')
})

test('where rows hold a label that goes, it says which rows to change, and that none is deleted', async () => {
  const { query, revert } = await handPatched(
    postgres,
    declared,
    `ALTER TYPE status ADD VALUE 'lost'; ALTER TABLE orders ALTER note SET DEFAULT 'x', ALTER note TYPE varchar(9)`,
  )
  await query(`INSERT INTO orders VALUES (1, 'lost')`)
  const { exitCode, stdout } = await revert()
  expect(exitCode, stdout).toBe(0)
  expect(stdout).not.toContain('DESTRUCTIVE')
  expect(stdout.replaceAll('\n-- ', ' ')).toContain(
    "without rows that have 'lost'. Nothing was run",
  )
  expect(stdout.match(/"note" DROP DEFAULT/g)).toHaveLength(1)
  expect(stdout).toContain("-- Fails where a row has 'lost': change those rows first.")
  await expect(query(stdout)).rejects.toThrow('invalid input value for enum')
  await query('ROLLBACK')
  await query(`UPDATE orders SET status = 'new'`)
  await query(stdout)
  expect((await revert()).stdout).toContain('nothing to revert')
})
