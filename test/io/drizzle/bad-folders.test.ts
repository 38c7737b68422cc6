import { chmod, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readDrizzleFolder } from '../../../src/io/drizzle/read-drizzle-folder.ts'
import { userErrorOf } from '../../support/errors.ts'
import { type Files, journalFiles, journalText, makeFolder } from '../../support/folder.ts'

interface BadFolder {
  readonly name: string
  readonly files: Files
  /** What the message must say: the thing that is wrong, and the way out. */
  readonly says: readonly (string | RegExp)[]
}

const entry = (tag: unknown, when: unknown = 1) => ({ idx: 0, version: '7', when, tag })
const journalOf = (...entries: readonly unknown[]) => ({
  'meta/_journal.json': journalText(entries),
})
const headed = (head: Readonly<Record<string, unknown>>) => ({
  'meta/_journal.json': journalText([], head),
})
const text = (content: string) => ({ 'meta/_journal.json': content })
const whole = journalText([{ idx: 0, version: '7', when: 1, tag: 'a', breakpoints: true }])

const outOfFolder = (tag: string): BadFolder => ({
  name: `a tag that leads out of the folder: ${JSON.stringify(tag)}`,
  files: { ...journalOf(entry(tag)), 'meta/x.sql': '' },
  says: ['entry 1', JSON.stringify(tag), 'without `.sql`'],
})

const badFolders: readonly BadFolder[] = [
  {
    name: 'an empty folder',
    files: {},
    says: ['neither meta/_journal.json', '20260131120000_name', 'drizzle.config'],
  },
  {
    name: 'SQL files without a journal',
    files: { '0000_init.sql': '' },
    says: ['neither meta/_journal.json', 'bring meta/ back from git', '.gitignore'],
  },
  {
    name: 'the folder above the one that is meant',
    files: Object.fromEntries(
      Object.entries(journalFiles({ a: '' })).map(([path, file]) => [`drizzle/${path}`, file]),
    ),
    says: [/Did you mean \S+\/drizzle\?/],
  },
  {
    name: 'the meta folder itself',
    files: { '_journal.json': whole, '0000_snapshot.json': '{}' },
    says: ['neither', 'the folder above it'],
  },
  {
    name: 'both layouts at once',
    files: { ...journalFiles({ a: '' }), '20260101000000_b/migration.sql': '' },
    says: ['both layouts', 'meta/_journal.json', '20260101000000_b', 'Finish `drizzle-kit up`'],
  },
  {
    name: 'a journal with merge-conflict markers',
    files: text(whole.replace('"entries"', '\n<<<<<<< HEAD\n"entries"')),
    says: ['_journal.json', 'merge-conflict marker in line 5', 'resolve the merge'],
  },
  {
    name: 'a journal with the rest of a conflict',
    files: text(whole.replace('"entries"', '\r\n=======\r\n"entries"')),
    says: ['merge-conflict marker in line 5'],
  },
  { name: 'an empty journal', files: text(''), says: ['_journal.json is not JSON', 'from git'] },
  {
    name: 'a journal cut short',
    files: text(whole.slice(0, 60)),
    says: ['_journal.json is not JSON'],
  },
  {
    name: 'a journal with a BOM, which Drizzle cannot read either',
    files: text(`\uFEFF${whole}`),
    says: ['_journal.json is not JSON'],
  },
  { name: 'a journal that is a list', files: text('[]'), says: ['not a drizzle-kit journal'] },
  { name: 'a journal that is null', files: text('null'), says: ['not a drizzle-kit journal'] },
  { name: 'a journal that is a text', files: text('"x"'), says: ['not a drizzle-kit journal'] },
  {
    name: 'a journal of MySQL',
    files: headed({ dialect: 'mysql' }),
    says: ['"mysql"', 'PostgreSQL'],
  },
  { name: 'a journal of SQLite', files: headed({ dialect: 'sqlite' }), says: ['"sqlite"'] },
  { name: 'a journal of a number', files: headed({ dialect: 7 }), says: ['dialect 7'] },
  {
    name: 'a journal of no dialect',
    files: headed({ dialect: undefined }),
    says: ['not a drizzle-kit journal', 'dialect'],
  },
  {
    name: 'an older journal version',
    files: headed({ version: '4' }),
    says: ['version "4"', '5, 6 and 7', 'drizzle-kit up'],
  },
  {
    name: 'a newer journal version',
    files: headed({ version: '8' }),
    says: ['version "8"', 'Update Driftwatch'],
  },
  {
    name: 'a journal whose version is a number',
    files: headed({ version: 7 }),
    says: ['version 7'],
  },
  {
    name: 'entries that are no list',
    files: headed({ entries: {} }),
    says: ['"entries" is no list'],
  },
  { name: 'an entry that is no object', files: journalOf(7), says: ['entry 1 is no object'] },
  { name: 'an entry that is null', files: journalOf(null), says: ['entry 1 is no object'] },
  {
    name: 'a tag that is no text',
    files: { ...journalOf(entry('a'), entry(7, 2)), 'a.sql': '' },
    says: ['entry 2', '"tag"'],
  },
  {
    name: 'an entry without tag',
    files: journalOf({ idx: 0, when: 1 }),
    says: ['entry 1', '"tag"'],
  },
  {
    name: 'a when that is a text',
    files: journalOf(entry('a', '1')),
    says: ['"when"', 'milliseconds'],
  },
  { name: 'a when below zero', files: journalOf(entry('a', -1)), says: ['entry 1', '"when"'] },
  { name: 'a when that is no whole number', files: journalOf(entry('a', 1.5)), says: ['"when"'] },
  { name: 'a when beyond all numbers', files: journalOf(entry('a', 1e300)), says: ['"when"'] },
  { name: 'an entry without when', files: journalOf({ idx: 0, tag: 'a' }), says: ['"when"'] },
  outOfFolder('../meta/x'),
  outOfFolder('meta/x'),
  outOfFolder('meta\\x'),
  outOfFolder('/etc/passwd'),
  outOfFolder('..'),
  outOfFolder(''),
  outOfFolder('a\u0000b'),
  outOfFolder('a\nb'),
  {
    name: 'two entries with one tag',
    files: { ...journalOf(entry('a', 1), entry('b', 2), entry('a', 3)), 'a.sql': '', 'b.sql': '' },
    says: ['entries 1 and 3', 'the same tag, a', 'Remove one'],
  },
  {
    name: 'two entries with one when',
    files: { ...journalOf(entry('a', 5), entry('b', 5)), 'a.sql': '', 'b.sql': '' },
    says: ['a and b have the same "when", 5', 'Give a later one'],
  },
  {
    name: 'entries whose SQL file is not there, all of them named',
    files: { ...journalOf(entry('a', 1), entry('b', 2), entry('c', 3)), 'b.sql': '' },
    says: ['meta/_journal.json', 'a.sql, c.sql', 'from git'],
  },
  {
    name: 'a tag longer than file names may be',
    files: journalOf(entry('x'.repeat(300))),
    says: ['x.sql is a longer name'],
  },
  {
    name: 'a directory where the SQL file should be',
    files: { ...journalOf(entry('a')), 'a.sql/': '' },
    says: [/a\.sql is a directory/],
  },
  {
    name: 'a directory where the journal should be',
    files: { 'meta/_journal.json/': '' },
    says: [/_journal\.json is a directory/],
  },
  {
    name: 'a file where meta/ should be',
    files: { meta: '' },
    says: ['neither meta/_journal.json'],
  },
  {
    name: 'a 1.0 folder without a date',
    files: { '20260101000000_a/migration.sql': '', 'init/migration.sql': '' },
    says: [/\/init holds a migration\.sql/, 'YYYYMMDDHHMMSS', 'as drizzle-kit did'],
  },
  {
    name: 'a 1.0 folder with a date of 8 digits',
    files: { '20260101_a/migration.sql': '' },
    says: [/\/20260101_a holds/],
  },
  ...['20261301000000', '20260230000000', '20260229000000', '20260101240000', '20260101006000'].map(
    (digits) => ({
      name: `a 1.0 folder with an impossible date: ${digits}`,
      files: { [`${digits}_a/migration.sql`]: '' },
      says: [`${digits} is no date`, 'as drizzle-kit did'],
    }),
  ),
  {
    name: 'a 1.0 folder with a control character',
    files: { '20260101000000_a\u001B[2J/migration.sql': '' },
    says: ['"20260101000000_a\\u001b[2J"', 'control character'],
  },
  {
    name: 'a 1.0 folder from before 1970',
    files: { '00010101000000_a/migration.sql': '' },
    says: ['00010101000000 is no date since 1970'],
  },
  {
    name: 'a 1.0 folder without migration.sql',
    files: { '20260101000000_a/migration.sql': '', '20260102000000_b/snapshot.json': '{}' },
    says: [/20260102000000_b holds no migration\.sql/, 'from git'],
  },
  {
    name: 'a directory where migration.sql should be',
    files: { '20260101000000_a/migration.sql/': '' },
    says: [/migration\.sql is a directory/],
  },
]

test.for(badFolders)('$name', async ({ files, says }) => {
  const folder = await makeFolder(files)
  const message = await userErrorOf(() => readDrizzleFolder(folder))
  expect(message).toContain(folder)
  for (const part of says) expect(message).toMatch(part)
})

test('a folder that is not there', async () => {
  const path = join(await makeFolder({}), 'drizzle')
  const message = await userErrorOf(() => readDrizzleFolder(path))
  expect(message).toContain(`${path} is no folder`)
  expect(message).toContain('--migrations')
})

test('a file where the folder should be', async () => {
  const path = join(await makeFolder({ drizzle: '' }), 'drizzle')
  expect(await userErrorOf(() => readDrizzleFolder(path))).toContain(`${path} is no folder`)
})

test('an SQL file that links to nothing', async () => {
  const folder = await makeFolder(journalOf(entry('a')))
  await symlink(join(folder, 'nowhere'), join(folder, 'a.sql'))
  expect(await userErrorOf(() => readDrizzleFolder(folder))).toContain('a.sql')
})

test('an SQL file that links to itself', async () => {
  const folder = await makeFolder(journalOf(entry('a')))
  await symlink(join(folder, 'a.sql'), join(folder, 'a.sql'))
  expect(await userErrorOf(() => readDrizzleFolder(folder))).toMatch(/a\.sql is a symbolic link/)
})

test.for(['a.sql', 'meta/_journal.json', ''])('may not be read: %j', async (path) => {
  const folder = await makeFolder(journalFiles({ a: '' }))
  await chmod(folder, 0o755)
  await chmod(join(folder, path), 0)
  becomeNobody()
  const message = await userErrorOf(() => readDrizzleFolder(folder))
  expect(message).toContain(`${join(folder, path)} may not be read`)
  expect(message).toContain('permissions')
})

/** To root nothing is unreadable, so a test that runs as root steps back for as long as it lasts. */
function becomeNobody(): void {
  const { geteuid, seteuid } = process
  if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return
  seteuid(65_534)
  onTestFinished(() => seteuid(0))
}
