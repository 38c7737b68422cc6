import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, test } from 'vitest'
import type { Run } from '../../src/core/target-report.ts'
import schema from '../../src/report/audit.schema.json' with { type: 'json' }
import { addFiles, makeFolder } from '../support/folder.ts'
import { incident, incidentDatabase, incidentFiles } from '../support/incident.ts'
import { startLocalServer } from '../support/local-server.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const before = await incidentDatabase(postgres, 'before')
const after = await incidentDatabase(postgres, 'after')
const isAudit = new Ajv2020().compile(schema)
const token = 'planted-token-0123456789abcdef-0123'

interface Asked {
  readonly moment?: 'before' | 'after'
  readonly allowed?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
}

async function audit(args: readonly string[], asked: Asked = {}) {
  const { moment = 'before', allowed = false, env = {}, files = {} } = asked
  const folder = await makeFolder(await incidentFiles(moment, allowed))
  await addFiles(folder, files)
  const url = moment === 'before' ? before : after
  const run = await runCli(folder, ['audit', '--manifest', 'app.json', ...args], {
    DATABASE_URL: url,
    ...env,
  })
  return { ...run, folder }
}

describe('the incident, before its canonical migration', () => {
  test('the report counts, names the orphan, and offers the four ways out', async () => {
    const { exitCode, stdout, stderr } = await audit([])
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(stdout).toMatch(/^app has drifted: 1 critical\n/)
    expect(stdout).toContain('Five rows against four files: four applied, one unknown.')
    expect(stdout).toMatch(/^✗ unknown {2}2025-11-26 22:12 {2}1 {4}6cec6782… {2}no file$/m)
    expect(stdout).toMatch(/^✓ applied {2}2026-01-14 00:41 {2}10 {3}b0666b9f… {2}0000_tenants$/m)
    expect(stdout).toContain('No row has the ids 2 to 9, which proves nothing')
    for (const exit of ['ALLOW', 'CODIFY', 'REVERT (destructive)', 'RECORD (destructive)']) {
      expect(stdout).toContain(`\n  ${exit}: `)
    }
    expect(stdout).toContain(`allow ${incident.orphan} --reason '…' --owner '…'`)
    expect(stdout).toContain(`      WHERE id = 1\n        AND hash = '${incident.orphan}'`)
    expect(stdout).toContain('Not covered\nThe live schema is not compared')
    const wide = stdout.split('\n').filter((line) => line.length > 80)
    expect(wide.every((line) => line.includes(incident.orphan))).toBe(true)
  })

  test('JSON has all of it, after its schema', async () => {
    const { exitCode, stdout } = await audit(['--format', 'json'])
    expect(exitCode).toBe(1)
    const json: unknown = JSON.parse(stdout)
    expect(isAudit(json) || isAudit.errors).toBe(true)
    expect(json).toMatchObject({
      status: 'drifted',
      counts: { ledger: 5, history: 4, critical: 1 },
      findings: [{ kind: 'unknown', hash: incident.orphan }],
      ladder: [
        { state: 'unknown', migration: null, row: { id: '1' } },
        { state: 'applied', migration: { tag: '0000_tenants' }, row: { id: '10' } },
        { row: { id: '11' } },
        { row: { id: '12' } },
        { row: { id: '13' } },
      ],
      exits: [{ exit: 'allow' }, { exit: 'codify' }, { exit: 'revert' }, { exit: 'record' }],
    })
  })

  test('after it, and with the orphan allowed: in sync, and still on the ladder', async () => {
    const { exitCode, stdout } = await audit([], { moment: 'after', allowed: true })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^app is in sync\n/)
    expect(stdout).toContain('Six rows against five files: five applied, one allowed.')
    expect(stdout).not.toContain('Findings')
  })

  test('the upgrade to 1.0 would throw at the orphan, allowed or not', async () => {
    const { exitCode, stdout } = await audit(['--readiness'], { allowed: true })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^app is not ready for Drizzle 1\.0\n/)
    expect(stdout).toContain('CRITICAL  Row 1: the upgrade throws')
    expect(stdout).toContain('20260114004129_tenants')
    const json = await audit(['--readiness', '--format', 'json'])
    expect(JSON.parse(json.stdout)).toMatchObject({
      readiness: { ready: false, outcome: 'throws' },
    })
  })
})

describe('how it is written', () => {
  test('--out writes whole files, and nothing beside them', async () => {
    const { exitCode, stdout, folder } = await audit(['--format', 'html', '--out', 'report.html'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    const page = await readFile(join(folder, 'report.html'), 'utf8')
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'")
    expect(page).not.toMatch(/<script|<link|<img|url\(|@import/)
    expect(await readdir(folder)).toEqual(['allowances.json', 'app.json', 'report.html'])
  })

  test('Markdown is a table, fenced statements, and headings', async () => {
    const { stdout } = await audit(['--format', 'markdown'])
    expect(stdout).toMatch(/^# ❌ <code>app<\/code> has drifted: 1 critical\n/)
    expect(stdout).toContain('| ✗ unknown | 2025-11-26 22:12 | <code>1</code> |')
    expect(stdout).toMatch(/^```sql\nDO \$\$\n[\s\S]*?\nEND \$\$;\n```$/m)
  })

  test('colour only where it is wanted, and never in a file', async () => {
    expect((await audit([])).stdout).not.toContain('\u001B')
    expect((await audit(['--color'])).stdout).toContain('\u001B[')
  })

  test('what cannot be read: exit 2, and nothing is known', async () => {
    const url = before.replace(new URL(before).password, 'wrong-Secret-1')
    for (const extra of [[], ['--readiness']]) {
      const { exitCode, stdout, stderr } = await audit(extra, { env: { DATABASE_URL: url } })
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' })
      expect(stdout).toContain('The database refused the user name or the password')
      expect(stdout).toContain('So nothing is known')
      expect(stdout).not.toContain('wrong-Secret-1')
    }
  })
})

const at = (hour: string) => `2026-03-01T${hour}:00:09.000Z`
const runs: readonly Run[] = [
  { state: 'ok', from: at('01'), to: at('08'), checks: 8, critical: 0, warning: 0 },
  { state: 'drifted', from: at('09'), to: at('11'), checks: 3, critical: 1, warning: 0 },
]

describe('since when, as the monitor knows', () => {
  const between = 'Between 2026-03-01 08:00 UTC, when the monitor last found nothing, and'

  test('from the Worker, with the token and for the target', async () => {
    const asked: string[] = []
    const server = await startLocalServer(async (request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`)
      response.end(JSON.stringify(runs))
    })
    const { stdout } = await audit(['--worker', server.origin, '--target', 'shop'], {
      env: { API_TOKEN: token },
    })
    await server.close()
    expect(asked).toEqual([`/api/targets/shop/history Bearer ${token}`])
    expect(stdout).toContain(between)
  })

  test.for([
    { name: 'a token that is refused', status: 401, body: '{}', says: 'did not accept' },
    { name: 'a target that is not there', status: 404, body: '{}', says: '--target' },
    { name: 'too many questions', status: 429, body: '{}', says: 'too often' },
    { name: 'a redirect', status: 302, body: '', says: 'answered 302' },
    { name: 'no JSON', status: 200, body: '<html>', says: 'no history' },
    { name: 'another JSON', status: 200, body: '[{"state":1}]', says: 'no history' },
  ])('$name is said, and the report stands', async ({ status, body, says }) => {
    const server = await startLocalServer(async (_request, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end(body)
    })
    const { exitCode, stdout, stderr } = await audit(['--worker', server.origin], {
      env: { API_TOKEN: token },
    })
    await server.close()
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(stdout).toContain('Not known from the monitor: ')
    expect(oneLine(stdout)).toContain(says)
    expect(stdout).toContain('Five rows against four files')
    expect(stdout + stderr).not.toContain(token)
  })

  test('a Worker that is not there, or no token: said as well', async () => {
    const gone = await audit(['--worker', 'http://127.0.0.1:9'], { env: { API_TOKEN: token } })
    expect(gone.exitCode).toBe(1)
    expect(gone.stdout).toContain('could not be reached')
    const without = await audit(['--worker', 'https://driftwatch.example'])
    expect(without.exitCode).toBe(1)
    expect(without.stdout).toContain('`API_TOKEN` is not set')
  })

  test('an address that is none: exit 2, and the token goes nowhere', async () => {
    for (const worker of ['http://driftwatch.example', 'driftwatch', 'https://a:b@c.example']) {
      const { exitCode, stderr } = await audit(['--worker', worker], { env: { API_TOKEN: token } })
      expect(exitCode).toBe(2)
      expect(stderr).toContain('--worker must be the https address')
    }
  })

  test('from a file; a wrong one is named', async () => {
    const files = { 'history.json': JSON.stringify(runs), 'wrong.json': '{}' }
    const { stdout } = await audit(['--history', 'history.json'], { files })
    expect(stdout).toContain(between)
    for (const file of ['wrong.json', 'absent.json']) {
      const { exitCode, stderr } = await audit(['--history', file], { files })
      expect(exitCode).toBe(2)
      expect(stderr).toContain(file)
    }
  })
})
