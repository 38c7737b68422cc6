import { afterAll, expect, onTestFinished, test } from 'vitest'
import { canonicalMigration, hashOf } from '../story/migrations.ts'
import {
  later,
  type Stage,
  type StageOptions,
  stageOf,
  startRun,
} from '../support/controlled-run.ts'
import { gatedMigrations, holdGate } from '../support/gated-run.ts'
import { type NeonWebSocket, startNeonWebSocket } from '../support/neon-web-socket.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/** `driftwatch migrate` over Neon's driver for WebSockets, and a stand-in of Neon's proxy. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const args = ['--driver', 'neon-serverless', '--untouched', 'tenants,users']
const drizzles = ['0.45', '1.0'] as const

async function overNeon(
  options: StageOptions,
): Promise<{ readonly stage: Stage; readonly neon: NeonWebSocket }> {
  const stage = await stageOf(postgres, options)
  const neon = await startNeonWebSocket(stage.url)
  onTestFinished(() => neon.stop())
  return { stage, neon }
}

test.for(drizzles)('drizzle-orm %s: applied, and proven', async (drizzle) => {
  const { stage, neon } = await overNeon({ drizzle })
  const before = await stage.data()
  const run = await stage.migrate([...args, '--proof', 'proof.json'], neon.env)
  expect(run.stdout).toMatch(/^PASS: 1 migration applied to app, and every check holds\n/)
  expect(run.exitCode).toBe(0)
  expect(neon.count()).toBeGreaterThan(0)
  expect(await stage.data()).toBe(before)
  expect(await stage.hashes()).toContain(hashOf(canonicalMigration))
  const second = await stage.migrate(args, neon.env)
  expect(second.stdout).toMatch(/^app is in sync, and nothing is pending\n/)
})

test.for(drizzles)('drizzle-orm %s: what fails is rolled back, and named', async (drizzle) => {
  const wrong = later('0005_rows', `ALTER TABLE tenants ADD CONSTRAINT c CHECK (name <> 'North');`)
  const { stage, neon } = await overNeon({ drizzle, pending: [canonicalMigration, wrong] })
  const hashes = await stage.hashes()
  const run = await stage.migrate(args, neon.env)
  expect(run.stdout).toMatch(/^FAIL: 2 migrations not applied to app\n/)
  expect(oneLine(run.stdout)).toContain('check constraint "c" of relation "tenants"')
  expect(run.stdout).toContain('rolled back')
  expect(run.exitCode).toBe(1)
  expect(await stage.hashes()).toEqual(hashes)
})

test.for(drizzles)('drizzle-orm %s: a WebSocket that breaks in the middle', async (drizzle) => {
  const { stage, neon } = await overNeon({ drizzle, pending: gatedMigrations })
  const hashes = await stage.hashes()
  const gate = await holdGate(stage)
  const running = startRun(stage, 'cli', ['migrate', '--migrations', 'drizzle', ...args], neon.env)
  await gate.arrival()
  neon.cut()
  const run = await running.done
  await gate.open()
  expect(run.stdout).toMatch(/^(FAIL|NOT APPLIED)/)
  expect(run.stdout).toMatch(/rolled back/)
  expect(run.stdout + run.stderr).not.toContain(new URL(stage.url).password)
  expect(await stage.hashes()).toEqual(hashes)
  const second = await stage.migrate(args, neon.env)
  expect(second.stdout).toMatch(/^PASS: 2 migrations applied/)
})

test.for(drizzles)('drizzle-orm %s: a proxy that is not there', async (drizzle) => {
  const { stage, neon } = await overNeon({ drizzle })
  const hashes = await stage.hashes()
  neon.stop()
  const run = await stage.migrate(args, neon.env)
  expect(run.stdout).toMatch(/^FAIL: 1 migration not applied to app\n/)
  expect(run.stdout).toMatch(/The\s+WebSocket\s+could\s+not\s+be\s+opened/)
  expect(run.stdout + run.stderr).not.toContain('[object')
  expect(await stage.hashes()).toEqual(hashes)
})
