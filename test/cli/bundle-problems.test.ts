import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundleProblems } from '../../src/cli/bundle-problems.ts'
import { makeManifest, writeManifest } from '../../src/cli/make-manifest.ts'
import { preludeOf } from '../../src/cli/preludes.ts'
import { publishIndex } from '../../src/cli/published.ts'
import { defaultLedgerTable, type LedgerTable } from '../../src/core/ledger.ts'
import { addFiles, type Files, journalFiles, journalText, makeFolder } from '../support/folder.ts'
import { git } from '../support/git.ts'

const sql = { '0000_init': 'SELECT 1;', '0001_next': 'SELECT 2;' }

/** A repository whose `db/drizzle` is published as `app`. */
async function makePublished(ledger: LedgerTable = defaultLedgerTable) {
  const root = await makeFolder({})
  await git(root, 'init', '--quiet')
  await addFiles(join(root, 'db/drizzle'), journalFiles(sql))
  const folder = join(root, 'migrations-manifest')
  const migrations = join(root, 'db/drizzle')
  const schema = 'ledger-only'
  const { manifest } = await makeManifest({ migrations, name: 'app', ledger, schema })
  await writeManifest(manifest, join(folder, 'app.json'), folder)
  return { root, folder }
}

/** As `makePublished`, with the schema, and with what the preludes make. */
async function makeReplayed() {
  const root = await makeFolder({})
  await git(root, 'init', '--quiet')
  await addFiles(join(root, 'db/drizzle'), journalFiles(sql))
  await addFiles(root, { 'db/a role.sql': 'CREATE ROLE a;\n', 'b.sql': 'CREATE ROLE b;' })
  const folder = join(root, 'migrations-manifest')
  const preludes = [join(root, 'db/a role.sql'), join(root, 'b.sql')]
  const request = { migrations: join(root, 'db/drizzle'), name: 'app', ledger: defaultLedgerTable }
  const { manifest } = await makeManifest({ ...request, schema: { preludes } })
  await writeManifest(manifest, join(folder, 'app.json'), folder)
  return { root, folder, manifest }
}

const wholeInput = { targets: [], compareSources: true }

async function problemsAfter(files: Files) {
  const { root, folder } = await makePublished()
  await addFiles(root, files)
  const problems = await bundleProblems({ ...wholeInput, folder, workingFolder: root })
  return problems.map((problem) => problem.replaceAll(`${root}/`, ''))
}

test('what was just published is ready', async () => {
  expect(await problemsAfter({})).toEqual([])
})

const publish = 'Run: npm run driftwatch -- manifest --migrations db/drizzle'
const fix = 'Run: npm run driftwatch -- bundle-check --fix'

test.for<{ name: string; files: Files; problems: readonly (string | RegExp)[] }>([
  {
    name: 'an index that a person edited',
    files: { 'migrations-manifest/index.ts': 'export const published = {}\n' },
    problems: [`migrations-manifest/index.ts does not fit the manifests next to it. ${fix}`],
  },
  {
    name: 'a manifest that the index does not name',
    files: { 'migrations-manifest/shop.json': '{}' },
    problems: [/index\.ts does not fit/, /shop\.json is not a manifest of Driftwatch/],
  },
  {
    name: 'a manifest that is damaged',
    files: { 'migrations-manifest/app.json': '{' },
    problems: [/app\.json is not JSON: .* Make it anew/],
  },
  {
    name: 'a manifest after a merge with conflicts',
    files: { 'migrations-manifest/app.json': '{\n<<<<<<< HEAD\n' },
    problems: [/app\.json holds a merge-conflict marker in line 2/],
  },
  {
    name: 'allowances that are malformed',
    files: { 'migrations-manifest/allowances.json': '{ "format": 1, "allowances": [{}] }' },
    problems: [/allowances\.json: allowance 1 needs `hash`/],
  },
  {
    name: 'all of it at once',
    files: {
      'migrations-manifest/index.ts': '',
      'migrations-manifest/app.json': '',
      'migrations-manifest/allowances.json': '',
    },
    problems: [/index\.ts/, /allowances\.json/, /app\.json/],
  },
  {
    name: 'a migration that is new in the folder',
    files: Object.fromEntries(
      Object.entries(journalFiles({ ...sql, '0002_more': '' })).map(([path, text]) => [
        `db/drizzle/${path}`,
        text,
      ]),
    ),
    problems: [
      `migrations-manifest/app.json is older than db/drizzle: added 0002_more. ${publish}`,
    ],
  },
  {
    name: 'a migration whose file changed',
    files: { 'db/drizzle/0001_next.sql': 'SELECT 3;' },
    problems: [
      `migrations-manifest/app.json is older than db/drizzle: changed 0001_next. ${publish}`,
    ],
  },
  {
    name: 'migrations gone, added, and with another when',
    files: {
      'db/drizzle/meta/_journal.json': journalText([
        { idx: 0, when: 5, tag: '0000_init' },
        { idx: 1, when: 6, tag: '0001_other' },
      ]),
      'db/drizzle/0001_other.sql': '',
    },
    problems: [/: added 0001_other; changed 0000_init; gone 0001_next\. Run/],
  },
  {
    name: 'migrations in another order',
    files: {
      'db/drizzle/meta/_journal.json': journalText([
        { idx: 0, when: Date.UTC(2026, 0, 2), tag: '0001_next' },
        { idx: 1, when: Date.UTC(2026, 0, 1), tag: '0000_init' },
      ]),
    },
    problems: [/: another order\. Run/],
  },
  {
    name: 'a folder that Drizzle could not read',
    files: { 'db/drizzle/meta/_journal.json': '{' },
    problems: [/db\/drizzle\/meta\/_journal\.json is not JSON/],
  },
])('$name', async ({ files, problems }) => {
  const told = await problemsAfter(files)
  expect(told).toHaveLength(problems.length)
  for (const [index, problem] of problems.entries()) expect(told[index]).toMatch(problem)
})

test('an index checked out with CRLF is ready', async () => {
  const { root, folder } = await makePublished()
  const text = await readFile(join(folder, 'index.ts'), 'utf8')
  await addFiles(folder, { 'index.ts': text.replaceAll('\n', '\r\n') })
  expect(await bundleProblems({ ...wholeInput, folder, workingFolder: root })).toEqual([])
})

test('the command names what the manifest was made with', async () => {
  const { root, folder } = await makePublished({ schema: 'public', table: "it's" })
  await addFiles(root, { 'db/drizzle/0000_init.sql': '' })
  const [problem] = await bundleProblems({ ...wholeInput, folder, workingFolder: join(root, 'db') })
  expect(problem).toContain(
    String.raw`Run: npm run driftwatch -- manifest --migrations drizzle --ledger 'public.it'\''s' --ledger-only`,
  )
})

test('a prelude that changed or is gone counts, and the command names all of them', async () => {
  const { root, folder, manifest } = await makeReplayed()
  expect(manifest.preludes?.map(({ file }) => file)).toEqual(['db/a role.sql', 'b.sql'])
  const input = { ...wholeInput, folder, workingFolder: join(root, 'db') }
  await addFiles(root, { 'db/a role.sql': 'CREATE ROLE a;\r\n' })
  expect(await bundleProblems(input)).toEqual([])

  await addFiles(root, { 'db/a role.sql': 'CREATE ROLE c;' })
  await rm(join(root, 'b.sql'))
  const problems = await bundleProblems(input)
  expect(problems).toEqual([
    `${folder}/app.json is older than drizzle: changed the prelude db/a role.sql; gone the prelude b.sql. Run: npm run driftwatch -- manifest --migrations drizzle --prelude 'a role.sql' --prelude ../b.sql`,
  ])
})

test('a prelude outside of the repository is named as it was given', async () => {
  const { root } = await makeReplayed()
  const file = join(await makeFolder({ 'roles.sql': 'CREATE ROLE a;' }), 'roles.sql')
  expect(await preludeOf({ file, sql: '' }, root)).toMatchObject({ file })
})

test('a migrations folder that is not in this tree is not held against', async () => {
  const { root, folder } = await makePublished()
  await addFiles(root, { 'db/drizzle/0000_init.sql': '' })
  const workingFolder = await makeFolder({})
  expect(await bundleProblems({ ...wholeInput, folder, workingFolder })).toEqual([])
})

test('sources are left out where that is asked for', async () => {
  const { root, folder } = await makePublished()
  await addFiles(root, { 'db/drizzle/0000_init.sql': '' })
  const input = { folder, workingFolder: root, targets: [], compareSources: false }
  expect(await bundleProblems(input)).toEqual([])
})

test('a manifest in a file of another name', async () => {
  const { root, folder } = await makePublished()
  await rename(join(folder, 'app.json'), join(folder, 'shop.json'))
  await publishIndex(folder)
  expect(await bundleProblems({ ...wholeInput, folder, workingFolder: root })).toEqual([
    expect.stringMatching(
      /shop\.json holds the manifest "app".* run: npm run driftwatch -- bundle/,
    ),
  ])
})

test('a target without a published manifest', async () => {
  const { root, folder } = await makePublished()
  const targets = [
    { name: 'production', manifest: 'app' },
    { name: 'shop', manifest: 'shop' },
    { name: 'object', manifest: 'constructor' },
  ]
  const problems = await bundleProblems({ ...wholeInput, folder, workingFolder: root, targets })
  expect(problems).toEqual([
    'The target "shop" of TARGETS needs the manifest "shop", which is not published. Run: npm run driftwatch -- manifest --migrations <folder> --name shop',
    expect.stringContaining('The target "object"'),
  ])
})
