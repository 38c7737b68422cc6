import { Client } from 'pg'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { takeLock } from '../../src/io/migrate/migration-lock.ts'
import { openSession } from '../../src/io/migrate/session.ts'
import { history } from '../story/migrations.ts'
import { type Drizzle, type Stage, stageOf } from '../support/controlled-run.ts'
import { type HandOver, startPooler } from '../support/pooler.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

/**
 * Through a pooler that hands a session to the application after each transaction, and resets
 * nothing, a command leaves every session as it was.
 */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const poolSize = 4

interface Pooled extends Stage {
  readonly poolerUrl: string
}

interface PooledOptions {
  readonly drizzle?: Drizzle
  readonly handOver?: HandOver
}

async function pooledStage(options: PooledOptions = {}): Promise<Pooled> {
  const { drizzle = '0.45', handOver } = options
  const stage = await stageOf(postgres, { drizzle, orphan: false })
  const pooler = await startPooler(stage.url, { size: poolSize, handOver })
  onTestFinished(() => pooler.stop())
  return { ...stage, poolerUrl: pooler.url }
}

/** What the application finds in each session, whichever it is given. */
async function expectUntouched({ poolerUrl, ask }: Pooled): Promise<void> {
  const applications = Array.from({ length: poolSize }, () => new Client(poolerUrl))
  try {
    for (const application of applications) {
      await application.connect()
      // Holds on to the session until all have one.
      await application.query('BEGIN')
      const { rows } = await application.query(
        // The pooler itself sets the name.
        "SELECT name, setting FROM pg_settings WHERE source = 'session' AND name <> 'application_name'",
      )
      expect(rows).toEqual([])
      await application.query("INSERT INTO tenants (name, slug) VALUES ('a', gen_random_uuid())")
    }
    expect(await ask("SELECT pid FROM pg_locks WHERE locktype = 'advisory'")).toEqual([])
  } finally {
    for (const application of applications) await application.end()
  }
}

test.for(['codify', 'revert'])('%s', async (command) => {
  const stage = await pooledStage()
  await stage.declare(history)
  await stage.ask('ALTER TABLE users ADD nick text')
  const args = command === 'codify' ? ['--yes', '--name', 'nick'] : []
  const run = await runCli(stage.folder, [command, '--migrations', 'drizzle', ...args], {
    DATABASE_URL: stage.poolerUrl,
  })
  expect(run.stdout).toContain('nick')
  expect(run.exitCode, run.stdout + run.stderr).toBe(0)
  await expectUntouched(stage)
})

test.for([
  { drizzle: '0.45', handOver: 'last' },
  { drizzle: '1.0', handOver: 'last' },
  { drizzle: '0.45', handOver: 'first' },
] as const)(
  'migrate, drizzle-orm $drizzle, the session that came back $handOver: refused before anything is set or locked',
  async (options) => {
    const stage = await pooledStage(options)
    const hashes = await stage.hashes()
    const run = await stage.migrate(['--database-url', stage.poolerUrl])
    expect(run.stdout).toBe('')
    expect(run.stderr).toContain('a pooler in transaction mode')
    expect(run.stderr).not.toContain(new URL(stage.url).password)
    expect(run.exitCode).toBe(2)
    expect(await stage.hashes()).toEqual(hashes)
    await expectUntouched(stage)
  },
)

test('migrate --dry-run, through a pooler that hides what it is', async () => {
  const stage = await pooledStage({ handOver: 'sticky' })
  const run = await stage.migrate([
    '--dry-run',
    '--database-url',
    stage.poolerUrl,
    '--untouched',
    'tenants',
  ])
  expect(run.stdout).toMatch(/^DRY RUN: 1 migration would be applied/)
  await expectUntouched(stage)
})

test('the lock holds through such a pooler, too, and is gone with the run', async () => {
  const stage = await pooledStage({ handOver: 'sticky' })
  const session = await openSession(parseConnectionString(stage.poolerUrl, 'url'), 'one')
  const other = await openSession(parseConnectionString(stage.url, 'url'), 'two')
  onTestFinished(() => other.close())
  expect(await takeLock(session)).toBe('taken')
  expect(await takeLock(other)).toMatchObject({ applicationName: 'one' })
  await session.close()
  expect(await takeLock(other)).toBe('taken')
})
