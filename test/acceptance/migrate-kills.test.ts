import { spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { steps } from '../../src/cli/migrate/request.ts'
import { canonicalMigration, hashOf } from '../story/migrations.ts'
import { type Running, type Stage, stageOf, startRun, until } from '../support/controlled-run.ts'
import { gatedMigrations, holdGate, waitingAtGate } from '../support/gated-run.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/**
 * `driftwatch migrate` is killed wherever it can be. Whatever the moment: the ledger and the schema
 * agree, no tenant's row has changed, and a second run completes.
 */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const args = ['migrate', '--migrations', 'drizzle', '--untouched', 'tenants,users']
const proof = ['--proof', 'proof.md']

async function expectWhole(stage: Stage, pending: readonly string[]): Promise<string> {
  const second = await stage.migrate([...args, ...proof].slice(3))
  expect(second.stdout).toMatch(/^(PASS|app is in sync, and nothing is pending)/)
  expect(second.exitCode).toBe(0)
  const hashes = await stage.hashes()
  for (const hash of pending) expect(hashes.filter((each) => each === hash)).toHaveLength(1)
  expect(hashes).toHaveLength(5 + pending.length)
  return oneLine(second.stdout)
}

test.for(steps)('killed as this step begins: %s', async (step) => {
  const stage = await stageOf(postgres)
  const before = await stage.data()
  // Without the name of the command, as the entry is the command.
  const killed = await startRun(stage, 'test', [...args, ...proof].slice(1), { END_AT: step }).done
  expect(killed.exitCode).toBeUndefined()
  const isStarted = steps.indexOf(step) >= steps.indexOf('migrate')
  expect(await stage.read('proof.md')).toMatch(isStarted ? /^# ⚠️ UNFINISHED/ : /^# ⚠️ NOT RUN/)
  const said = await expectWhole(stage, [hashOf(canonicalMigration)])
  expect(said.includes('had not come to its end')).toBe(isStarted)
  expect(await stage.read('proof.md')).toMatch(/^# ✅/)
  const kept = (await readdir(stage.folder)).find((name) => name.includes('.unfinished-'))
  if (isStarted) expect(await stage.read(kept ?? '')).toMatch(/2<\/code> \| <code>public\.tenants/)
  expect(await stage.data()).toBe(before)
})

const lockSession = `SELECT pid FROM pg_stat_activity WHERE application_name = 'driftwatch migrate' AND datname = current_database()`

interface Blow {
  readonly name: string
  readonly strike: (running: Running, stage: Stage) => Promise<unknown>
  /** What is said on the screen; nothing where there is nobody to say it. */
  readonly says: RegExp
  readonly exitCodes: readonly (number | undefined)[]
  readonly drivers: readonly ('pg' | 'postgres')[]
}

const pidOf = async (stage: Stage, sql: string) => Number((await until(stage.ask, sql))['pid'])
const rolledBack = /what it had begun was rolled back/

const blows: readonly Blow[] = [
  {
    name: 'the process of the migrator is killed',
    strike: async (running) => process.kill(running.migratorPid(), 'SIGKILL'),
    says: /The migrator's process was ended by SIGKILL[\s\S]*what it had begun was rolled back/,
    exitCodes: [2],
    drivers: ['pg', 'postgres'],
  },
  {
    name: 'Driftwatch is killed',
    strike: async (running) => running.kill('SIGKILL'),
    says: /^$/,
    exitCodes: [undefined],
    drivers: ['pg'],
  },
  {
    name: 'somebody presses Ctrl-C',
    strike: async (running) => running.kill('SIGINT'),
    says: /It was stopped before it was done[\s\S]*what it had begun was rolled back/,
    exitCodes: [2],
    drivers: ['pg'],
  },
  {
    name: 'the CI system ends it',
    strike: async (running) => running.kill('SIGTERM'),
    says: /It was stopped before it was done[\s\S]*what it had begun was rolled back/,
    exitCodes: [2],
    drivers: ['pg'],
  },
  {
    name: 'the terminal goes away',
    strike: async (running) => {
      running.kill('SIGHUP')
      running.kill('SIGHUP')
    },
    says: /It was stopped before it was done[\s\S]*what it had begun was rolled back/,
    exitCodes: [2],
    drivers: ['pg'],
  },
  {
    name: 'the connection of the migrator breaks',
    strike: async (_, stage) =>
      stage.ask(`SELECT pg_terminate_backend(${await pidOf(stage, waitingAtGate)})`),
    says: rolledBack,
    exitCodes: [1],
    drivers: ['pg', 'postgres'],
  },
  {
    name: 'the connection that holds the lock breaks',
    strike: async (_, stage) =>
      stage.ask(`SELECT pg_terminate_backend(${await pidOf(stage, lockSession)})`),
    says: /connection that holds the lock broke[\s\S]*what it had begun was rolled back/,
    exitCodes: [2],
    drivers: ['pg'],
  },
  {
    name: 'the server crashes',
    strike: async (_, stage) => process.kill(await pidOf(stage, waitingAtGate), 'SIGKILL'),
    says: rolledBack,
    exitCodes: [1, 2],
    drivers: ['pg'],
  },
]

test.for(blows.flatMap((blow) => blow.drivers.map((driver) => ({ ...blow, driver }))))(
  'in the middle of the transaction over $driver, $name',
  async ({ strike, says, exitCodes, driver }) => {
    const stage = await stageOf(postgres, { pending: gatedMigrations })
    const before = await stage.data()
    const gate = await holdGate(stage)
    const running = startRun(stage, 'cli', [...args, '--driver', driver])
    await gate.arrival()
    await strike(running, stage)
    const { stdout, exitCode } = await running.done
    expect(oneLine(stdout)).toMatch(says)
    expect(exitCodes).toContain(exitCode)
    await gate.open()
    await expectWhole(stage, gatedMigrations.map(hashOf))
    expect(await stage.data()).toBe(before)
  },
)

test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s before anything runs: that is said',
  async (signal) => {
    const stage = await stageOf(postgres)
    const running = startRun(stage, 'cli', args)
    await until(stage.ask, lockSession)
    running.kill(signal)
    const { exitCode, stderr, stdout } = await running.done
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('nothing was run, and nothing in the database was changed')
    expect(stderr).toContain(`stopped by ${signal}`)
    await expectWhole(stage, [hashOf(canonicalMigration)])
  },
)

const hasScript = spawnSync('script', ['--version']).status === 0

test.skipIf(!hasScript)(
  'a session that is closed in the middle: the proof says what became of it (only where script is installed)',
  async () => {
    const stage = await stageOf(postgres, { pending: gatedMigrations })
    const gate = await holdGate(stage)
    const running = startRun(stage, 'terminal', [...args, ...proof])
    await gate.arrival()
    // The terminal is gone with it, so that every write fails from then on.
    running.kill('SIGKILL')
    await until(
      stage.ask,
      `SELECT WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name LIKE 'driftwatch migrat%' AND datname = current_database())`,
    )
    await expect.poll(() => stage.read('proof.md'), { timeout: 10_000 }).toMatch(/^# ❌ FAIL/)
    expect(await stage.read('proof.md')).toContain('It was stopped before it was done')
    await gate.open()
    await expectWhole(stage, gatedMigrations.map(hashOf))
  },
)
