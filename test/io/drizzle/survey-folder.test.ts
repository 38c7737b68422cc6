import { describe, expect, test } from 'vitest'
import { surveyFolder } from '../../../src/io/drizzle/survey-folder.ts'
import { userErrorOf } from '../../support/errors.ts'
import { type Files, journalFiles, journalText, makeFolder } from '../../support/folder.ts'

async function problemsIn(files: Files): Promise<string[]> {
  const { problems } = await surveyFolder(await makeFolder(files), 'db')
  return problems.map(({ rule, place }) => `${rule} ${place.file}:${place.line ?? ''}`)
}

const when = Date.UTC(2026, 0, 1)
const good = journalFiles({ '0000_init': 'SELECT 1;', '0001_next': 'SELECT 2;' })
const journal = 'meta/_journal.json'
const conflict = `{
<<<<<<< HEAD
  "version": "7",
=======
  "version": "6",
>>>>>>> main
}`

describe('a folder of 0.x', () => {
  test.for<{ name: string; files: Files; problems: string[] }>([
    { name: 'nothing is wrong', files: good, problems: [] },
    {
      name: 'an entry without its file, in the line of its tag',
      files: { [journal]: good[journal] ?? '', '0000_init.sql': '' },
      problems: ['file-absent db/meta/_journal.json:16'],
    },
    {
      name: 'a file without an entry',
      files: { ...good, '0002_lost.sql': '' },
      problems: ['file-undeclared db/0002_lost.sql:'],
    },
    {
      name: 'conflict markers in the journal',
      files: { ...good, [journal]: conflict },
      problems: ['conflict-marker db/meta/_journal.json:2'],
    },
    {
      name: 'conflict markers in a migration',
      files: { ...good, '0001_next.sql': 'SELECT 1;\n<<<<<<< HEAD\n' },
      problems: ['conflict-marker db/0001_next.sql:2'],
    },
    {
      name: 'no JSON',
      files: { ...good, [journal]: '{\n  "version": "7",\n  "dialect" "postgresql"\n}' },
      problems: ['folder-malformed db/meta/_journal.json:3'],
    },
    {
      name: 'another dialect',
      files: { ...good, [journal]: journalText([], { dialect: 'mysql' }) },
      problems: ['folder-malformed db/meta/_journal.json:3'],
    },
    {
      name: 'each malformed entry in its line',
      files: {
        [journal]: journalText([{ tag: 'a' }, { when }, { when, tag: '../b' }, { when, tag: 'c' }]),
        'c.sql': '',
      },
      problems: [
        'folder-malformed db/meta/_journal.json:6',
        'folder-malformed db/meta/_journal.json:8',
        'folder-malformed db/meta/_journal.json:13',
      ],
    },
    {
      name: 'a tag twice',
      files: {
        [journal]: journalText([
          { when, tag: 'a' },
          { when: when + 1, tag: 'a' },
        ]),
        'a.sql': '',
      },
      problems: ['repeated-tag db/meta/_journal.json:11'],
    },
    {
      name: 'bytes that are no text',
      files: { ...good, '0001_next.sql': new Uint8Array([0xff, 0x00, 0xfe]) },
      problems: ['not-utf8 db/0001_next.sql:'],
    },
    {
      name: 'both layouts',
      files: { ...good, '20260101000000_x/migration.sql': '' },
      problems: ['folder-malformed db/20260101000000_x/migration.sql:'],
    },
  ])('$name', async ({ files, problems }) => {
    expect(await problemsIn(files)).toEqual(problems)
  })
})

describe('a folder of 1.0', () => {
  test.for<{ name: string; files: Files; problems: string[] }>([
    { name: 'nothing is wrong', files: { '20260101000000_a/migration.sql': '' }, problems: [] },
    {
      name: 'a folder without its SQL',
      files: { '20260101000000_a/migration.sql': '', '20260102000000_b/snapshot.json': '{}' },
      problems: ['file-absent db/20260102000000_b/snapshot.json:'],
    },
    {
      name: 'a name without a date',
      files: { '20260101000000_a/migration.sql': '', 'b/migration.sql': '' },
      problems: ['folder-malformed db/b/migration.sql:'],
    },
    {
      name: 'a file beside the folders',
      files: { '20260101000000_a/migration.sql': '', 'b.sql': '' },
      problems: ['file-undeclared db/b.sql:'],
    },
  ])('$name', async ({ files, problems }) => {
    expect(await problemsIn(files)).toEqual(problems)
  })
})

test('a folder of something else is refused with what was looked for', async () => {
  const folder = await makeFolder({ 'README.md': '' })
  expect(await userErrorOf(() => surveyFolder(folder, 'db'))).toMatch(/meta\/_journal\.json/)
  expect(await userErrorOf(() => surveyFolder(`${folder}/none`, 'db'))).toMatch(/is no folder/)
})
