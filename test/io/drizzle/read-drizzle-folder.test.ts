import { createHash } from 'node:crypto'
import { mkdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readDrizzleFolder } from '../../../src/io/drizzle/read-drizzle-folder.ts'
import { addFiles, journalFiles, journalText, makeFolder } from '../../support/folder.ts'

const create = 'CREATE TABLE "a" ("id" serial);'
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const dayMs = 24 * 60 * 60 * 1000

async function read(files: Parameters<typeof makeFolder>[0]) {
  return readDrizzleFolder(await makeFolder(files))
}

const entry = (tag: string, when: number, idx = 0) => ({ idx, version: '7', when, tag })
const journal = (...entries: unknown[]) => ({ 'meta/_journal.json': journalText(entries) })

describe('a folder of drizzle-kit 0.x', () => {
  test('gives tag, when and hash of each entry', async () => {
    const { layout, migrations, warnings } = await read(
      journalFiles({ '0000_init': create, '0001_next': 'SELECT 1;' }),
    )
    expect({ layout, warnings }).toEqual({ layout: 'journal', warnings: [] })
    expect(migrations.map(({ tag, when, hash }) => ({ tag, when, hash }))).toEqual([
      { tag: '0000_init', when: Date.UTC(2026, 0, 1), hash: hashOf(create) },
      { tag: '0001_next', when: Date.UTC(2026, 0, 2), hash: hashOf('SELECT 1;') },
    ])
  })

  test('has the order of the array, with gaps and repeats in idx, whatever the names', async () => {
    const { migrations, warnings } = await read({
      ...journal(entry('0009_b', 1, 5), entry('20260101000000_a', 2, 5), entry('_c', 3, 1)),
      '0009_b.sql': '',
      '20260101000000_a.sql': '',
      '_c.sql': '',
    })
    expect(migrations.map(({ tag }) => tag)).toEqual(['0009_b', '20260101000000_a', '_c'])
    expect(warnings).toEqual([])
  })

  test.for([
    { version: '5', dialect: 'pg' },
    { version: '6', dialect: 'pg' },
    { version: '6', dialect: 'postgresql' },
    { version: '7', dialect: 'postgresql' },
  ])('may have version $version and dialect $dialect', async (head) => {
    const files = { 'meta/_journal.json': journalText([entry('a', 1)], head), 'a.sql': create }
    expect((await read(files)).migrations).toHaveLength(1)
  })

  test('may have no migration yet', async () => {
    const empty = { migrations: [], scripts: [], warnings: [] }
    expect(await read(journal())).toEqual({ layout: 'journal', ...empty })
  })

  test('may have two migrations with the same text', async () => {
    const { migrations } = await read(journalFiles({ a: '-- Custom', b: '-- Custom' }))
    expect(migrations[0]?.hash).toBe(migrations[1]?.hash)
  })

  test('is read through symbolic links', async () => {
    const folder = await makeFolder(journalFiles({ a: create }))
    await rename(join(folder, 'a.sql'), join(folder, 'elsewhere'))
    await symlink(join(folder, 'elsewhere'), join(folder, 'a.sql'))
    const link = await makeFolder({})
    await symlink(folder, join(link, 'drizzle'))
    expect((await readDrizzleFolder(join(link, 'drizzle'))).migrations[0]?.hash).toBe(
      hashOf(create),
    )
  })

  test('is warned of for SQL files that the journal does not name', async () => {
    const { migrations, warnings } = await read({
      ...journalFiles({ a: create }),
      '0003_by_hand.sql': '',
      'seed.sql': '',
    })
    expect(migrations).toHaveLength(1)
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toMatch(/^0003_by_hand\.sql is not in meta\/_journal\.json/)
    expect(warnings[1]).toMatch(/^seed\.sql /)
  })

  test('is warned of for an entry that stands after a newer one', async () => {
    const { warnings } = await read({
      ...journal(entry('a', 3), entry('b', 1), entry('c', 2), entry('d', 4)),
      'a.sql': '',
      'b.sql': '',
      'c.sql': '',
      'd.sql': '',
    })
    expect(warnings).toEqual([
      expect.stringMatching(/^b has an older "when" than a,/),
      expect.stringMatching(/^c has an older "when" than a,/),
    ])
  })

  test('is warned of for a file that is not UTF-8', async () => {
    const { warnings } = await read(journalFiles({ a: Buffer.from([0x2d, 0x2d, 0xff]) }))
    expect(warnings).toEqual([expect.stringMatching(/^a\.sql is not valid UTF-8/)])
  })
})

describe('a folder of drizzle-kit 1.0', () => {
  test('gives name, date and hash of each folder, in the order of localeCompare', async () => {
    const { layout, migrations, warnings } = await read({
      '20260102000000_b/migration.sql': create,
      '20260102000000_B/migration.sql': create,
      '20260102000000_a/migration.sql': create,
      '20260101000000_z/migration.sql': create,
      '20260101000000_z/snapshot.json': '{}',
      '.gitkeep': '',
    })
    expect({ layout, warnings }).toEqual({ layout: 'folders', warnings: [] })
    // By code unit, B would stand before a.
    expect(migrations.map(({ tag }) => tag)).toEqual([
      '20260101000000_z',
      '20260102000000_a',
      '20260102000000_b',
      '20260102000000_B',
    ])
    expect(migrations[0]).toMatchObject({ when: Date.UTC(2026, 0, 1), hash: hashOf(create) })
    expect(migrations[1]?.when).toBe(Date.UTC(2026, 0, 1) + dayMs)
  })

  test('may have a date without a name, and a leap day', async () => {
    const { migrations } = await read({ '20240229235959/migration.sql': '' })
    expect(migrations[0]?.when).toBe(Date.UTC(2024, 1, 29, 23, 59, 59))
  })

  test('may have folders and files that are no migrations', async () => {
    const folder = await makeFolder({ '20260101000000_a/migration.sql': create, 'seeds/x.ts': '' })
    await mkdir(join(folder, 'meta'))
    await addFiles(folder, { 'README.md': '' })
    expect((await readDrizzleFolder(folder)).migrations).toHaveLength(1)
  })

  test('is warned of for an SQL file beside the folders', async () => {
    const { warnings } = await read({ '20260101000000_a/migration.sql': '', '0000_old.sql': '' })
    expect(warnings).toEqual([expect.stringMatching(/^0000_old\.sql is not in a folder/)])
  })
})
