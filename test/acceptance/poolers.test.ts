import { Client } from 'pg'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { history } from '../story/migrations.ts'
import { type Drizzle, type Stage, stageOf } from '../support/controlled-run.ts'
import { startPooler } from '../support/pooler.ts'
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

async function pooledStage(drizzle: Drizzle = '0.45'): Promise<Pooled> {
  const stage = await stageOf(postgres, { drizzle, orphan: false })
  const pooler = await startPooler(stage.url, poolSize)
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
