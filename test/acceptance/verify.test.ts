import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  generateFolder,
  type KitVersion,
  kitVersions,
  nextMigration,
  upgradeFolder,
} from '../support/drizzle-kit.ts'
import { makeFolder } from '../support/folder.ts'
import { git } from '../support/git.ts'
import { runCli } from '../support/run-cli.ts'
import { shopSteps } from '../support/schemas.ts'
import { problemsOf } from '../support/verify.ts'

const verify = [
  'verify',
  '--migrations',
  'db/drizzle',
  '--schema',
  'db/schema.ts',
  '--base',
  'main',
]
/** For what is not about the replay, which takes the longest. */
const quickly = [...verify, '--no-replay']
const note = `note: text('note'),`

/** A repository whose main has a project of the real drizzle-kit; made once for each version. */
const repositories = new Map<KitVersion, Promise<string>>()

async function makeMain(version: KitVersion): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'driftwatch-'))
  await mkdir(join(root, 'db'))
  await writeFile(join(root, '.gitignore'), 'node_modules\n')
  await generateFolder(version, shopSteps, join(root, 'db'))
  await git(root, 'init', '--quiet')
  await commitAll(root)
  return root
}

afterAll(async () => {
  for (const root of await Promise.all(repositories.values())) await rm(root, { recursive: true })
})

/** A copy of it, with a branch that is checked out. */
async function makeBranch(version: KitVersion): Promise<string> {
  const made = repositories.get(version) ?? makeMain(version)
  repositories.set(version, made)
  const root = await makeFolder({})
  await cp(await made, root, { recursive: true, verbatimSymlinks: true })
  await git(root, 'checkout', '--quiet', '-b', 'feature')
  return root
}

async function commitAll(root: string): Promise<void> {
  await git(root, 'add', '--all')
  await git(root, 'commit', '--quiet', '-m', 'Next')
}

/** Adds a column to the schema's last table. */
async function editSchema(root: string): Promise<void> {
  const file = join(root, 'db/schema.ts')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/(isOn: .*\n)/, `$1  ${note}\n`))
}

/** The SQL files of a project, in their order. */
async function sqlFiles(root: string): Promise<string[]> {
  const paths = await readdir(join(root, 'db/drizzle'), { recursive: true })
  return paths.filter((path) => path.endsWith('.sql')).toSorted()
}

describe.for(kitVersions)('a pull request in a project of drizzle-kit %s', (version) => {
  test('that adds a proper migration is green', async () => {
    const root = await makeBranch(version)
    await editSchema(root)
    await nextMigration(version, join(root, 'db'), 'notes')
    await commitAll(root)
    const { exitCode, stdout } = await runCli(root, verify)
    expect(stdout).toBe('Nothing is wrong: 5 migrations, 1 of them new\n')
    expect(exitCode).toBe(0)
  })

  test('that changes schema.ts without a migration is red, in the line of the column', async () => {
    const root = await makeBranch(version)
    await editSchema(root)
    await commitAll(root)
    const source = await readFile(join(root, 'db/schema.ts'), 'utf8')
    const line = source.slice(0, source.indexOf(note)).split('\n').length
    const { exitCode, problems } = await problemsOf(root, quickly)
    expect(problems).toEqual([`schema-not-migrated db/schema.ts:${line}`])
    expect(exitCode).toBe(1)
  })

  test('that renames a column without a migration is red, though drizzle-kit only asks', async () => {
    const root = await makeBranch(version)
    const file = join(root, 'db/schema.ts')
    await writeFile(file, (await readFile(file, 'utf8')).replace("'is_on'", "'is_enabled'"))
    const { exitCode, problems } = await problemsOf(root, quickly)
    expect(problems.map((each) => each.replace(/:\d*$/, ''))).toEqual([
      'schema-not-migrated db/schema.ts',
    ])
    expect(exitCode).toBe(1)
  })

  test('that edits a migration of main is red, in that file', async () => {
    const root = await makeBranch(version)
    const [, second = ''] = await sqlFiles(root)
    const file = join(root, 'db/drizzle', second)
    const lines = (await readFile(file, 'utf8')).split('\n').length
    await appendFile(file, '\n-- one more thing')
    await commitAll(root)
    const { exitCode, problems } = await problemsOf(root, quickly)
    expect(problems).toEqual([`edited db/drizzle/${second}:${lines + 1}`])
    expect(exitCode).toBe(1)
  })

  test('that was overtaken by one on main is told with the newest of main', async () => {
    const root = await makeBranch(version)
    await git(root, 'checkout', '--quiet', '-b', 'other')
    await editSchema(root)
    const mine = await nextMigration(version, join(root, 'db'), 'mine')
    await commitAll(root)
    await git(root, 'checkout', '--quiet', 'main')
    const theirs = await nextMigration(version, join(root, 'db'), 'theirs', '--custom')
    await commitAll(root)
    await git(root, 'checkout', '--quiet', 'other')
    const { exitCode, problems, texts } = await problemsOf(root, quickly)
    const journal = await readFile(join(root, 'db/drizzle/meta/_journal.json'), 'utf8').catch(
      () => '',
    )
    const line = journal.split('\n').findIndex((each) => each.includes('_mine')) + 1
    expect(problems).toEqual(
      version === '0.31'
        ? [
            `overtaken db/drizzle/meta/_journal.json:${line}`,
            `number-taken db/drizzle/meta/_journal.json:${line}`,
          ]
        : [`runs-late db/drizzle/${mine}:`],
    )
    expect(texts[0]).toContain(theirs.replace(/(\/migration)?\.sql$/, ''))
    expect(exitCode).toBe(version === '0.31' ? 1 : 0)
  })

  test('that deletes or renames a migration of main is red', async () => {
    const root = await makeBranch(version)
    const [first = '', second = '', third = ''] = await sqlFiles(root)
    expect([first, second, third]).not.toContain('')
    if (version === '1.0') {
      const folder = (file: string) => join(root, 'db/drizzle', file.replace('/migration.sql', ''))
      await rename(folder(second), `${folder(second)}_again`)
      await rm(folder(third), { recursive: true })
      const { problems } = await problemsOf(root, quickly)
      expect(problems).toContain(`deleted db/drizzle/${third}:`)
      expect(problems.join()).toContain('_again/migration.sql')
      return
    }
    await rm(join(root, 'db/drizzle', third))
    const { problems, exitCode } = await problemsOf(root, quickly)
    expect(problems).toEqual(['file-absent db/drizzle/meta/_journal.json:23'])
    expect(exitCode).toBe(1)
  })
})

test('a pull request that moves to the folders of drizzle-kit 1.0 is green', async () => {
  const root = await makeBranch('0.31')
  await upgradeFolder(join(root, 'db'))
  await commitAll(root)
  const withoutSchema = ['verify', '--migrations', 'db/drizzle', '--base', 'main', '--no-replay']
  const { problems, exitCode } = await problemsOf(root, withoutSchema)
  expect({ problems, exitCode }).toEqual({ problems: [], exitCode: 0 })
  const [first = ''] = await sqlFiles(root)
  await appendFile(join(root, 'db/drizzle', first), '\n-- edited on the way')
  const edited = await problemsOf(root, withoutSchema)
  expect(edited.problems).toEqual([
    expect.stringMatching(new RegExp(`^edited db/drizzle/${first}:[2-9]`)),
  ])
})

test('a migration that does not run on an empty database is red in its line', async () => {
  const root = await makeBranch('0.31')
  const file = await nextMigration('0.31', join(root, 'db'), 'broken', '--custom')
  await writeFile(
    join(root, 'db/drizzle', file),
    '-- first\nSELECT 1;\nALTER TABLE "nope" ADD a int;\n',
  )
  const { problems, texts } = await problemsOf(root, verify)
  expect(problems).toEqual([`replay-failed db/drizzle/${file}:3`])
  expect(texts[0]).toContain('relation "nope" does not exist')
})

test.for(['0.31', '1.0'] as const)(
  'what Drizzle %s cannot run in one transaction is red where it is new, and only there',
  async (version) => {
    const root = await makeBranch(version)
    const file = await nextMigration(version, join(root, 'db'), 'index', '--custom')
    const sql = 'SELECT 1;\nCREATE INDEX CONCURRENTLY later ON "users" ("id");\n'
    await writeFile(join(root, 'db/drizzle', file), sql)
    const { problems, texts } = await problemsOf(root, verify)
    expect(problems).toEqual([`replay-failed db/drizzle/${file}:2`])
    expect(texts[0]).toContain('Write it without CONCURRENTLY')
    // Somebody has run it by other means, and recorded it.
    await commitAll(root)
    await git(root, 'branch', '--force', 'main')
    expect((await problemsOf(root, verify)).problems).toEqual([])
  },
)

test('new migrations that cannot run together are red in the later one', async () => {
  const root = await makeBranch('0.31')
  const make = async (name: string, sql: string) => {
    const file = await nextMigration('0.31', join(root, 'db'), name, '--custom')
    await writeFile(join(root, 'db/drizzle', file), sql)
    return file
  }
  await make('enum', "CREATE TYPE mood AS ENUM ('well')")
  await commitAll(root)
  await git(root, 'branch', '--force', 'main')
  await make('value', "ALTER TYPE mood ADD VALUE 'ill'")
  const file = await make('use', "ALTER TABLE users ADD mood mood DEFAULT 'ill'")
  const { problems, texts } = await problemsOf(root, verify)
  expect(problems).toEqual([`replay-failed db/drizzle/${file}:1`])
  expect(texts[0]).toContain('in a deploy of its own')
})

test.for([
  {
    name: 'a table that is named after the month',
    sql: `DO $$ BEGIN EXECUTE 'CREATE TABLE part_' || to_char(now(), 'YYYY_MM') || ' ()'; END $$;`,
  },
  {
    name: 'a default that is random',
    sql: `DO $$ BEGIN EXECUTE 'ALTER TABLE users ADD token text DEFAULT ''' || gen_random_uuid() || ''''; END $$;`,
  },
])('$name is told, with the migration that makes it', async ({ sql }) => {
  const root = await makeBranch('0.31')
  const file = await nextMigration('0.31', join(root, 'db'), 'partition', '--custom')
  await writeFile(join(root, 'db/drizzle', file), sql)
  const { problems } = await problemsOf(root, verify)
  expect(problems).toEqual([`not-deterministic db/drizzle/${file}:`])
})

test('what a new migration drops is a notice in its line, and what an old one drops is none', async () => {
  const root = await makeBranch('0.31')
  const file = await nextMigration('0.31', join(root, 'db'), 'drop', '--custom')
  await writeFile(join(root, 'db/drizzle', file), 'SELECT 1;\n\nDELETE FROM "users";')
  const { problems, exitCode } = await problemsOf(root, quickly)
  expect(problems).toEqual([`empties db/drizzle/${file}:3`])
  expect(exitCode).toBe(0)
  await commitAll(root)
  await git(root, 'branch', '--force', 'main', 'HEAD')
  expect((await problemsOf(root, quickly)).problems).toEqual([])
})
