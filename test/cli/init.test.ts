import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod/mini'
import { addFiles, type Files, journalFiles, makeFolder } from '../support/folder.ts'
import { git, makeRepository } from '../support/git.ts'
import { runCli } from '../support/run-cli.ts'

const migrations = Object.fromEntries(
  Object.entries(journalFiles({ '0000_init': 'CREATE TABLE users (id integer);' })).map(
    ([path, text]) => [`drizzle/${path}`, text] as const,
  ),
)

const drizzleConfig = `export default {
  dialect: 'postgresql' as const,
  out: './drizzle',
  schema: './src/schema.ts',
  migrations: { table: 'done' },
}
`

const project: Files = {
  ...migrations,
  'package.json': '{\n  "name": "shop",\n  "scripts": { "start": "node ." }\n}\n',
  'drizzle.config.ts': drizzleConfig,
}

function textOf(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8')
}

const Workflow = z.object({
  on: z.object({ push: z.object({ branches: z.array(z.string()) }) }),
  defaults: z.object({ run: z.object({ 'working-directory': z.string() }) }),
  jobs: z.record(
    z.string(),
    z.object({ steps: z.array(z.object({ run: z.optional(z.string()) })) }),
  ),
})

async function workflowOf(folder: string) {
  const { on, defaults, jobs } = Workflow.parse(
    parse(await textOf(folder, '.github/workflows/driftwatch.yml')),
  )
  const commands = (job: string) => jobs[job]?.steps.flatMap(({ run }) => run ?? [])
  return {
    branches: on.push.branches,
    folder: defaults.run['working-directory'],
    verify: commands('verify'),
    publish: commands('publish-then-migrate'),
  }
}

describe('driftwatch init --yes', () => {
  test('writes what drizzle.config.ts says, the scripts and the workflow', async () => {
    const folder = await makeRepository(project)
    await git(folder, 'branch', '-M', 'trunk')
    const { exitCode, stdout, stderr } = await runCli(folder, ['init', '--yes'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('npm install --save-dev driftwatch')
    expect(JSON.parse(await textOf(folder, 'driftwatch.config.json'))).toEqual({
      migrations: 'drizzle',
      name: 'app',
      schema: 'src/schema.ts',
      ledger: 'drizzle.done',
    })
    expect(JSON.parse(await textOf(folder, 'package.json'))).toMatchObject({
      scripts: { start: 'node .', 'db:driftcheck': 'driftwatch check' },
    })
    const workflow = await workflowOf(folder)
    expect(workflow).toMatchObject({ branches: ['trunk'], folder: '.' })
    expect(workflow.verify).toContain('npx driftwatch verify --base "$BASE" --format github')
    const { publish = [] } = workflow
    const order = [
      'driftwatch manifest',
      'npm run deploy',
      'drizzle-kit migrate',
      'driftwatch check',
    ]
    const places = order.map((command) => publish.findIndex((run) => run.includes(command)))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  test('twice is as once', async () => {
    const folder = await makeRepository(project)
    await runCli(folder, ['init', '--yes'])
    await git(folder, 'add', '--all')
    const { stdout } = await runCli(folder, ['init', '--yes'])
    expect(stdout).not.toMatch(/^(written|added|kept)/m)
    expect(await git(folder, 'diff', '--stat')).toBe('')
  })

  test('keeps a file that holds something else, and says so', async () => {
    const folder = await makeRepository({ ...project, 'driftwatch.config.json': '{"name":"mine"}' })
    const { stdout } = await runCli(folder, ['init', '--yes'])
    expect(stdout).toContain('kept      driftwatch.config.json')
    expect(await textOf(folder, 'driftwatch.config.json')).toBe('{"name":"mine"}')
    await runCli(folder, ['init', '--yes', '--overwrite'])
    expect(await textOf(folder, 'driftwatch.config.json')).toContain('"name": "app"')
  })

  test('keeps a script of the same name, and the form of package.json', async () => {
    const text = '{\r\n\t"scripts": {\r\n\t\t"db:verify": "mine"\r\n\t}\r\n}\r\n'
    const folder = await makeRepository({ ...project, 'package.json': text })
    await runCli(folder, ['init', '--yes'])
    const after = await textOf(folder, 'package.json')
    expect(after).toContain('\r\n\t\t"db:verify": "mine",\r\n\t\t"db:generate"')
    expect(after).not.toMatch(/(?<!\r)\n/)
  })

  test.for([
    { lock: 'pnpm-lock.yaml', install: 'pnpm install --frozen-lockfile', exec: 'pnpm exec' },
    { lock: 'yarn.lock', install: 'yarn install --immutable', exec: 'yarn' },
    { lock: 'bun.lock', install: 'bun install --frozen-lockfile', exec: 'bunx' },
  ])('$lock: the workflow installs and runs as that does', async ({ lock, install, exec }) => {
    const folder = await makeRepository({ ...project, [lock]: '' })
    await runCli(folder, ['init', '--yes'])
    const { publish } = await workflowOf(folder)
    expect(publish).toContain(install)
    expect(publish).toContain(`${exec} driftwatch manifest`)
  })

  test('in a folder of a monorepo, the workflow is at the root and works in the folder', async () => {
    const below = Object.fromEntries(
      Object.entries(project).map(([path, text]) => [`apps/shop's/${path}`, text] as const),
    )
    const root = await makeRepository({ ...below, 'pnpm-lock.yaml': '' })
    const { exitCode } = await runCli(join(root, "apps/shop's"), ['init', '--yes'])
    expect(exitCode).toBe(0)
    const { folder, publish } = await workflowOf(root)
    expect(folder).toBe("apps/shop's")
    expect(publish).toContain('pnpm exec driftwatch manifest')
    expect(publish?.join('\n')).toContain(String.raw`--migrations '../apps/shop'\''s/drizzle'`)
  })

  test.for([
    { name: "git's own", husky: {}, file: '.git/hooks/pre-commit', text: /^#!\/bin\/sh\n/ },
    {
      name: "husky's, and what stands there stays",
      husky: { '.husky/pre-commit': 'npm test' },
      file: '.husky/pre-commit',
      text: /^npm test\n/,
    },
  ])('--pre-commit writes a hook: $name', async ({ husky, file, text }) => {
    const folder = await makeRepository({ ...project, ...husky })
    await runCli(folder, ['init', '--yes', '--pre-commit'])
    const hook = await textOf(folder, file)
    expect(hook).toMatch(text)
    expect(hook).toContain('npx driftwatch verify --no-replay')
    expect((await stat(join(folder, file))).mode & 0o111).not.toBe(0)
    await runCli(folder, ['init', '--yes', '--pre-commit'])
    expect(await textOf(folder, file)).toBe(hook)
  })
})

describe('driftwatch init cannot tell what to write', () => {
  test.for([
    { name: 'no package.json', files: migrations, says: 'There is no package.json in' },
    {
      name: 'no migrations',
      files: { 'package.json': '{}' },
      says: 'No folder of migrations was found here',
    },
    {
      name: 'a package.json that is none',
      files: { ...migrations, 'package.json': '[]' },
      says: 'package.json is not what npm would read',
    },
  ])('$name: exit 2, and the way out', async ({ files, says }) => {
    const { exitCode, stderr } = await runCli(await makeFolder(files), ['init', '--yes'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(says)
  })

  test('nobody to ask: exit 2, and nothing is written', async () => {
    const folder = await makeRepository(project)
    const { exitCode, stderr } = await runCli(folder, ['init'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Say --yes')
    expect(await git(folder, 'status', '--porcelain')).toBe('')
  })

  test.for([
    {
      name: 'throws',
      text: "throw new Error('no DATABASE_URL')",
      says: 'could not be loaded (no DATABASE_URL), so it is not known which migrations, schema and ledger it names. If it reads environment variables',
    },
    { name: 'is for MySQL', text: "export default { dialect: 'mysql' }", says: 'is for mysql' },
    { name: 'holds a number', text: 'export default 5', says: 'holds no configuration' },
  ])(
    'a drizzle.config.ts that $name is told, and the usual folder taken',
    async ({ text, says }) => {
      const folder = await makeRepository(project)
      await addFiles(folder, { 'drizzle.config.ts': text })
      const { exitCode, stderr } = await runCli(folder, ['init', '--yes'])
      expect(exitCode).toBe(0)
      expect(stderr).toContain(says)
      expect(await textOf(folder, 'driftwatch.config.json')).toContain('"migrations": "drizzle"')
    },
  )
})
