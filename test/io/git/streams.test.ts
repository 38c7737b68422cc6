import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBlobs } from '../../../src/io/git/cat-file-batch.ts'
import { parseLog } from '../../../src/io/git/log-parser.ts'
import { streamGit } from '../../../src/io/git/stream-git.ts'
import { addFiles, makeFolder } from '../../support/folder.ts'
import { git } from '../../support/git.ts'

const zero = '0'.repeat(40)
const a = 'a'.repeat(40)
const b = 'b'.repeat(40)
const c = 'c'.repeat(40)

/** As `git log` prints a commit, one of two parents, and one that changes nothing. */
const log = [
  `\u0001${a}\0${b} ${c}\x001700000001\0Änn\n<x>\0`,
  `\0\n::100644 100644 100644 ${a} ${b} ${c} MM\0d/ü\n:1 2\u0001.sql\0`,
  `::000000 100644 000000 ${zero} ${b} ${zero} MD\0d/gone.sql\0`,
  `\u0001${b}\0${c}\x001700000000\0\0\n:000000 100644 ${zero} ${a} A\0d/new.sql\0`,
  `\u0001${c}\0\x001600000000\0:Bob\0`,
].join('')

test('a log is read the same, wherever its chunks end', async () => {
  const bytes = Buffer.from(log)
  const expected = [
    {
      id: a,
      parents: [b, c],
      at: 1_700_000_001,
      author: 'Änn\n<x>',
      changes: [
        { path: 'd/ü\n:1 2\u0001.sql', before: [b, a], after: c },
        { path: 'd/gone.sql', before: [b], after: undefined },
      ],
    },
    {
      id: b,
      parents: [c],
      at: 1_700_000_000,
      author: '',
      changes: [{ path: 'd/new.sql', before: [], after: a }],
    },
    { id: c, parents: [], at: 1_600_000_000, author: ':Bob', changes: [] },
  ]
  for (let size = 1; size <= 64; size += 1) {
    expect(await listOf(parseLog(chunksOf(bytes, size)))).toEqual(expected)
  }
})

test('contents are read as they are, and those above the limit are passed over', async () => {
  const folder = await makeFolder({})
  await git(folder, 'init', '--quiet')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 4 }),
      fc.nat(200),
      async (contents, limit) => {
        const ids: string[] = []
        for (const [index, content] of contents.entries()) {
          await addFiles(folder, { [index]: content })
          ids.push(await git(folder, 'hash-object', '-w', String(index)))
        }
        const absent = 'd'.repeat(40)
        const signal = AbortSignal.timeout(10_000)
        const blobs = readBlobs(folder, [...ids, absent], limit, { signal })
        expect(await listOf(blobs)).toEqual([
          ...contents.map((content, index) => ({
            id: ids[index],
            bytes: content.length > limit ? undefined : Buffer.from(content),
          })),
          { id: absent, bytes: undefined },
        ])
      },
    ),
    { numRuns: 15 },
  )
})

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size))
  }
}

test('git that takes too long is ended, and the stream fails with why', async () => {
  const folder = await makeFolder({})
  await git(folder, 'init', '--quiet')
  const signal = AbortSignal.timeout(50)
  // It waits for a name that never comes.
  const endless = streamGit(folder, ['-c', 'alias.wait=!sleep 20', 'wait'], { signal })
  await expect(listOf(endless)).rejects.toThrow(/aborted/)
})

async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
