import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { formatAllowances } from '../../src/io/allowances.ts'
import { formatManifest } from '../../src/io/manifest.ts'
import { sealManifest } from '../../src/core/manifest.ts'
import { migrationLockKey } from '../../src/core/migrate/lock-key.ts'
import { makeFolder } from '../support/folder.ts'
import { manifestOf, migration, stranger } from '../support/history.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'
import { ledger0 } from '../support/target-database.ts'

/** What `driftwatch record` prints, run on a real PostgreSQL. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const [first, second, third] = [migration(0), migration(1), migration(2)]
const table = 'drizzle.__drizzle_migrations'
const lost = stranger(-30)
const row = ({ hash, when }: { hash: string; when: number | string }) => `('${hash}', ${when})`

async function ledgerWith(...rows: readonly string[]) {
  const folder = await makeFolder({})
  const { digest: _digest, ...content } = manifestOf([first, second, third])
  await writeFile(join(folder, 'app.json'), formatManifest(await sealManifest(content)))
  await writeFile(join(folder, 'allowances.json'), formatAllowances([]))
  const url = await postgres.createDatabase()
  const database = new URL(url).pathname.slice(1)
  const ask = (sql: string) => postgres.query(sql, undefined, database)
  await ask(`${ledger0} INSERT INTO ${table} (hash, created_at) VALUES ${rows.join(', ')};`)
  return {
    url,
    ask,
    record: (...args: readonly string[]) =>
      runCli(folder, ['record', '--manifest', 'app.json', ...args], { DATABASE_URL: url }),
    rows: () => ask(`SELECT hash, created_at FROM ${table} ORDER BY created_at, id`),
  }
}

const whole = [first, second, third].map(({ hash, when }) => ({ hash, created_at: String(when) }))

const cases = [
  {
    name: 'a migration that ran and was not recorded is marked as applied, where it is named',
    rows: [row(first), row(second)],
    only: third.tag,
    after: whole,
  },
  {
    name: 'a skipped migration is marked as applied',
    rows: [row(first), row(third)],
    after: whole,
  },
  {
    name: 'a row under another date is re-stamped',
    rows: [row(first), row(second), row({ ...third, when: third.when - 5000 })],
    after: whole,
  },
  {
    name: 'an edit is accepted, named by the hash of the row',
    rows: [row(first), row(second), row({ ...third, hash: lost.hash })],
    only: lost.hash.slice(0, 8),
    after: whole,
  },
  {
    name: 'a duplicate is deleted',
    rows: [row(first), row(second), row(third), row(third)],
    after: whole,
  },
  {
    name: 'an unknown row is deleted, named by its id',
    rows: [row({ ...lost, when: String(lost.createdAt) }), row(first), row(second), row(third)],
    only: '1',
    after: whole,
  },
  {
    name: 'several findings are mended by one script',
    rows: [row(first), row({ ...second, when: second.when - 5000 }), row(third), row(third)],
    after: whole,
  },
]

test.for(cases)('$name', async ({ rows, only, after }) => {
  const ledger = await ledgerWith(...rows)
  const run = await ledger.record(...(only === undefined ? [] : ['--only', only]))
  expect(run).toMatchObject({ exitCode: 0, stderr: '' })
  expect(run.stdout).toMatch(/\nBEGIN;\n[\s\S]*\nCOMMIT;\n/)
  expect(run.stdout.split('\n').every((line) => line.length <= 130)).toBe(true)
  await ledger.ask(run.stdout)
  expect(await ledger.rows()).toEqual(after)
  await expect(ledger.ask(run.stdout), 'once only').rejects.toThrow('and not 1')
})

test('where a row has changed since, nothing of the script is done', async () => {
  const ledger = await ledgerWith(
    row(first),
    row({ ...second, when: second.when - 5000 }),
    row(third),
    row(third),
  )
  const { stdout } = await ledger.record()
  await ledger.ask(`UPDATE ${table} SET created_at = created_at - 1 WHERE id = 4`)
  const before = await ledger.rows()
  await expect(ledger.ask(stdout)).rejects.toThrow('0 rows, and not 1')
  expect(await ledger.rows()).toEqual(before)
})

test('while somebody migrates, the script does nothing', async () => {
  const ledger = await ledgerWith(row(first), row(second), row(third), row(third))
  const { stdout } = await ledger.record()
  const other = new Client({ connectionString: ledger.url })
  await other.connect()
  await other.query(`SELECT pg_advisory_lock(${migrationLockKey})`)
  await expect(ledger.ask(stdout)).rejects.toThrow('somebody is migrating')
  expect(await ledger.rows()).toHaveLength(4)
  await other.end()
})

test('what is pending, and what deletes for good, is left out unless it is named', async () => {
  const ledger = await ledgerWith(
    row({ ...lost, when: String(lost.createdAt) }),
    row(first),
    row(second),
  )
  const { stdout, exitCode } = await ledger.record()
  expect(exitCode).toBe(0)
  expect(stdout).not.toContain('BEGIN')
  expect(stdout).toContain(`--only ${third.tag}`)
  expect(stdout).toContain('--only 1')
})

test('a name that no finding has: exit 2, and which there are', async () => {
  const ledger = await ledgerWith(row(first), row(second))
  const { stderr, exitCode } = await ledger.record('--only', '0009_nobody')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('"0009_nobody"')
  expect(stderr).toContain(third.tag)
})
