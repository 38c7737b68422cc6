import { afterAll, describe, expect, test } from 'vitest'
import type { PostgresVersion } from '../support/postgres-binaries.ts'
import { hashOfText } from '../support/history.ts'
import { ledger0, ledger1, rowsOf, startTargetServer } from '../support/target-database.ts'

const server = await startTargetServer()
const { databaseWith, observe } = server
afterAll(() => server.stop())

const insert = 'INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES'
const a = hashOfText('a')

describe('values arrive as they stand there', () => {
  test.for([
    { name: 'NULL', type: 'bigint', value: 'NULL', createdAt: null },
    {
      name: 'above 2^53',
      type: 'bigint',
      value: '9007199254740993',
      createdAt: '9007199254740993',
    },
    { name: 'negative', type: 'bigint', value: '-1', createdAt: '-1' },
    { name: 'a numeric', type: 'numeric', value: '1795346116490', createdAt: '1795346116490' },
    { name: 'a text', type: 'text', value: "'1795346116490'", createdAt: '1795346116490' },
    {
      name: 'a time',
      type: 'timestamptz',
      value: "'2026-01-02 03:04:05+06'",
      createdAt: '2026-01-01 21:04:05+00',
    },
    { name: 'a long text', type: 'text', value: "repeat('1', 1000000)", createdAt: '1'.repeat(64) },
  ])('created_at $name', async ({ type, value, createdAt }) => {
    const database = await databaseWith(
      `${ledger0} ALTER TABLE drizzle.__drizzle_migrations ALTER created_at TYPE ${type} USING NULL;
       ${insert} ('${a}', ${value})`,
    )
    expect(rowsOf(await observe(database))).toEqual([{ id: '1', hash: a, createdAt, name: null }])
  })

  test.for([
    { name: 'empty', value: "''", hash: '' },
    { name: 'NULL, where somebody has allowed it', value: 'NULL', hash: '' },
    { name: 'a megabyte long, cut', value: "repeat('f', 1024 * 1024)", hash: 'f'.repeat(128) },
    {
      name: 'hostile',
      value: String.raw`E'\u202e<!channel> "\\\n\t👾 {x}'`,
      hash: '\u202e<!channel> "\\\n\t👾 {x}',
    },
  ])('a hash that is $name', async ({ value, hash }) => {
    const database = await databaseWith(
      `${ledger0} ALTER TABLE drizzle.__drizzle_migrations ALTER hash DROP NOT NULL;
       ${insert} (${value}, 1)`,
    )
    expect(rowsOf(await observe(database))).toEqual([{ id: '1', hash, createdAt: '1', name: null }])
  })
})

test.for([16, 17] as const)('PostgreSQL %i is read as 18 is', async (version: PostgresVersion) => {
  const older = await startTargetServer(version)
  try {
    const empty = await older.databaseWith(
      'CREATE TABLE __drizzle_migrations (hash text, created_at int)',
    )
    expect(await older.observe(empty)).toMatchObject({
      serverVersion: expect.stringMatching(`^${version}\\.`),
      ledger: { found: false, elsewhere: ['public.__drizzle_migrations'] },
    })
    const named = await older.databaseWith(
      `${ledger1} INSERT INTO drizzle.__drizzle_migrations (hash, created_at, name) VALUES ('${a}', 1, 'n')`,
    )
    expect(await older.observe(named)).toMatchObject({
      ledger: { shape: '1.0', rows: [{ name: 'n' }] },
    })
    const unnamed = await older.databaseWith(`${ledger0} ${insert} ('${a}', 1)`)
    expect(await older.observe(unnamed)).toMatchObject({
      ledger: { shape: '0.x', rows: [{ name: null }] },
    })
  } finally {
    await older.stop()
  }
})
