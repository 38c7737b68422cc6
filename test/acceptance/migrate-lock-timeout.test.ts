import { Client } from 'pg'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { later, stageOf } from '../support/controlled-run.ts'
import { startNeonWebSocket } from '../support/neon-web-socket.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/** A migration that has to wait for a lock gives up before the application queues behind it. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

async function locked(url: string): Promise<Client> {
  const reader = new Client({ connectionString: url, application_name: 'nightly report' })
  await reader.connect()
  // As a long report would.
  await reader.query('BEGIN; SELECT count(*) FROM intake_clarifications')
  return reader
}

test.for([
  { driver: 'pg', drizzle: '0.45' },
  { driver: 'pg', drizzle: '1.0' },
  { driver: 'postgres', drizzle: '0.45' },
  { driver: 'postgres', drizzle: '1.0' },
  { driver: 'neon-serverless', drizzle: '0.45' },
  { driver: 'neon-serverless', drizzle: '1.0' },
] as const)(
  'drizzle-orm $drizzle over $driver: nothing done, and the way out',
  async ({ driver, drizzle }) => {
    const stage = await stageOf(postgres, { drizzle })
    const neon = await startNeonWebSocket(stage.url)
    onTestFinished(() => neon.stop())
    const hashes = await stage.hashes()
    const reader = await locked(stage.url)
    const args = ['--driver', driver]
    const holder = await reader.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const run = await stage.migrate([...args, '--lock-timeout', '500ms'], neon.env)
    await reader.end()
    expect(run.stdout).toMatch(/^FAIL: 1 migration not applied to app\n/)
    expect(oneLine(run.stdout)).toContain('lock timeout (55P03)')
    expect(oneLine(run.stdout).replaceAll('`', '')).toContain(
      `It is the session with the pid ${holder.rows[0]?.pid}, of nightly report, as postgres, connected since`,
    )
    expect(oneLine(run.stdout)).toContain('let it wait longer with `--lock-timeout`')
    expect(run.stderr).toMatch(
      /\n8 of 13: migrate\nThe migrator waits for a lock that another session holds\. .*nightly report.*\n9 of 13/,
    )
    expect(run.stdout).toContain('rolled back')
    expect(run.exitCode).toBe(1)
    expect(await stage.hashes()).toEqual(hashes)
    expect((await stage.migrate(args, neon.env)).stdout).toMatch(/^PASS/)
  },
)

/** Fails with the setting as its words. */
const tell = later(
  '0005_tell',
  `DO $$ BEGIN RAISE EXCEPTION 'it is <%>', current_setting('lock_timeout'); END $$;`,
)

test.for([
  { name: 'some seconds, unless it is said', args: [], is: '<5s>' },
  { name: 'what is said', args: ['--lock-timeout', '2min'], is: '<2min>' },
  { name: 'none, where that is said', args: ['--lock-timeout', '0'], is: '<0>' },
  { name: 'what the database has of its own', own: '7s', args: [], is: '<7s>' },
  { name: 'what is said, before that', own: '7s', args: ['--lock-timeout', '1s'], is: '<1s>' },
])('$name', async ({ own, args, is }) => {
  const stage = await stageOf(postgres, { pending: [tell] })
  const database = new URL(stage.url).pathname.slice(1)
  if (own !== undefined) await stage.ask(`ALTER DATABASE ${database} SET lock_timeout = '${own}'`)
  const run = await stage.migrate(['--rehearse', 'none', ...args])
  expect(oneLine(run.stdout)).toContain(`it is ${is}`)
})

test.for(['5', 'soon', '99999999min'])('no time: %s', async (time) => {
  const stage = await stageOf(postgres)
  const run = await stage.migrate(['--lock-timeout', time])
  expect(run.stderr).toContain('write it as 500ms, 5s or 1min')
  expect(run.exitCode).toBe(2)
})

test('a driver without a session has no time to wait', async () => {
  const stage = await stageOf(postgres, { drizzle: '1.0' })
  const run = await stage.migrate(['--driver', 'neon-http', '--lock-timeout', '1s'])
  expect(oneLine(run.stderr)).toContain('--driver neon-http has none')
  expect(run.exitCode).toBe(2)
})
