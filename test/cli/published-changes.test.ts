import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readManifest } from '../../src/cli/published.ts'
import { addFiles, type Files, journalFiles, journalText, makeFolder } from '../support/folder.ts'
import { runCli } from '../support/run-cli.ts'

const sql = { '0000_init': 'SELECT 1;\n', '0001_next': 'SELECT 2;\n', '0002_last': 'SELECT 3;\n' }
const journal = journalFiles(sql)
const folders: Files = {
  '20260101000000_init/migration.sql': 'SELECT 1;\n',
  '20260102000000_next/migration.sql': 'SELECT 2;\n',
}
const make = ['manifest', '--migrations', 'drizzle', '--ledger-only']
const published = 'migrations-manifest/app.json'

/** The files without some of them, and with others. */
function changed(files: Files, without: readonly string[], more: Files = {}): Files {
  return {
    ...Object.fromEntries(Object.entries(files).filter(([path]) => !without.includes(path))),
    ...more,
  }
}

/** A journal with these entries, by tag, with the day of January on which each was generated. */
function journalOf(...entries: readonly (readonly [tag: string, day: number])[]): Files {
  const list = entries.map(([tag, day], idx) => ({
    idx,
    when: Date.UTC(2026, 0, 1) + (day - 1) * 86_400_000,
    tag,
  }))
  return { 'meta/_journal.json': journalText(list) }
}

/** A folder in which `before` was published, and `after` is declared. */
async function makeSuccession(before: Files, after: Files): Promise<string> {
  const root = await makeFolder({})
  await addFiles(join(root, 'drizzle'), before)
  await runCli(root, make)
  await rm(join(root, 'drizzle'), { recursive: true })
  await addFiles(join(root, 'drizzle'), after)
  return root
}

const lasting = [
  ['0000_init', 1],
  ['0001_next', 2],
  ['0002_last', 3],
] as const

test.for<{ name: string; before?: Files; after: Files; warns: readonly (string | RegExp)[] }>([
  { name: 'the same', after: journal, warns: [] },
  {
    name: 'a migration more',
    after: journalFiles({ ...sql, '0003_more': 'SELECT 4;' }),
    warns: [],
  },
  {
    name: 'a file that was edited',
    after: changed(journal, [], { '0001_next.sql': 'SELECT 22;' }),
    warns: [
      'warning: 0001_next.sql has changed since the manifest was last published: databases that ran the old text will be reported as edited, and never get the new one. Restore the file from git, and move the change into a migration of its own.',
    ],
  },
  {
    name: 'other line endings',
    after: changed(journal, [], { '0001_next.sql': 'SELECT 2;\r\n' }),
    warns: [/^warning: 0001_next\.sql has other line endings, .* \.gitattributes/],
  },
  {
    name: 'a file that has gone',
    after: changed(journal, ['0001_next.sql'], journalOf(['0000_init', 1], ['0002_last', 3])),
    warns: [/^warning: 0001_next\.sql has gone since .* allow its hash [0-9a-f]{64} with a reason/],
  },
  {
    name: 'another when',
    after: changed(journal, [], journalOf(['0000_init', 1], ['0001_next', 2], ['0002_last', 9])),
    warns: [
      `warning: 0002_last.sql has another "when" in meta/_journal.json than when the manifest was last published: databases that ran it will be reported as restamped, and run it again. Set it back to ${Date.UTC(2026, 0, 3)}.`,
    ],
  },
  {
    name: 'an earlier when',
    after: changed(journal, [], journalOf(['0000_init', 1], ['0001_next', 1.5], ['0002_last', 3])),
    warns: [/^warning: 0001_next\.sql has another "when" .* and do not run it again\./],
  },
  {
    name: 'another order',
    after: changed(journal, [], journalOf(['0001_next', 2], ['0000_init', 1], ['0002_last', 3])),
    warns: [
      /^warning: 0000_init has an older "when"/,
      /^warning: 0001_next\.sql, 0000_init\.sql stand in another order than when .* a new database will run them otherwise/,
    ],
  },
  {
    name: 'a new migration that is older than a published one',
    after: changed(journal, [], {
      '0003_branch.sql': 'SELECT 4;',
      ...journalOf(...lasting.slice(0, 2), ['0003_branch', 2.5], ['0002_last', 3]),
    }),
    warns: [
      `warning: 0003_branch.sql is not newer than 0002_last, which was published before it: databases that ran 0002_last will never run it. Raise its "when" in meta/_journal.json above ${Date.UTC(2026, 0, 3)}.`,
    ],
  },
  {
    name: 'a file of 0.x under another name, by which Drizzle does not go',
    after: changed(journal, ['0002_last.sql'], {
      '0002_final.sql': 'SELECT 3;\n',
      ...journalOf(...lasting.slice(0, 2), ['0002_final', 3]),
    }),
    warns: [],
  },
  {
    name: 'all of it at once',
    after: {
      '0001_next.sql': '',
      '0002_last.sql': 'SELECT 3;\n',
      ...journalOf(['0001_next', 2], ['0002_last', 5]),
    },
    warns: [/0000_init\.sql has gone/, /0001_next\.sql has changed/, /0002_last\.sql has another/],
  },
  {
    name: 'folders of 1.0 that were edited and renamed',
    before: folders,
    after: {
      '20260101000000_init/migration.sql': 'SELECT 11;\n',
      '20260103000000_next/migration.sql': 'SELECT 2;\n',
    },
    warns: [
      /^warning: 20260101000000_init\/migration\.sql has changed/,
      'warning: 20260103000000_next/migration.sql was 20260102000000_next/migration.sql when the manifest was last published: databases that ran it will be reported as restamped, and run it again. Name the folder 20260102000000_next again.',
    ],
  },
  {
    name: 'the upgrade from 0.x to 1.0',
    after: {
      '20260101000000_init/migration.sql': 'SELECT 1;\n',
      '20260102000000_next/migration.sql': 'SELECT 2;\n',
      '20260103000000_last/migration.sql': 'SELECT 3;\n',
    },
    warns: [],
  },
])('$name', async ({ before = journal, after, warns }) => {
  const root = await makeSuccession(before, after)
  const file = join(root, published)
  const old = await readFile(file, 'utf8')
  // What the folder bears in silence is no change.
  const changes = warns.filter((warning) => !String(warning).includes('has an older'))

  const refused = await runCli(root, [...make, '--append-only'])
  expect(refused.exitCode).toBe(changes.length === 0 ? 0 : 2)
  if (changes.length > 0) {
    expect(refused.stdout).toBe('')
    const [first, ...lines] = refused.stderr.trimEnd().split('\n')
    expect(first).toBe(`driftwatch: ${published} is left as it was, as --append-only asks:`)
    expect(lines).toHaveLength(changes.length)
    expect(await readFile(file, 'utf8')).toBe(old)
    const told = await runCli(root, make)
    expect(told.exitCode).toBe(0)
    const warnings = told.stderr.split('\n').slice(0, -1)
    expect(warnings).toHaveLength(warns.length)
    const texts = warnings.slice(-changes.length).map((line) => line.replace('warning: ', '  * '))
    expect(lines.toSorted()).toEqual(texts.toSorted())
    for (const warning of warns) expect(warnings).toContainEqual(expect.stringMatching(warning))
  } else {
    expect(refused.stderr).toBe('')
  }
  expect((await runCli(root, [...make, '--append-only'])).exitCode).toBe(0)
  const tags = (await readManifest(file)).migrations.map(({ tag }) => tag)
  expect(tags).toHaveLength(Object.keys(after).filter((path) => path.endsWith('.sql')).length)
})

test('a hash that is allowed may go', async () => {
  const after = changed(journal, ['0000_init.sql'], journalOf(['0001_next', 2], ['0002_last', 3]))
  const root = await makeSuccession(journal, after)
  const [init] = (await readManifest(join(root, published))).migrations
  const args = ['allow', init?.hash ?? '', '--reason', 'squashed', '--owner', 'platform']
  expect((await runCli(root, args)).exitCode).toBe(0)
  const { exitCode, stderr } = await runCli(root, [...make, '--append-only'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
})

test('another ledger than before is told, with the option that was left out', async () => {
  const root = await makeSuccession(journal, journal)
  await runCli(root, [...make, '--ledger', 'public.migrations'])
  expect((await runCli(root, make)).stderr).toBe(
    'warning: The ledger is drizzle.__drizzle_migrations, and was public.migrations when the manifest was last published. If that is not meant, add --ledger public.migrations.\n',
  )
})

test('over half a manifest nothing can be told, and it is written all the same', async () => {
  const root = await makeSuccession(journal, journal)
  await addFiles(root, { [published]: '{\n<<<<<<< HEAD\n' })
  const refused = await runCli(root, [...make, '--append-only'])
  expect(refused.exitCode).toBe(2)
  expect(refused.stderr).toContain(`git diff HEAD -- ${published}`)
  const { exitCode, stderr } = await runCli(root, make)
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/^warning: .* is no whole manifest/)
  expect((await readManifest(join(root, published))).migrations).toHaveLength(3)
})

test('a manifest that goes elsewhere is held against the one that stands there', async () => {
  const root = await makeSuccession(journal, journal)
  const args = [...make, '--out', 'app.json']
  await runCli(root, args)
  await addFiles(root, { 'drizzle/0000_init.sql': 'SELECT 11;' })
  expect((await runCli(root, args)).stderr).toMatch(/^warning: 0000_init\.sql has changed/)
})
