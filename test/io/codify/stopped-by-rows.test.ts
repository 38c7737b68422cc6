import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Embedded, openEmbedded } from '../../../src/io/codify/embedded.ts'
import { runAsDrizzle } from '../../../src/io/codify/run-statements.ts'
import { isOfRows, wordsOfRows } from '../../../src/io/codify/stopped-by-rows.ts'

let database: Embedded
beforeAll(async () => {
  database = await openEmbedded([])
  await database.run(
    `CREATE DOMAIN word AS text; CREATE TABLE other (id int PRIMARY KEY);
    CREATE TABLE t (id int, s text, n int, w word, r int4range);
    INSERT INTO t VALUES (1, 'long', NULL, NULL, '[1,3)'), (1, 'b', 2147483647, 'w', '[2,4)')`,
  )
})
afterAll(() => database.close())

test.for([
  {
    sql: 'ALTER TABLE t ALTER COLUMN n SET NOT NULL',
    words:
      'It fails where a row of public.t has no n. Such rows get one with `--backfill "public.t.n=…"`.',
  },
  {
    sql: 'ALTER TABLE t ADD PRIMARY KEY (n)',
    words: 'It fails where a row of public.t has no n.',
  },
  {
    sql: 'ALTER DOMAIN word SET NOT NULL',
    words: 'It fails where a row of public.t has no w.',
  },
  {
    sql: 'ALTER TABLE t ADD CONSTRAINT one UNIQUE (id)',
    words: 'It fails where two rows have the same id: could not create unique index "one".',
  },
  {
    sql: 'ALTER TABLE t ADD CONSTRAINT there FOREIGN KEY (id) REFERENCES other',
    words: 'It fails where a row of public.t has a value of id that is not in other.',
  },
  {
    sql: 'ALTER TABLE t ADD CONSTRAINT small CHECK (n < 9)',
    words: 'It fails where a row of public.t does not obey the check small.',
  },
  {
    sql: `ALTER DOMAIN word ADD CONSTRAINT short CHECK (VALUE <> 'w')`,
    words:
      'It fails where a row of public.t does not obey the check: column "w" of table "t" contains values that violate the new constraint.',
  },
  {
    sql: 'ALTER TABLE t ADD CONSTRAINT apart EXCLUDE USING gist (r WITH &&)',
    words: 'It fails where two rows of public.t exclude each other by apart.',
  },
  {
    sql: 'ALTER TABLE public.t ALTER COLUMN s TYPE varchar(2)',
    words:
      'It fails where a value of public.t.s does not fit: value too long for type character varying(2).',
  },
  {
    sql: 'ALTER TABLE public.t ALTER COLUMN n TYPE smallint',
    words: 'It fails where a value of public.t.n does not fit: smallint out of range.',
  },
])('$sql', async ({ sql, words }) => {
  const failed = await runAsDrizzle(database, sql)
  expect(failed !== undefined && isOfRows(failed) && wordsOfRows(failed)).toBe(words)
})

test('what fails for another reason is not of rows', async () => {
  const failed = await runAsDrizzle(database, 'ALTER TABLE nobody ADD n int')
  expect(failed !== undefined && isOfRows(failed)).toBe(false)
})
