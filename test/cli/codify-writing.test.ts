import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { readGround } from '../../src/cli/codify/ground.ts'
import { codify } from '../../src/cli/codify/run-codify.ts'
import type { Request } from '../../src/cli/codify/request.ts'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { addFiles, journalFiles } from '../support/folder.ts'
import { handPatched } from '../support/hand-patch.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'

/** What codify does where somebody else is at work in the folder or on the ledger. */

vi.setConfig({ testTimeout: 120_000 })

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(17)
})
afterAll(() => postgres.stop())

const declared = 'CREATE TABLE t (id int PRIMARY KEY)'

function requestFor(root: string, url: string): Request {
  return {
    migrations: join(root, 'drizzle'),
    app: 'app',
    only: [],
    ledger: defaultLedgerTable,
    preludes: [],
    backfills: new Map(),
    connection: parseConnectionString(url, 'the test'),
    exceptions: { allowances: [], rules: [] },
    keepSnapshot: false,
    now: Date.now(),
    onStep: () => undefined,
  }
}

test('a file of that name which the journal does not know stays', async () => {
  const { root, codify: run } = await handPatched(postgres, declared, 'ALTER TABLE t ADD n int')
  const own = join(root, 'drizzle/0001_codify_t.sql')
  await writeFile(own, 'SELECT 1;')
  const journal = await readFile(join(root, 'drizzle/meta/_journal.json'), 'utf8')
  const { exitCode, stderr } = await run('--yes')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('0001_codify_t.sql is there already')
  expect(await readFile(own, 'utf8')).toBe('SELECT 1;')
  expect(await readFile(join(root, 'drizzle/meta/_journal.json'), 'utf8')).toBe(journal)
  expect(await run('--yes', '--name', 'mended')).toMatchObject({ exitCode: 0 })
  expect(await readdir(join(root, 'drizzle'))).toContain('0001_mended.sql')
})

test('a ledger that moves between the audit and the end: nothing is written', async () => {
  const { root, url, query } = await handPatched(postgres, declared, 'ALTER TABLE t ADD n int')
  const request = requestFor(root, url)
  const ground = await readGround(request)
  await query(
    `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (repeat('a', 64), ${Date.now() + 1e9})`,
  )
  await expect(codify(request, ground, ground.drift)).rejects.toThrow(
    'drizzle.__drizzle_migrations has changed since it was read (1 rows then, 2 now)',
  )
})

test('a migration that is generated meanwhile: nothing is written', async () => {
  const { root, url } = await handPatched(postgres, declared, 'ALTER TABLE t ADD n int')
  const request = requestFor(root, url)
  const ground = await readGround(request)
  await addFiles(
    join(root, 'drizzle'),
    journalFiles({ '0000_all': declared, '0001_more': 'SELECT 1' }),
  )
  await expect(codify(request, ground, ground.drift)).rejects.toThrow(
    'has changed since it was read',
  )
})

test('a schema that a migration has locked: nothing is written, and nobody waits', async () => {
  const made = `${declared}; CREATE VIEW v AS SELECT id FROM t`
  const { root, url } = await handPatched(postgres, made, 'ALTER TABLE t ADD n int')
  const request = requestFor(root, url)
  const ground = await readGround(request)
  const migration = new Client({ connectionString: url })
  await migration.connect()
  onTestFinished(() => migration.end())
  await migration.query('BEGIN; LOCK t, v')
  await expect(codify(request, ground, ground.drift)).rejects.toThrow('The schema is locked')
})
