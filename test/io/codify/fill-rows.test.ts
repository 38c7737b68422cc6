import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Embedded, openEmbedded } from '../../../src/io/codify/embedded.ts'
import { addOddRows, emptyTables, fillRows } from '../../../src/io/codify/fill-rows.ts'

let database: Embedded
beforeAll(async () => {
  database = await openEmbedded([])
})
afterAll(() => database.close())
beforeEach(() => database.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public'))

test('two plain rows, one with NULLs, and one with long texts and large numbers', async () => {
  await database.run(
    'CREATE TABLE t (id serial PRIMARY KEY, s text, v varchar(7), n numeric(6, 2), at date NOT NULL)',
  )
  const { columns, empty } = await fillRows(database.queries)
  expect([...columns]).toContain('public.t.at')
  expect(empty).toEqual([])
  await addOddRows(database.queries)
  const rows = await database.queries(
    'SELECT length(s) AS s, length(v) AS v, n::text, at::text FROM t ORDER BY id',
  )
  expect(rows).toMatchObject([
    { s: 1, v: 1, n: '1.00' },
    { s: 1, v: 1, n: '2.00' },
    { s: null, v: null, n: null, at: '2026-01-07' },
    { s: 10_000, v: 7, n: '9999.99', at: '9999-12-31' },
  ])
})

test('where a constraint refuses such a row, it has as much of that as it can', async () => {
  await database.run(
    `CREATE TABLE t (id int PRIMARY KEY, age int CHECK (age IS NOT NULL AND age < 150), note text,
      doubled int GENERATED ALWAYS AS (age * 2) STORED)`,
  )
  await addOddRows(database.queries)
  const rows = await database.queries('SELECT age, length(note) AS note FROM t ORDER BY id')
  expect(rows).toEqual([
    { age: 7, note: null },
    { age: 8, note: 10_000 },
  ])
})

test('all rows go, whatever triggers say', async () => {
  await database.run(
    `CREATE TABLE t (id int); CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';
      CREATE TRIGGER no BEFORE TRUNCATE ON t EXECUTE FUNCTION no()`,
  )
  await fillRows(database.queries)
  await emptyTables(database.queries)
  expect(await database.queries('SELECT id FROM t')).toEqual([])
})
