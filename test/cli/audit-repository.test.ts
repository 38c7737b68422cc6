import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, test } from 'vitest'
import schema from '../../src/report/audit.schema.json' with { type: 'json' }
import {
  generateFolder,
  type KitVersion,
  kitVersions,
  nextMigration,
} from '../support/drizzle-kit.ts'
import { runMigrator } from '../support/drizzle-migrate.ts'
import { addFiles, type Files, makeFolder } from '../support/folder.ts'
import { incident } from '../support/incident.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

const postgres = await startPostgres(17)
const isAudit = new Ajv2020().compile(schema)

const users = `import { pgTable, text } from 'drizzle-orm/pg-core'
export const users = pgTable('users', { id: text('id').primaryKey(), name: text('name') })
`
const orders = `${users}export const orders = pgTable('orders', { id: text('id').primaryKey() })\n`
const asked = ['--migrations', 'drizzle', '--schema', 'schema.ts']

/** A project of the real drizzle-kit that is published, and a database that ran all of it. */
interface Published {
  readonly folder: string
  readonly url: string
}
const published = new Map<KitVersion, Promise<Published>>()

async function publish(version: KitVersion): Promise<Published> {
  const folder = await mkdtemp(join(tmpdir(), 'driftwatch-'))
  const url = await postgres.createDatabase()
  await runMigrator(version, url, await generateFolder(version, [users], folder))
  await publishManifest(folder)
  return { folder, url }
}

async function publishManifest(folder: string): Promise<void> {
  const args = ['manifest', '--migrations', 'drizzle', '--ledger-only', '--out', 'app.json']
  expect(await runCli(folder, args)).toMatchObject({ exitCode: 0 })
}

afterAll(async () => {
  await postgres.stop()
  for (const { folder } of await Promise.all(published.values())) {
    await rm(folder, { recursive: true })
  }
})

/** A copy of the project, with other files in it, and what an audit says there. */
async function projectOf(version: KitVersion, files: Files = {}) {
  const made = published.get(version) ?? publish(version)
  published.set(version, made)
  const { folder: original, url } = await made
  const folder = await makeFolder({})
  await cp(original, folder, { recursive: true, verbatimSymlinks: true })
  await addFiles(folder, files)
  const audit = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCli(folder, ['audit', '--manifest', 'app.json', ...args], { DATABASE_URL: url, ...env })
  return { folder, url, audit }
}

async function jsonOf(run: ReturnType<typeof runCli>): Promise<unknown> {
  const { stdout } = await run
  const json: unknown = JSON.parse(stdout)
  expect(isAudit(json) || isAudit.errors).toBe(true)
  return json
}

/** The one migration's file. */
const firstFile = async (folder: string, version: KitVersion) => {
  const [migration] = JSON.parse(await readFile(join(folder, 'app.json'), 'utf8')).migrations
  return join(folder, 'drizzle', migration.tag + (version === '0.31' ? '.sql' : '/migration.sql'))
}

describe.for(kitVersions)('a repository of drizzle-kit %s', (version) => {
  test('that is what was published, with a schema that has its migrations: exit 0', async () => {
    const { audit } = await projectOf(version)
    const { exitCode, stdout } = await audit(asked)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^app is in sync\n/)
    expect(stdout).toContain('`drizzle` holds what the manifest declares: 1 migration.')
    expect(stdout).toContain("The schema's source has all its migrations")
    expect(await jsonOf(audit([...asked, '--format', 'json']))).toMatchObject({
      repository: {
        folder: 'drizzle',
        migrations: 1,
        manifest: { lacks: [], differs: [], keeps: [], changes: [] },
        schema: { statements: [] },
        notTold: [],
      },
    })
  })

  test('with a change of the schema without a migration: exit 1, and its SQL', async () => {
    const { audit } = await projectOf(version, { 'schema.ts': orders })
    const { exitCode, stdout } = await audit(asked)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^app is in sync, but the schema has no migration for a change\n/)
    expect(stdout).toContain('CRITICAL  The schema has no migration for a change')
    expect(stdout).toContain('    CREATE TABLE "orders" (\n')
    expect(stdout).not.toContain("The schema's source has all")
    expect(await jsonOf(audit([...asked, '--format', 'json']))).toMatchObject({
      status: 'in-sync',
      repository: {
        schema: {
          statements: [expect.stringContaining('CREATE TABLE "orders"')],
          place: { file: 'schema.ts', line: 3 },
        },
      },
    })
  })

  test('with a new migration is ahead of what was published: exit 1', async () => {
    const { folder, audit } = await projectOf(version, { 'schema.ts': orders })
    await nextMigration(version, folder, 'orders')
    const { exitCode, stdout } = await audit(asked)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^app is in sync, but its manifest is not up to date\n/)
    expect(stdout).toContain('WARNING  The published manifest is not up to date')
    expect(stdout).toMatch(/does not know \w+_orders/)
    expect(stdout).toContain("The schema's source has all its migrations")
  })

  test('with a new migration that ran before it was published: its row is named', async () => {
    const { folder, audit } = await projectOf(version, { 'schema.ts': orders })
    await nextMigration(version, folder, 'orders')
    const url = await postgres.createDatabase()
    await runMigrator(version, url, join(folder, 'drizzle'))
    const { exitCode, stdout } = await audit(asked, { DATABASE_URL: url })
    expect(exitCode).toBe(1)
    expect(oneLine(stdout)).toMatch(/has run already: `\w+_orders` \(row `2`\)/)
  })

  test('with a published migration that was edited: exit 1', async () => {
    const { folder, audit } = await projectOf(version)
    await writeFile(await firstFile(folder, version), 'SELECT 1')
    const { exitCode, stdout } = await audit(['--migrations', 'drizzle'])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^app is in sync, but the files contradict what was published\n/)
    expect(stdout).toMatch(/has changed since the manifest was\s+last\s+published/)
    // To publish the edited text is no way out.
    expect(stdout).not.toContain('not up to date')
    expect(stdout).not.toContain('holds what the manifest declares')
  })

  test('with a schema that cannot be compared is never fine', async () => {
    const { audit, url } = await projectOf(version, {
      'schema.ts': `throw new Error('no way to ' + process.env.MY_SECRET)`,
    })
    const { exitCode, stdout } = await audit(asked, { MY_SECRET: 'hunter2-hunter2' })
    expect(exitCode).toBe(2)
    expect(stdout).toMatch(/^app is in sync, but not all of the repository could be compared\n/)
    expect(stdout.slice(stdout.indexOf('Not covered'))).toContain('no way to […]')
    expect(stdout).not.toContain('hunter2')
    expect(await jsonOf(audit([...asked, '--format', 'json']))).toMatchObject({
      repository: { schema: null, notTold: [expect.stringContaining('could not be compared')] },
    })
    // What is known to be wrong stays the answer.
    const other = url.replace(/\/[^/]*$/, '/postgres')
    expect((await audit(asked, { DATABASE_URL: other })).exitCode).toBe(1)
  })

  test('is told also where the database cannot be read: exit 2', async () => {
    const { audit } = await projectOf(version, { 'schema.ts': orders })
    const nobody = { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' }
    const { exitCode, stdout } = await audit(asked, nobody)
    expect(exitCode).toBe(2)
    expect(stdout).toContain('So nothing is known')
    expect(stdout).toContain('CREATE TABLE "orders"')
  })
})

describe('what is asked for', () => {
  test('nothing of the repository, unless it is named; and that is said', async () => {
    const { exitCode, stdout } = await (await projectOf('0.31', { 'schema.ts': orders })).audit([])
    expect(exitCode).toBe(0)
    expect(stdout).toContain("The migration files and the schema's source are not looked at")
    expect(stdout).not.toContain('Migration files and schema')
  })

  test('the files alone: the schema is said to be left open', async () => {
    const { audit } = await projectOf('0.31', { 'schema.ts': orders })
    const { exitCode, stdout } = await audit(['--migrations', 'drizzle'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('name it with `--schema` to know')
  })

  test('by drizzle.config, which names the schema', async () => {
    const config = `export default { dialect: 'postgresql', out: './drizzle', schema: './schema.ts' }`
    const files = { 'schema.ts': orders, 'drizzle.config.ts': config }
    const { audit } = await projectOf('0.31', files)
    const named = ['--migrations', 'drizzle', '--drizzle-config', 'drizzle.config.ts']
    expect((await audit(named)).stdout).toContain('CREATE TABLE "orders"')
  })

  test('by the configuration, as for other commands; --no-schema leaves the schema out', async () => {
    const { audit } = await projectOf('0.31', {
      'schema.ts': orders,
      'driftwatch.config.json': '{ "migrations": "drizzle", "schema": "schema.ts" }',
    })
    expect((await audit([])).exitCode).toBe(1)
    const without = await audit(['--no-schema'])
    expect(without.exitCode).toBe(0)
    expect(without.stdout).toContain('`drizzle` holds what the manifest declares')
    expect((await audit(['--readiness'])).stdout).not.toContain('CREATE TABLE')
  })

  test('a folder of the configuration that is gone is told in the report: exit 2', async () => {
    const { audit } = await projectOf('0.31', {
      'driftwatch.config.json': '{ "migrations": "gone", "schema": "schema.ts" }',
    })
    const { exitCode, stdout, stderr } = await audit([])
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' })
    expect(stdout.slice(stdout.indexOf('Not covered'))).toContain('gone is no folder')
  })

  test.for([
    { name: 'a folder that is not there', args: ['--migrations', 'gone'], says: 'is no folder' },
    { name: 'a schema without migrations', args: asked.slice(2), says: '--migrations' },
    {
      name: 'a schema that is not there',
      args: ['--migrations', 'drizzle', '--schema', 'x.ts'],
      says: 'does not exist',
    },
  ])('$name, typed by a person, is refused', async ({ args, says }) => {
    const { exitCode, stdout, stderr } = await (await projectOf('0.31')).audit(args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(says)
  })

  test('a journal that cannot be read is told, and not compared as if it were empty', async () => {
    const { audit } = await projectOf('0.31', { 'drizzle/meta/_journal.json': '<<<<<<< HEAD' })
    const { exitCode, stdout } = await audit(['--migrations', 'drizzle'])
    expect(exitCode).toBe(2)
    expect(oneLine(stdout)).toContain('were not held against the manifest')
    expect(stdout).not.toContain('The files contradict what was published')
  })
})

const story = join(import.meta.dirname, '../story/drizzle')
const canonical = '0004_add_email_status_to_intake_clarifications'

test('the incident: the canonical migration is written, and neither published nor run', async () => {
  const folder = await makeFolder({})
  await cp(story, join(folder, 'drizzle'), { recursive: true })
  const journal = join(folder, 'drizzle/meta/_journal.json')
  const whole = await readFile(journal, 'utf8')
  const { entries, ...head } = JSON.parse(whole)
  await writeFile(journal, JSON.stringify({ ...head, entries: entries.slice(0, 4) }))
  await publishManifest(folder)
  const url = await postgres.createDatabase()
  await runMigrator('0.31', url, join(folder, 'drizzle'))
  await postgres.query(
    `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, 1764195174560)`,
    [incident.orphan],
    new URL(url).pathname.slice(1),
  )
  await writeFile(journal, whole)
  const args = ['audit', '--manifest', 'app.json', '--migrations', 'drizzle']
  const { exitCode, stdout } = await runCli(folder, args, { DATABASE_URL: url })
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^app has drifted: 1 critical\n/)
  expect(stdout).toContain('Five rows against four files: four applied, one unknown.')
  expect(stdout).toContain('WARNING  The published manifest is not up to date')
  expect(stdout).toContain(canonical)
  expect(stdout).not.toContain('The files contradict what was published')
})
