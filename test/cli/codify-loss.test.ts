import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { handPatched } from '../support/hand-patch.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'

/** A hand fix that dropped what holds data, as the migration will on every other database. */

vi.setConfig({ testTimeout: 120_000 })

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(17)
})
afterAll(() => postgres.stop())

const declared = `CREATE TABLE t (id int PRIMARY KEY, note text DEFAULT 'x' UNIQUE, size bigint);
CREATE TABLE logs (id serial PRIMARY KEY, t_id int REFERENCES t, said text);
CREATE INDEX logs_said ON logs (said);
CREATE MATERIALIZED VIEW seen AS SELECT id FROM t;
CREATE VIEW plain AS SELECT size FROM t;`

test.for([
  { patch: 'ALTER TABLE t DROP COLUMN note', lost: 'column public.t.note' },
  { patch: 'DROP TABLE logs', lost: 'table public.logs' },
  { patch: 'DROP MATERIALIZED VIEW seen', lost: 'materialized view public.seen' },
  {
    patch: 'DROP TABLE logs; ALTER TABLE t DROP COLUMN note',
    lost: 'column public.t.note, table public.logs',
  },
])('$patch: told by name', async ({ patch, lost }) => {
  const { codify } = await handPatched(postgres, declared, patch)
  const { exitCode, stdout } = await codify('--yes', '--dry-run')
  const said = /DESTRUCTIVE.*? still is\./.exec(
    stdout.replaceAll('`', '').replaceAll(/\s+/g, ' '),
  )?.[0]
  expect(said).toBe(`DESTRUCTIVE: this deletes the data of ${lost}, wherever it still is.`)
  expect(exitCode).toBe(0)
})

test('a view has no data', async () => {
  const { codify } = await handPatched(postgres, declared, 'DROP VIEW plain')
  const { stdout } = await codify('--yes', '--dry-run')
  expect(stdout).toContain('DROP VIEW')
  expect(stdout).not.toContain('DESTRUCTIVE')
})
