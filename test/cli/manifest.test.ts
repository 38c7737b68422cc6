import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readManifest } from '../../src/cli/published.ts'
import { addFiles, type Files, journalFiles, makeFolder } from '../support/folder.ts'
import { git, makeRepository } from '../support/git.ts'
import { runCli } from '../support/run-cli.ts'

const drizzle = Object.fromEntries(
  Object.entries(journalFiles({ '0000_init': 'SELECT 1;', '0001_next': 'SELECT 2;' })).map(
    ([path, text]) => [`db/drizzle/${path}`, text],
  ),
)
const make = ['manifest', '--migrations', 'db/drizzle', '--ledger-only']

describe('driftwatch manifest', () => {
  test('publishes the folder, says what it did and what is next', async () => {
    const root = await makeRepository(drizzle)
    const { exitCode, stdout, stderr } = await runCli(root, make)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const commit = await git(root, 'rev-parse', 'HEAD')
    expect(stdout).toBe(
      [
        'migrations-manifest/app.json',
        '  2 migrations: 0000_init to 0001_next',
        `  from db/drizzle, commit ${commit.slice(0, 12)}`,
        '  schema: not covered: the manifest was made with --ledger-only',
        'Next: Commit migrations-manifest/, and deploy the Worker before the migrations run.',
        'To hold a database against it:',
        "  export DATABASE_URL='postgresql://user:password@host/database'",
        '  npm run driftwatch -- check --manifest migrations-manifest/app.json',
        '',
      ].join('\n'),
    )
    const published = await readdir(join(root, 'migrations-manifest'))
    expect(published.toSorted()).toEqual(['allowances.json', 'app.json', 'index.ts'])
    expect(await readManifest(join(root, 'migrations-manifest/app.json'))).toMatchObject({
      name: 'app',
      layout: 'journal',
      source: 'db/drizzle',
      git: { commit, dirty: false },
      ledger: { schema: 'drizzle', table: '__drizzle_migrations' },
    })
  })

  test('writes the same bytes when it is run twice', async () => {
    const root = await makeRepository(drizzle)
    const read = async () => {
      await runCli(root, make)
      const files = ['app.json', 'index.ts', 'allowances.json']
      return Promise.all(files.map((file) => readFile(join(root, 'migrations-manifest', file))))
    }
    expect(await read()).toEqual(await read())
  })

  test('writes the same from another folder of the repository', async () => {
    const root = await makeRepository(drizzle)
    await runCli(root, make)
    const again = ['manifest', '--migrations', './drizzle/', '--out', 'app.json', '--ledger-only']
    await runCli(join(root, 'db'), again)
    const published = await readFile(join(root, 'migrations-manifest/app.json'), 'utf8')
    expect(await readFile(join(root, 'db/app.json'), 'utf8')).toBe(published)
  })

  test('tells on stderr what Drizzle bears in silence', async () => {
    const root = await makeRepository({ ...drizzle, 'db/drizzle/0002_lost.sql': '' })
    const { exitCode, stdout, stderr } = await runCli(root, make)
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^warning: 0002_lost\.sql is not in meta\/_journal\.json/)
    expect(stdout).not.toContain('0002_lost')
  })

  test('tells of changes that are not committed', async () => {
    const root = await makeRepository(drizzle)
    await addFiles(root, { 'db/drizzle/0001_next.sql': 'SELECT 3;' })
    expect((await runCli(root, make)).stdout).toContain(', with changes that are not committed\n')
  })

  test('does without git, and then keeps the folder as it was named', async () => {
    const folder = await makeFolder(drizzle)
    const { stdout } = await runCli(folder, make)
    expect(stdout).toContain('from db/drizzle, no commit known')
    const manifest = await readManifest(join(folder, 'migrations-manifest/app.json'))
    expect(manifest).toMatchObject({ git: null, source: 'db/drizzle' })
  })

  test('takes a name, a ledger and a file; elsewhere it makes no index', async () => {
    const root = await makeRepository(drizzle)
    const { stdout } = await runCli(root, [
      ...make,
      '--name',
      'shop',
      '--ledger',
      'public.migrations',
      '--out',
      'shop.json',
    ])
    expect(stdout).toMatch(/\n {2}npm run driftwatch -- check --manifest shop\.json\n$/)
    expect(await readManifest(join(root, 'shop.json'))).toMatchObject({
      name: 'shop',
      ledger: { schema: 'public', table: 'migrations' },
    })
    expect(await readdir(root)).not.toContain('migrations-manifest')
  })

  test('makes the index when --out names a file of the published folder', async () => {
    const root = await makeRepository({ ...drizzle, 'migrations-manifest/README.md': '' })
    await runCli(root, [...make, '--out', './migrations-manifest/app.json'])
    expect(await readdir(join(root, 'migrations-manifest'))).toContain('index.ts')
  })

  test('takes a history without migrations', async () => {
    const root = await makeRepository(
      Object.fromEntries(
        Object.entries(journalFiles({})).map(([path, text]) => [`db/drizzle/${path}`, text]),
      ),
    )
    const { exitCode, stdout } = await runCli(root, make)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('  0 migrations\n')
  })

  test.for([
    {
      name: 'a folder that is not there',
      args: ['manifest', '--migrations', 'nowhere'],
      says: 'nowhere is no folder',
    },
    { name: 'a name that is a path', args: [...make, '--name', '../app'], says: '--name "../app"' },
    {
      name: 'the name of another file',
      args: [...make, '--name', 'allowances'],
      says: 'another --name',
    },
    {
      name: 'a ledger without schema',
      args: [...make, '--ledger', 'migrations'],
      says: '--ledger "migrations"',
    },
    {
      name: 'a ledger of three parts',
      args: [...make, '--ledger', 'a.b.c'],
      says: '--ledger "a.b.c"',
    },
    {
      name: 'a file in a folder that is not there',
      args: [...make, '--out', 'no/app.json'],
      says: 'no/app.json could not be written',
    },
    {
      name: 'a published file of another name',
      args: [...make, '--out', 'migrations-manifest/b.json'],
      says: '--name b',
    },
  ])('refuses $name with exit code 2 and no stack', async ({ args, says }) => {
    const root = await makeRepository(drizzle)
    const { exitCode, stdout, stderr } = await runCli(root, args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^driftwatch: /)
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

describe('driftwatch bundle-check', () => {
  const toml = (targets: string): Files => ({
    'wrangler.toml': `name = "w"\ncompatibility_date = "2026-01-01"\n${targets}`,
  })
  const target = (name: string, more = '') => `[[vars.TARGETS]]\nname = "${name}"\n${more}\n`

  async function publishedWith(files: Files): Promise<string> {
    const root = await makeRepository({ ...drizzle, ...files })
    await runCli(root, make)
    return root
  }

  test('is content with what was just published', async () => {
    const root = await publishedWith(toml(target('app') + target('production', 'manifest = "app"')))
    expect(await runCli(root, ['bundle-check'])).toEqual({
      exitCode: 0,
      stdout: 'migrations-manifest/ is ready: app\n',
      stderr: '',
    })
  })

  test('refuses a stale manifest and a target without one, each with the command', async () => {
    const root = await publishedWith(toml(target('shop')))
    await addFiles(root, { 'db/drizzle/0001_next.sql': 'SELECT 3;' })
    const { exitCode, stdout, stderr } = await runCli(root, ['bundle-check'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toBe(
      [
        'driftwatch: migrations-manifest/ is not ready to be bundled:',
        '  * migrations-manifest/app.json is older than db/drizzle: changed 0001_next. Run: npm run driftwatch -- manifest --migrations db/drizzle --ledger-only',
        '  * The target "shop" of TARGETS needs the manifest "shop", which is not published. Run: npm run driftwatch -- manifest --migrations <folder> --name shop',
        '',
      ].join('\n'),
    )
    await runCli(root, make)
    await runCli(root, [...make, '--name', 'shop'])
    expect((await runCli(root, ['bundle-check'])).exitCode).toBe(0)
  })

  test('mends the index when asked to', async () => {
    const root = await publishedWith(toml(''))
    await rm(join(root, 'migrations-manifest/app.json'))
    expect((await runCli(root, ['bundle-check'])).stderr).toContain('bundle-check --fix')
    const { exitCode, stdout } = await runCli(root, ['bundle-check', '--fix'])
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'migrations-manifest/ is ready: no manifest yet\n',
    })
  })

  test('takes the targets of another environment', async () => {
    const staging = '[[env.staging.vars.TARGETS]]\nname = "stage"\n'
    const root = await publishedWith(toml(target('app') + staging))
    const { stderr } = await runCli(root, ['bundle-check', '--env', 'staging'])
    expect(stderr).toContain('The target "stage"')
  })

  test('warns where wrangler has no targets', async () => {
    const root = await publishedWith({})
    const { exitCode, stderr } = await runCli(root, ['bundle-check'])
    expect(exitCode).toBe(0)
    expect(stderr).toContain('no TARGETS')
  })

  test.for([
    {
      name: 'cannot be parsed',
      files: { 'wrangler.toml': 'name = ' },
      says: 'configuration of wrangler',
    },
    { name: 'has other TARGETS', files: toml('[vars]\nTARGETS = "app"\n'), says: 'list of tables' },
  ])('refuses a configuration of wrangler that $name', async ({ files, says }) => {
    const root = await publishedWith(files)
    const { exitCode, stderr } = await runCli(root, ['bundle-check'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^driftwatch: /)
    expect(stderr).toContain(says)
  })
})
