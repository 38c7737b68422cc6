import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { canonicalMigration, hashOf } from '../story/migrations.ts'
import { later, type Stage, stageOf, startRun } from '../support/controlled-run.ts'
import { type NeonApi, startNeonApi } from '../support/neon-api.ts'
import { startCopies } from '../support/neon-copies.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/** `driftwatch migrate --rehearse neon-branch`, with a stand-in of Neon's API and real copies. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())
beforeEach((context) => {
  const needs = 'other systems would have to be given the addresses of the copies first'
  context.skip(process.platform !== 'linux', needs)
})

const args = ['--rehearse', 'neon-branch']

async function neonFor(stage: Stage, copy?: () => Promise<string>) {
  const copies = await startCopies(postgres, stage.url)
  const api = await startNeonApi({ host: '127.0.0.1', copy: copy ?? copies.make })
  onTestFinished(async () => {
    await api.stop()
    await copies.stop()
  })
  return { api, env: envOf(api) }
}

function envOf({ base, key, project }: NeonApi) {
  return { DRIFTWATCH_NEON_API: base, NEON_API_KEY: key, NEON_PROJECT_ID: project }
}

test.for(['pg', 'postgres'])(
  'over %s: rehearsed on a branch, applied and proven',
  async (driver) => {
    const stage = await stageOf(postgres)
    const { api, env } = await neonFor(stage)
    const run = await stage.migrate([...args, '--driver', driver, '--proof', 'proof.md'], env)
    expect(run.stdout).toMatch(/^PASS: 1 migration applied to app, and every check holds\n/)
    expect(run.exitCode).toBe(0)
    expect(await stage.read('proof.md')).toContain('and a Neon branch with the rows of this one')
    expect(api.requests()).toContain('POST branches')
    expect(api.branches()).toEqual([])
    expect(run.stdout + run.stderr + (await stage.read('proof.md'))).not.toContain(api.key)
  },
)

const wrong: readonly { name: string; sql: string; says: RegExp }[] = [
  {
    name: 'a constraint that the rows do not hold',
    sql: 'ALTER TABLE "users" ADD CONSTRAINT "one_a_tenant" UNIQUE ("tenant_id");',
    says: /^REFUSED: the pending migrations fail on a Neon branch[^]*could not create unique index "one_a_tenant"/,
  },
  {
    name: 'an object that is only made where there are rows',
    sql: 'DO $$ BEGIN IF EXISTS (SELECT FROM users) THEN CREATE TABLE "made" ("id" int); END IF; END $$;',
    says: /^REFUSED: on a Neon branch the database ends up as something else[^]*public\.made/,
  },
]

test.for(wrong)('$name is found on the branch, and nothing is run', async ({ sql, says }) => {
  const stage = await stageOf(postgres, { pending: [later('0005_wrong', sql)] })
  const { api, env } = await neonFor(stage)
  const [data, hashes] = [await stage.data(), await stage.hashes()]
  const run = await stage.migrate(args, env)
  expect(oneLine(run.stdout)).toMatch(says)
  expect(run.exitCode).toBe(1)
  expect(run.stdout).not.toMatch(/127\.0\.0\.\d/)
  expect(await stage.data()).toBe(data)
  expect(await stage.hashes()).toEqual(hashes)
  expect(api.branches()).toEqual([])
})

test('no branch is made of a database that has drifted, or where nothing is pending', async () => {
  const stage = await stageOf(postgres, { pending: [] })
  const { api, env } = await neonFor(stage)
  expect((await stage.migrate(args, env)).stdout).toMatch(/^app is in sync/)
  await stage.ask('ALTER TABLE users ADD nick text')
  expect((await stage.migrate(args, env)).stdout).toMatch(/^REFUSED: 1 finding/)
  expect(api.requests()).toEqual([])
})

test('a branch whose address leads to the database itself is not migrated', async () => {
  const stage = await stageOf(postgres)
  const { api, env } = await neonFor(stage, async () => '127.0.0.1')
  const run = await stage.migrate(args, env)
  expect(oneLine(run.stderr)).toContain(
    'The address of the Neon branch leads to the database itself',
  )
  expect(oneLine(run.stderr)).toContain('and nothing was run')
  expect(run.exitCode).toBe(2)
  expect(await stage.hashes()).not.toContain(hashOf(canonicalMigration))
  expect(api.branches()).toEqual([])
})

test('Ctrl-C while the branch is migrated: it is deleted, and nothing was run', async () => {
  const sql = 'SELECT pg_sleep(600) FROM (SELECT FROM users LIMIT 1) AS u;'
  const stage = await stageOf(postgres, { pending: [later('0005_slow', sql)] })
  const { api, env } = await neonFor(stage)
  const hashes = await stage.hashes()
  const running = startRun(stage, 'cli', ['migrate', '--migrations', 'drizzle', ...args], env)
  const sleeping = `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname LIKE 'copy_%'`
  while ((await postgres.query(sleeping)).length === 0) continue
  expect(api.branches()).toHaveLength(1)
  running.kill('SIGINT')
  const { exitCode, stderr } = await running.done
  expect(stderr).toContain('nothing in the database was changed')
  expect(exitCode).toBe(2)
  expect(api.branches()).toEqual([])
  expect(await stage.hashes()).toEqual(hashes)
})

test('a branch that cannot be deleted is named, and the run goes on', async () => {
  const stage = await stageOf(postgres)
  const { api, env } = await neonFor(stage)
  api.fail('DELETE', { status: 403 })
  const run = await stage.migrate(args, env)
  const [branch = ''] = api.branches()
  expect(branch).toMatch(/^driftwatch-rehearsal-20/)
  expect(oneLine(run.stderr)).toContain(`The branch ${branch} is left at Neon.`)
  expect(run.stdout).toMatch(/^PASS/)
})

test.for([
  { unset: 'NEON_API_KEY', says: 'needs NEON_API_KEY in the environment' },
  { unset: 'NEON_PROJECT_ID', says: 'needs the id of the Neon project' },
])('without $unset nothing begins', async ({ unset, says }) => {
  const stage = await stageOf(postgres)
  const { env } = await neonFor(stage)
  const run = await stage.migrate(args, { ...env, [unset]: undefined })
  expect(oneLine(run.stderr)).toContain(says)
  expect(run.exitCode).toBe(2)
})
