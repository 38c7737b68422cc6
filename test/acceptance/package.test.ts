import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { x } from 'tinyexec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { makeProject } from '../story/project.ts'
import { addFiles } from '../support/folder.ts'
import { git } from '../support/git.ts'

const root = new URL('../..', import.meta.url).pathname

const Package = z.object({ devDependencies: z.record(z.string(), z.string()) })

/** Of the project's own, so that npm has them at hand. */
async function versionOf(name: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8')
  return `${name}@${Package.parse(JSON.parse(text)).devDependencies[name] ?? ''}`
}

const table = (columns: string) => `import { integer, pgTable, text } from 'drizzle-orm/pg-core'
export const users = pgTable('users', { id: integer().primaryKey(), ${columns} })
`

const project = await makeProject()
const application = await realpath(await mkdtemp(join(tmpdir(), 'driftwatch-package-')))
afterAll(async () => {
  await project.remove()
  await rm(application, { recursive: true, force: true })
})
await addFiles(application, {
  'package.json': '{ "name": "shop", "private": true, "type": "module" }',
  '.gitignore': 'node_modules\n',
  'schema.ts': table('name: text()'),
  'drizzle.config.ts':
    "import { defineConfig } from 'drizzle-kit'\nexport default defineConfig({ dialect: 'postgresql', schema: './schema.ts', out: './drizzle' })\n",
})

/** Runs a program in the application's folder; gives what it wrote and its exit code. */
async function run(command: string, ...args: readonly string[]) {
  const env = { NO_COLOR: '1', DATABASE_URL: undefined }
  const options = { timeout: 120_000, nodeOptions: { cwd: application, env } }
  const { stdout, stderr, exitCode } = await x(command, [...args], options)
  return { exitCode, output: stdout + stderr }
}

const driftwatch = (...args: readonly string[]) =>
  run(process.execPath, join('node_modules', 'driftwatch', 'dist', 'cli', 'index.js'), ...args)

describe('the package, installed from its tarball in an empty project', () => {
  beforeAll(async () => {
    const packed = await x('npm', ['pack', '--pack-destination', application], {
      nodeOptions: { cwd: project.folder },
    })
    expect(packed.exitCode, packed.stdout + packed.stderr).toBe(0)
    const tarball = packed.stdout.trim().split('\n').at(-1) ?? ''
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
    const kit = await Promise.all(['drizzle-kit', 'drizzle-orm'].map(versionOf))
    const installed = await run('npm', 'install', ...flags, `./${tarball}`, ...kit)
    expect(installed.exitCode, installed.output).toBe(0)
    await git(application, 'init', '--initial-branch=main')
    const generated = await run(join('node_modules', '.bin', 'drizzle-kit'), 'generate')
    expect(generated.output).toContain('.sql')
  }, 300_000)

  test('init writes what the commands then need not be told', async () => {
    expect(await driftwatch('init', '--yes')).toMatchObject({ exitCode: 0 })
    const made = await driftwatch('manifest')
    expect(made.exitCode, made.output).toBe(0)
    expect(made.output).toContain('1 table')
    expect(made.output).toContain('npx driftwatch check')
    await git(application, 'add', '--all')
    await git(application, 'commit', '--message', 'Set up')
    const verified = await driftwatch('verify')
    expect(verified.exitCode, verified.output).toBe(0)
  }, 120_000)

  test('verify sees a schema.ts without its migration', async () => {
    await writeFile(join(application, 'schema.ts'), table('name: text(), email: text()'))
    const verified = await driftwatch('verify', '--no-replay')
    expect(verified.exitCode, verified.output).toBe(1)
    expect(verified.output).toContain('email')
  }, 60_000)

  test('the guard can be imported, and its types are whole', async () => {
    await writeFile(
      join(application, 'start.ts'),
      `import { assertInSync, fromPg } from 'driftwatch/guard'
import manifest from './migrations-manifest/app.json' with { type: 'json' }
const client = { query: (sql: string) => Promise.resolve({ rows: [{ sql }] }) }
export const start = () => assertInSync({ manifest, query: fromPg(client) })
console.log(typeof start)
`,
    )
    const started = await run(process.execPath, 'start.ts')
    expect(started.output).toContain('function')
    const flags = ['--noEmit', '--module', 'nodenext', '--resolveJsonModule', '--skipLibCheck']
    const tsc = join(root, 'node_modules', '.bin', 'tsc')
    // Without the types of Node, as on the edge; `console` is the test's.
    const lib = ['--strict', '--lib', 'es2024,dom', '--types', '']
    const typed = await run(tsc, ...flags, ...lib, '--ignoreConfig', 'start.ts')
    expect(typed.output).toBe('')
  }, 60_000)

  test('holds what runs and its licence, and no test', async () => {
    const inside = await readdir(join(application, 'node_modules', 'driftwatch'))
    expect(inside.toSorted()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json'])
  })
})
