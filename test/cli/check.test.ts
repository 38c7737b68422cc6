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
    expect(stdout).toContain(`driftwatch allow ${incident.orphan} --reason`)
  })

  test('a password that is refused: exit 2, and nothing is known', async () => {
    const folder = await makeFolder(await incidentFiles('after', true))
    const url = after.replace(password, 'wrong-Secret-1')
    const run = await runCli(folder, check, { ...env, DATABASE_URL: url })
    expect(run).toMatchObject({ exitCode: 2, stderr: '' })
    expect(run.stdout).toMatch(/^app could not be checked: the database refused the password\n/)
    expect(run.stdout).not.toContain('wrong-Secret-1')
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

  const secret = 'postgresql://monitor:hunter2-Secret@db.example.invalid/app'
  test.for([
    { name: 'no manifest is named', args: ['check'], says: '--manifest' },
    {
      name: 'the manifest is not there',
      args: ['check', '--manifest', 'x.json'],
      says: 'x.json does not exist',
    },
    {
      name: 'the manifest is none',
      args: ['check', '--manifest', 'allowances.json'],
      says: 'not a manifest',
    },
    {
      name: 'the manifest was changed',
      args: ['check', '--manifest', 'changed.json'],
      says: 'digest does not fit',
    },
    {
      name: 'the allowances are not there',
      args: [...check, '--allowances', 'x.json'],
      says: 'x.json does not exist',
    },
    { name: 'no database is named', args: check, says: 'DATABASE_URL is not set' },
    {
      name: 'the database is none',
      args: [...check, '--database-url', `psql ${secret}`],
      says: '--database-url holds a whole psql command',
    },
    {
      name: 'an option is spelled wrongly',
      args: [...check, `--databse-url=${secret}`],
      says: 'unknown option',
    },
    { name: 'the format is unknown', args: [...check, '--format', 'xml'], says: 'xml' },
    { name: 'the severity is unknown', args: [...check, '--fail-on', 'none'], says: 'none' },
    { name: 'a word too many', args: [...check, secret], says: 'too many arguments' },
    { name: 'no command', args: [], says: 'Usage' },
    { name: 'an unknown command', args: ['frob'], says: "unknown command 'frob'" },
  ])('exit 2 and no verdict where $name', async ({ args, says }) => {
    const files = await incidentFiles('after', true)
    const changed = String(files['app.json']).replace('0000_tenants', '0000_users')
    const folder = await makeFolder({ ...files, 'changed.json': changed })
    const run = await runCli(folder, args)
    expect(run).toMatchObject({ exitCode: 2, stdout: '' })
    expect(run.stderr).toContain(says)
    expect(run.stderr).not.toMatch(/hunter2|example\.invalid|\n +at /)
  })

  test('exit 2 where the host is not there, and no name of it in any output', async () => {
    const folder = await makeFolder(await incidentFiles('after', true))
    const run = await runCli(folder, check, { DATABASE_URL: secret })
    expect(run.exitCode).toBe(2)
    expect(run.stdout).toMatch(/^app could not be checked: /)
    expect(run.stdout + run.stderr).not.toMatch(/hunter2|example\.invalid/)
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

  test('help and version are no failure, and show no secret of the environment', async () => {
    const folder = await makeFolder({})
    const env = { DATABASE_URL: secret }
    expect(await runCli(folder, ['--version'], env)).toMatchObject({
      exitCode: 0,
      stdout: '0.1.0\n',
    })
    const help = await runCli(folder, ['check', '--help'], env)
    expect(help.exitCode).toBe(0)
    expect(help.stdout).toContain('--database-url')
    expect(help.stdout).not.toContain('hunter2')
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
    await once(child, 'exit')
    expect(stderr).toBe('')
  })
})
