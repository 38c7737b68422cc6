import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { x } from 'tinyexec'
import { afterAll, describe, expect, test } from 'vitest'
import { bundleCli } from '../../src/build/bundle-cli.ts'
import { makeFolder } from '../support/folder.ts'
import { incidentDatabase, incidentFiles } from '../support/incident.ts'
import { startNeonBridge } from '../support/neon-bridge.ts'
import { startPostgres } from '../support/postgres.ts'

const postgres = await startPostgres(18)
const bridge = await startNeonBridge(postgres)
const cli = await realpath(await mkdtemp(join(tmpdir(), 'driftwatch-cli-')))
const entry = join(cli, 'index.js')
afterAll(async () => {
  await rm(cli, { recursive: true, force: true })
  await bridge.stop()
  await postgres.stop()
})
await bundleCli(cli)
const database = await incidentDatabase(postgres, 'after')

test('a bundled command line loads no more of Node than it uses', async () => {
  const files = await Promise.all(
    (await readdir(cli, { recursive: true }))
      .filter((file) => /\.c?js$/.test(file))
      .map((file) => readFile(join(cli, file), 'utf8')),
  )
  expect(files.filter((code) => /\bfrom ?["']node:/.test(code))).toEqual([])
  // Loaded by an import of `node:process` or `node:util`, for an export that is not used.
  const loaded = 'process.on("exit", () => console.error(process.moduleLoadList.join("\\n")))'
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(loaded)}`,
    entry,
    '--version',
  ])
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(stderr).toContain('NativeModule fs\n')
  expect(stderr).not.toContain('NativeModule worker_threads')
})

/** The bundled command line beside an incident's files, and the code that it keeps. */
async function bundled(isAllowed: boolean) {
  const folder = await makeFolder({ ...(await incidentFiles('after', isAllowed)), 'code/': '' })
  const code = join(folder, 'code')
  const run = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const all = { DATABASE_URL: database, NODE_COMPILE_CACHE: code, NO_COLOR: '1', ...env }
    const options = { timeout: 60_000, nodeOptions: { cwd: folder, env: all } }
    const { exitCode, stdout, stderr } = await x(process.execPath, [entry, ...args], options)
    return { exitCode, stdout, stderr }
  }
  const keptNames = async () => {
    const paths = await readdir(code, { recursive: true })
    return paths.flatMap((path) => /driftwatch_.*$/.exec(path) ?? []).toSorted()
  }
  return { run, keptNames }
}

const check = ['check', '--manifest', 'app.json']

describe('a bundled check', () => {
  test('keeps the code of a run that found the database in sync, and uses it', async () => {
    const { run, keptNames } = await bundled(true)
    expect(await run(['check', '--help'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await keptNames()).toEqual([])
    const first = await run(check)
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(first.stdout).toMatch(/^app is in sync\n/)
    const kept = await keptNames()
    const loaded = ['alone', 'for-alone', 'for-read', 'for-run-check', 'for-tell-look']
    expect(kept).toEqual(
      expect.arrayContaining(
        loaded.map((name) => expect.stringMatching(`^driftwatch_--manifest_${name}[-.]`)),
      ),
    )
    const withoutTime = (text: string) => text.replace(/read .* UTC/, '')
    const second = await run(check)
    expect({ ...second, stdout: withoutTime(second.stdout) }).toEqual({
      ...first,
      stdout: withoutTime(first.stdout),
    })
    expect(await keptNames()).toEqual(kept)
    const json = await run([...check, '--format=json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ target: 'app', status: 'in-sync' })
    const other = (await keptNames()).filter((name) => !kept.includes(name))
    expect(new Set(other.map((name) => name.split('_').slice(0, 3).join('_')))).toEqual(
      new Set(['driftwatch_--manifest_--format']),
    )
  })

  test('keeps nothing of one that found drift, or could not tell', async () => {
    const { run, keptNames } = await bundled(false)
    const drifted = await run(check)
    expect(drifted).toMatchObject({ exitCode: 1, stderr: '' })
    expect(drifted.stdout).toMatch(/^app has drifted: 1 critical\n/)
    expect(await run(['check', '--manifest', 'none.json'])).toMatchObject({ exitCode: 2 })
    expect(await keptNames()).toEqual([])
  })

  test('is whole: all its formats, and over HTTP', async () => {
    const { run } = await bundled(false)
    for (const [format, words] of [
      ['github', '::error'],
      ['markdown', 'drifted'],
      ['sarif', '"version": "2.1.0"'],
      ['junit', '<testsuite'],
    ] as const) {
      const { exitCode, stdout, stderr } = await run(['--no-color', ...check, '--format', format])
      expect({ exitCode, stderr }, format).toEqual({ exitCode: 1, stderr: '' })
      expect(stdout, format).toContain(words)
    }
    const far = await run(check, { DRIFTWATCH_NEON_ENDPOINT: bridge.endpoint })
    expect(far).toMatchObject({ exitCode: 1, stderr: '' })
    expect(bridge.count()).toBeGreaterThan(0)
  })
})
