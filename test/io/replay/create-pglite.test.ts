import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPglite, unpackAhead } from '../../../src/io/replay/create-pglite.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftwatch-cache-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** The identifier of a new PGlite's cluster, which initdb draws; and a table is made in it. */
async function useOne(where = folder): Promise<string> {
  const database = await createPglite({}, where)
  try {
    const { rows } = await database.query<{ id: string; tables: number }>(
      `SELECT (SELECT system_identifier::text FROM pg_control_system()) AS id,
        (SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public') AS tables`,
    )
    expect(rows).toEqual([expect.objectContaining({ tables: 0 })])
    await database.exec('CREATE TABLE used (id int)')
    return rows[0]?.id ?? ''
  } finally {
    await database.close()
  }
}

test('makes a cluster once, and gives each who asks one that nobody has used', async () => {
  const inside = join(folder, 'not', 'there', 'yet')
  const first = await useOne(inside)
  expect(await readdir(inside)).toEqual([expect.stringMatching(/^pglite-\d+\.\d+\.\d+\.tar\.gz$/)])
  expect(await useOne(inside)).toBe(first)
  expect(await useOne(inside)).toBe(first)
})

test.for([
  { name: 'cut short', change: (bytes: Buffer) => bytes.subarray(0, bytes.length / 2) },
  { name: 'empty', change: () => Buffer.alloc(0) },
  {
    name: 'flipped in one bit',
    change: (bytes: Buffer) => {
      const middle = Math.floor(bytes.length / 2)
      bytes[middle] = (bytes[middle] ?? 0) ^ 1
      return bytes
    },
  },
])('makes another where what is kept is $name', async ({ change }) => {
  const first = await useOne()
  const [file = ''] = await readdir(folder)
  const path = join(folder, file)
  await writeFile(path, change(await readFile(path)))
  const second = await useOne()
  expect(second).not.toBe(first)
  expect(await useOne()).toBe(second)
})

test('unpacks it ahead for one, and gives the next one its own', async () => {
  const first = await useOne()
  await unpackAhead(folder)
  // At the same time.
  expect(await Promise.all([useOne(), useOne()])).toEqual([first, first])
})

test('finds nothing to unpack ahead where there is nothing yet', async () => {
  await unpackAhead(folder)
  expect(await useOne()).toBe(await useOne())
})

test('does without a folder that cannot be made', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  await chmod(file, 0o400)
  expect(await useOne(join(file, 'cache'))).not.toBe(await useOne(join(file, 'cache')))
})
