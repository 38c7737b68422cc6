import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import schema from '../../src/report/verdict.schema.json' with { type: 'json' }
import { makeFolder } from '../support/folder.ts'
import { incident, incidentDatabase, incidentFiles } from '../support/incident.ts'
import { startNeonBridge } from '../support/neon-bridge.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

const postgres = await startPostgres(17)
const bridge = await startNeonBridge(postgres)
afterAll(async () => {
  await bridge.stop()
  await postgres.stop()
})
beforeEach(() => bridge.clear())

const before = await incidentDatabase(postgres, 'before')
const after = await incidentDatabase(postgres, 'after')
const databases = { before, after }
const password = new URL(after).password
const cliEntry = new URL('../../src/cli/index.ts', import.meta.url).pathname
const check = ['check', '--manifest', 'app.json']

/** Both ways to read: PostgreSQL's own protocol, and Neon's SQL over HTTP. */
const ways = [
  { way: 'over PostgreSQL', env: {} },
  { way: 'over HTTP', env: { DRIFTWATCH_NEON_ENDPOINT: bridge.endpoint } },
]

describe.for(ways)('driftwatch check, $way', ({ env }) => {
  test.for([
    {
      name: 'before the last migration: one hash that nobody declared',
      moment: 'before',
      allowed: false,
      exitCode: 1,
      counts: { history: 4, ledger: 5, allowed: 0, critical: 1, warning: 0, notice: 0 },
    },
    {
      name: 'after it, and the hash is allowed: in sync',
      moment: 'after',
      allowed: true,
      exitCode: 0,
      counts: { history: 5, ledger: 6, allowed: 1, critical: 0, warning: 0, notice: 0 },
    },
    {
      name: 'after it, and the hash is not allowed: drifted',
      moment: 'after',
      allowed: false,
      exitCode: 1,
      counts: { history: 5, ledger: 6, allowed: 0, critical: 1, warning: 0, notice: 0 },
    },
  ] as const)('$name', async ({ moment, allowed, exitCode, counts }) => {
    const folder = await makeFolder(await incidentFiles(moment, allowed))
    const run = await runCli(folder, [...check, '--format', 'json'], {
      ...env,
      DATABASE_URL: databases[moment],
    })
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode, stderr: '' })
    const verdict: unknown = JSON.parse(run.stdout)
    const isVerdict = new Ajv2020().compile(schema)
    expect(isVerdict(verdict) || isVerdict.errors).toBe(true)
    expect(verdict).toMatchObject({ target: 'app', counts })
    const found = exitCode === 0 ? [] : [{ kind: 'unknown', hash: incident.orphan, era: 'before' }]
    expect(verdict).toMatchObject({ findings: found })
  })

  test('says for a person what it found, and what to type next', async () => {
    const folder = await makeFolder(await incidentFiles('after', false))
    const { stdout } = await runCli(folder, [...check, '--database-url', after], env)
    expect(stdout).toMatch(/^app has drifted: 1 critical\n/)
    expect(stdout).toContain('Unknown hash 6cec6782… in the ledger')
    expect(stdout).toContain('2025-11-26 22:12 UTC')
    expect(stdout).toContain(`npm run driftwatch -- allow ${incident.orphan} --reason`)
  })

  test('a password that is refused: exit 2, and nothing is known', async () => {
    const folder = await makeFolder(await incidentFiles('after', true))
    const url = after.replace(password, 'wrong-Secret-1')
    const run = await runCli(folder, check, { ...env, DATABASE_URL: url })
    expect(run).toMatchObject({ exitCode: 2, stderr: '' })
    expect(run.stdout).toMatch(/^app could not be checked: the database refused the password\n/)
    expect(run.stdout).toContain('The connection string was read from `DATABASE_URL`.')
    const given = await runCli(folder, [...check, '--database-url', url], env)
    expect(given.stdout).toContain('The connection string was read from `--database-url`.')
    expect(run.stdout + given.stdout).not.toContain('wrong-Secret-1')
    const json = await runCli(folder, [...check, '--format', 'json'], { ...env, DATABASE_URL: url })
    expect(JSON.parse(json.stdout)).toMatchObject({
      status: 'unreadable',
      unreadable: { cause: 'wrong-password' },
    })
    expect(json.exitCode).toBe(2)
  })
})

describe('driftwatch check', () => {
  test('the least severity that counts can be set', async () => {
    const folder = await makeFolder(await incidentFiles('after', true))
    const run = (failOn: string) =>
      runCli(folder, [...check, '--fail-on', failOn], { DATABASE_URL: before })
    expect(await run('warning')).toMatchObject({ exitCode: 1 })
    const lenient = await run('critical')
    expect(lenient.exitCode).toBe(0)
    expect(lenient.stdout).toMatch(/^app is in sync \(1 warning\)\n\nWARNING {2}0004_add_email/)
  })

  test.for(['SIGINT', 'SIGTERM'] as const)('exit 2 after %s', async (signal) => {
    bridge.fail('hang-before-headers')
    const folder = await makeFolder(await incidentFiles('after', true))
    const env = { DATABASE_URL: after, DRIFTWATCH_NEON_ENDPOINT: bridge.endpoint, PATH: '' }
    const child = spawn(process.execPath, [cliEntry, ...check], { cwd: folder, env })
    await expect.poll(bridge.count, { timeout: 20_000 }).toBeGreaterThan(0)
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([2, null])
  })

  test('colour only where it is wanted', async () => {
    const folder = await makeFolder(await incidentFiles('after', true))
    const run = (...args: readonly string[]) =>
      runCli(folder, [...check, ...args], { DATABASE_URL: after })
    expect((await run()).stdout).not.toContain('\u001b')
    expect((await run('--color')).stdout).toContain('\u001b[')
  })

  test('a reader who leaves early does no harm', async () => {
    const folder = await makeFolder(await incidentFiles('after', false))
    const command = `"${process.execPath}" "${cliEntry}" check --manifest app.json | true; echo "$?"`
    const env = { DATABASE_URL: after, PATH: '/usr/bin:/bin' }
    const child = spawn('/bin/sh', ['-c', command], { cwd: folder, env })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    await once(child, 'close')
    expect(stderr).toBe('')
  })
})
