import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { x } from 'tinyexec'
import { expect, test } from 'vitest'
import { writeAll } from '../../../src/io/files/write-all.ts'
import { makeFolder } from '../../support/folder.ts'

async function textsIn(root: string): Promise<unknown> {
  const names = (await readdir(root)).toSorted()
  const texts = names.map(async (name) => [name, await readFile(join(root, name), 'utf8')])
  return Object.fromEntries(await Promise.all(texts))
}

test('a file that is there and was not read stays, and so do the others', async () => {
  const root = await makeFolder({ 'journal.json': 'before', 'own.sql': 'mine' })
  const drafts = [
    { file: join(root, 'new.sql'), content: 'new' },
    { file: join(root, 'journal.json'), content: 'after', replaces: Buffer.from('before') },
    { file: join(root, 'own.sql'), content: 'generated' },
  ]
  await expect(writeAll(drafts)).rejects.toThrow(/own\.sql is there already.*--name/)
  expect(await textsIn(root)).toEqual({ 'journal.json': 'before', 'own.sql': 'mine' })
})

test('a file that has changed since it was read stays', async () => {
  const root = await makeFolder({ 'journal.json': 'changed' })
  const drafts = [
    { file: join(root, 'new.sql'), content: 'new' },
    { file: join(root, 'journal.json'), content: 'after', replaces: Buffer.from('before') },
  ]
  await expect(writeAll(drafts)).rejects.toThrow('has changed since it was read')
  expect(await textsIn(root)).toEqual({ 'journal.json': 'changed' })
})

test('all of them, and nothing besides', async () => {
  const root = await makeFolder({ 'journal.json': 'before' })
  await writeAll([
    { file: join(root, 'new.sql'), content: 'new' },
    { file: join(root, 'journal.json'), content: 'after', replaces: Buffer.from('before') },
  ])
  expect(await textsIn(root)).toEqual({ 'journal.json': 'after', 'new.sql': 'new' })
})

/** A file that may not grow is to a program what a full disk is: it can write no more. */
test.skipIf(process.platform === 'win32')(
  'a disk that is full (by ulimit, which Windows has not) leaves all files as they were',
  async () => {
    const root = await makeFolder({ 'journal.json': 'before' })
    const script = join(await makeFolder({ 'write.ts': '' }), 'write.ts')
    const writer = new URL('../../../src/io/files/write-all.ts', import.meta.url).href
    await writeFile(
      script,
      `import { writeAll } from ${JSON.stringify(writer)}
      const root = ${JSON.stringify(root)}
      const replaces = Buffer.from('before')
      await writeAll([
        { file: root + '/new.sql', content: 'new' },
        { file: root + '/journal.json', content: 'x'.repeat(100_000), replaces },
      ]).catch((error) => console.log(error.message))`,
    )
    const limited = ['-c', 'ulimit -f 8; exec "$0" "$1"', process.execPath, script]
    const { stdout } = await x('/bin/sh', limited)
    expect(stdout).toContain('journal.json could not be written')
    expect(stdout).toContain('all files are as they were')
    expect(await textsIn(root)).toEqual({ 'journal.json': 'before' })
  },
)
