import { expect, test } from 'vitest'
import { endsTransaction } from '../../src/cli/migrate/ends-transaction.ts'

test.for([
  { sql: 'CREATE TABLE t (id int); COMMIT; SELECT 1', ends: true },
  { sql: 'END;', ends: true },
  { sql: '-- first\n/* then */ commit and chain', ends: true },
  { sql: 'ROLLBACK', ends: true },
  { sql: 'abort', ends: true },
  { sql: `PREPARE TRANSACTION 'x'`, ends: true },
  { sql: 'BEGIN; SELECT 1; COMMIT;', ends: true },
  { sql: '\uFEFFCOMMIT;', ends: true },
  { sql: 'SELECT 1;--> statement-breakpoint\nCOMMIT;', ends: true },
  { sql: 'ALTER TABLE t NOT EVEN SQL; COMMIT', ends: true },
  { sql: 'CREATE TABLE t (id int)', ends: false },
  { sql: `SELECT 'COMMIT'; -- COMMIT\n/* COMMIT; */`, ends: false },
  { sql: 'CREATE TABLE "commit" (id int)', ends: false },
  { sql: 'DO $$ BEGIN PERFORM 1; END $$;', ends: false },
  { sql: 'SELECT CASE WHEN true THEN 1 END', ends: false },
  { sql: 'SAVEPOINT a; ROLLBACK TO SAVEPOINT a; ROLLBACK WORK TO a; RELEASE a', ends: false },
  { sql: 'PREPARE q AS SELECT 1', ends: false },
  { sql: 'CREATE TABLE t (id int) ON COMMIT DROP', ends: false },
])('$sql: $ends', async ({ sql, ends }) => {
  expect(await endsTransaction(sql)).toBe(ends)
})
