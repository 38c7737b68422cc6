import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { generateFolder, type KitVersion, kitVersions } from '../support/drizzle-kit.ts'
import { addFiles, type Files, makeFolder } from '../support/folder.ts'
import { runCli } from '../support/run-cli.ts'
import { problemsOf } from '../support/verify.ts'

const users = `import { pgTable, text } from 'drizzle-orm/pg-core'
export const users = pgTable('users', { id: text('id').primaryKey(), firstName: text('first_name') })
`
const verify = ['verify', '--migrations', 'drizzle', '--no-replay']
const withSchema = [...verify, '--schema', 'schema.ts']

/** A project of the real drizzle-kit with one table; made once for each version. */
const projects = new Map<KitVersion, Promise<string>>()

async function generate(version: KitVersion): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'driftwatch-'))
  await generateFolder(version, [users], folder)
  return folder
}

afterAll(async () => {
  for (const folder of await Promise.all(projects.values())) await rm(folder, { recursive: true })
})

/** A copy of it, with other files in it. */
async function makeProject(version: KitVersion, files: Files = {}): Promise<string> {
  const made = projects.get(version) ?? generate(version)
  projects.set(version, made)
  const folder = await makeFolder({})
  await cp(await made, folder, { recursive: true, verbatimSymlinks: true })
  await addFiles(folder, files)
  return folder
}

const config = (more: string) =>
  `export default { dialect: 'postgresql', out: './drizzle', schema: './schema.ts', ${more} }\n`

describe.for(kitVersions)('a schema, by drizzle-kit %s', (version) => {
  test('that is what the migrations make is good', async () => {
    const { problems, exitCode, notTold } = await problemsOf(await makeProject(version), withSchema)
    expect({ problems, exitCode, notTold }).toEqual({ problems: [], exitCode: 0, notTold: [] })
  })

  test('that lacks a table is not, with the statement that would be generated', async () => {
    const root = await makeProject(version, { 'schema.ts': 'export const nothing = 1\n' })
    const { problems, texts, exitCode } = await problemsOf(root, withSchema)
    expect(problems).toEqual(['schema-not-migrated schema.ts:'])
    expect(texts[0]).toContain('DROP TABLE "users"')
    expect(exitCode).toBe(1)
  })

  test.for([
    {
      name: 'throws for want of a variable',
      schema: `${users}if (!process.env.DB_KIND) throw new Error('DB_KIND is not set')\n`,
      words: /DB_KIND is not set\n.*environment variables/,
    },
    { name: 'does not compile', schema: `${users}const = 3\n`, words: /schema\.ts:3/ },
    { name: 'ends the process', schema: `process.exit(0)\n`, words: /ended with the code 0/ },
    { name: 'imports what is not there', schema: `import './gone'\n`, words: /gone/ },
  ])('that $name could not be told: exit 2', async ({ schema, words }) => {
    const root = await makeProject(version, { 'schema.ts': schema })
    const { problems, notTold, exitCode } = await problemsOf(root, withSchema)
    expect({ problems, exitCode }).toEqual({ problems: [], exitCode: 2 })
    expect(notTold.join()).toMatch(words)
  })

  test('gets the variables of the environment, and prints where nobody sees it', async () => {
    const schema = `${users}if (!process.env.DB_KIND) throw new Error()\nconsole.log('{"loud":1}')\n`
    const root = await makeProject(version, { 'schema.ts': schema })
    expect((await problemsOf(root, withSchema, { DB_KIND: 'x' })).exitCode).toBe(0)
  })

  test('that quotes a secret is told without it', async () => {
    const schema = `throw new Error('no way to ' + process.env.MY_SECRET)`
    const root = await makeProject(version, { 'schema.ts': schema })
    const { stdout } = await runCli(root, withSchema, { MY_SECRET: 'hunter2-hunter2' })
    expect(stdout).toContain('no way to')
    expect(stdout).not.toContain('hunter2')
  })

  test('may be of several files, which pass each other on by the paths of tsconfig.json', async () => {
    const root = await makeProject(version, {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@db/*": ["./db/*"] } } }',
      'db/users.ts': users,
      'schema.ts': `export * from '@db/users'\n`,
      'drizzle.config.ts': config(`schema: ['./schema.ts', './db/*.ts']`),
    })
    expect((await problemsOf(root, withSchema)).problems).toEqual([])
    const byConfig = await problemsOf(root, verify)
    expect({ problems: byConfig.problems, exitCode: byConfig.exitCode }).toEqual({
      problems: [],
      exitCode: 0,
    })
    expect(byConfig.notes.join()).not.toContain('No schema')
  })

  test('is found by drizzle.config; what could not be compared does not look fine', async () => {
    const root = await makeProject(version, { 'drizzle.config.ts': config('') })
    await writeFile(join(root, 'schema.ts'), 'export const nothing = 1\n')
    expect((await problemsOf(root, verify)).problems).toEqual(['schema-not-migrated schema.ts:'])
    await rm(join(root, 'node_modules'))
    const asked = [...verify, '--drizzle-config', 'drizzle.config.ts']
    for (const args of [verify, asked]) expect((await problemsOf(root, args)).exitCode).toBe(2)
    const without = await problemsOf(root, [...verify, '--no-schema'])
    expect(without.exitCode).toBe(0)
    expect(without.notes.join()).toContain('as --no-schema asks')
  })

  test('of another folder or database is left alone', async () => {
    const root = await makeProject(version, { 'drizzle.config.ts': config(`out: './other'`) })
    expect((await problemsOf(root, verify)).notes.join()).toMatch(/is for the folder \.\/other/)
    await addFiles(root, { 'drizzle.config.ts': config(`dialect: 'sqlite'`) })
    expect((await problemsOf(root, verify)).notes.join()).toMatch(/is for the dialect sqlite/)
  })
})

test('casing is read of drizzle.config, where 0.31 keeps it', async () => {
  const bare = users.replace(`text('first_name')`, 'text()')
  const root = await makeProject('0.31', { 'schema.ts': bare })
  expect((await problemsOf(root, withSchema)).exitCode).toBe(1)
  await addFiles(root, { 'drizzle.config.ts': config(`casing: 'snake_case'`) })
  expect((await problemsOf(root, withSchema)).exitCode).toBe(0)
})

test('the drizzle-kit of another layout than the folder’s cannot tell', async () => {
  const root = await makeProject('0.31')
  await rm(join(root, 'node_modules'))
  const next = await makeProject('1.0')
  await symlink(join(next, 'node_modules'), join(root, 'node_modules'))
  const { exitCode, notTold } = await problemsOf(root, withSchema)
  expect(exitCode).toBe(2)
  expect(notTold.join()).toMatch(/folder is of drizzle-kit 0\.x, and 1\.0 is installed/)
})

test('a drizzle-kit that Driftwatch does not know cannot tell', async () => {
  const root = await makeProject('0.31')
  await rm(join(root, 'node_modules'))
  await mkdir(join(root, 'node_modules'))
  await addFiles(root, {
    'schema.ts': '',
    'node_modules/drizzle-kit/package.json': '{ "name": "drizzle-kit", "version": "9.0.0" }',
  })
  const { exitCode, notTold } = await problemsOf(root, withSchema)
  expect(exitCode).toBe(2)
  expect(notTold.join()).toMatch(/not installed there, or is a version/)
})

test('a schema that is not there is refused', async () => {
  const { exitCode, stderr } = await runCli(await makeProject('0.31'), [
    ...verify,
    '--schema',
    'x.ts',
  ])
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(
    /--schema, or driftwatch\.config\.json, names .*x\.ts, which does not exist/,
  )
})
