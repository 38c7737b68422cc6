import { rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Origin, originOf } from '../../../src/core/origin.ts'
import { fingerprint } from '../../../src/io/drizzle/fingerprint.ts'
import { readDrizzleFolder } from '../../../src/io/drizzle/read-drizzle-folder.ts'
import { readGitPlace } from '../../../src/io/git/read-git-folder.ts'
import { type OriginsRead, readOrigins } from '../../../src/io/git/read-origins.ts'
import { addFiles, journalFiles, makeFolder } from '../../support/folder.ts'
import { commitAll, git } from '../../support/git.ts'

const old = 'SELECT 1;'
const two = { '0000_init': 'SELECT 0;', '0001_add': old }

/** The files of a folder of 0.x below `drizzle`. */
const drizzle = (sql: Readonly<Record<string, string | Uint8Array>>, folder = 'drizzle') =>
  Object.fromEntries(
    Object.entries(journalFiles(sql)).map(([path, text]) => [`${folder}/${path}`, text]),
  )

/** A repository with two migrations on day 1, the second of which was edited on day 2 by Bob. */
async function edited(): Promise<string> {
  const root = await makeFolder(drizzle(two))
  await git(root, 'init', '--quiet')
  await commitAll(root, { day: 1 })
  await addFiles(root, drizzle({ ...two, '0001_add': 'SELECT 2;' }))
  await commitAll(root, { day: 2, author: 'Bob' })
  return root
}

async function read(
  root: string,
  change: { readonly commits?: number; readonly folder?: string } = {},
): Promise<OriginsRead> {
  const cwd = join(root, change.folder ?? 'drizzle')
  const path = (await readGitPlace(cwd))?.path ?? ''
  const { layout, migrations } = await readDrizzleFolder(cwd)
  return readOrigins({ layout, migrations, cwd, path, commits: change.commits ?? 'all' })
}

/** The origin of a text, and what was warned of. */
async function originIn(root: string, text: string | Buffer): Promise<Origin | undefined> {
  const { lines, warnings } = await read(root)
  expect(warnings).toEqual([])
  return originOf(fingerprint(Buffer.from(text)).hash, lines)
}

const byBob = { kind: 'edited', by: { author: 'Bob', at: Date.UTC(2026, 0, 2, 10) / 1000 } }

describe('the history is read', () => {
  test('of the folder, with who and when', async () => {
    const root = await edited()
    expect(await originIn(root, old)).toMatchObject({
      tag: '0001_add',
      path: 'drizzle/0001_add.sql',
      from: { author: 'Ann', at: Date.UTC(2026, 0, 1, 10) / 1000 },
      fate: byBob,
    })
  })

  test.for([
    { name: 'CRLF', text: old.replace(';', ';\r\n') },
    { name: 'a byte order mark', text: `\uFEFF${old}` },
  ])('for the same text with $name', async ({ text }) => {
    expect(await originIn(await edited(), text)).toMatchObject({ fate: byBob })
  })

  test('and nothing is said of what is declared', async () => {
    const { lines } = await read(await edited())
    expect(lines).toHaveLength(1)
    expect(originOf(fingerprint(Buffer.from('SELECT 2;')).hash, lines)).toBeUndefined()
  })

  test('with HEAD on no branch', async () => {
    const root = await edited()
    await git(root, 'checkout', '--quiet', '--detach')
    expect(await originIn(root, old)).toMatchObject({ fate: byBob })
  })

  test('of a worktree', async () => {
    const root = await edited()
    const tree = join(await makeFolder({}), 'tree')
    await git(root, 'worktree', 'add', '--quiet', tree)
    expect(await originIn(tree, old)).toMatchObject({ fate: byBob })
  })

  test('of a submodule', async () => {
    const inner = await edited()
    const root = await makeFolder({})
    await git(root, 'init', '--quiet')
    await git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'app')
    expect(await originIn(join(root, 'app'), old)).toMatchObject({ fate: byBob })
  })

  test('of a folder that moved twice', async () => {
    const root = await edited()
    for (const [index, folder] of ['db', 'packages'].entries()) {
      await addFiles(root, { [`${folder}/`]: '' })
      await rename(join(root, index === 0 ? '' : 'db', 'drizzle'), join(root, folder, 'drizzle'))
      await commitAll(root, { day: 3 + index })
    }
    const { lines } = await read(root, { folder: 'packages/drizzle' })
    expect(originOf(fingerprint(Buffer.from(old)).hash, lines)).toMatchObject({
      path: 'drizzle/0001_add.sql',
      fate: byBob,
    })
  })

  test('and not of other folders with SQL', async () => {
    const root = await edited()
    await addFiles(root, { ...drizzle({ '0000_x': 'SELECT 7;' }, 'other'), 'scripts/a.sql': 'a' })
    await commitAll(root, { day: 3 })
    await rm(join(root, 'other'), { recursive: true })
    await rm(join(root, 'scripts'), { recursive: true })
    await commitAll(root, { day: 4 })
    expect((await read(root)).lines).toHaveLength(1)
  })

  test('of a text that only a merge has', async () => {
    const root = await edited()
    await git(root, 'checkout', '--quiet', '-b', 'side', 'HEAD~1')
    await addFiles(root, { 'drizzle/0001_add.sql': 'SELECT 3;' })
    await commitAll(root, { day: 3, author: 'Cy' })
    await git(root, 'checkout', '--quiet', 'main')
    await git(root, 'merge', '--quiet', '--no-commit', '-s', 'ours', 'side')
    await addFiles(root, { 'drizzle/0001_add.sql': 'SELECT 4;' })
    const merge = await commitAll(root, { day: 4, author: 'Di' })
    expect(await originIn(root, 'SELECT 3;')).toMatchObject({
      from: { author: 'Cy' },
      fate: { kind: 'edited', by: { author: 'Di', commit: merge.slice(0, 12) } },
    })
    await addFiles(root, { 'drizzle/0001_add.sql': 'SELECT 5;' })
    await commitAll(root, { day: 5, author: 'Ed' })
    expect(await originIn(root, 'SELECT 4;')).toMatchObject({
      from: { author: 'Di' },
      fate: { kind: 'edited', by: { author: 'Ed' } },
    })
  })

  test('of a file that a merge renumbered and generated anew', async () => {
    const root = await edited()
    await git(root, 'checkout', '--quiet', '-b', 'side')
    await addFiles(root, { 'drizzle/0002_side.sql': 'SELECT 3;' })
    await commitAll(root, { day: 3, author: 'Cy' })
    await git(root, 'checkout', '--quiet', 'main')
    await addFiles(root, drizzle({ ...two, '0001_add': 'SELECT 2;', '0002_main': 'SELECT 6;' }))
    await commitAll(root, { day: 4 })
    await git(root, 'merge', '--quiet', '--no-commit', 'side')
    await rm(join(root, 'drizzle/0002_side.sql'))
    const sql = {
      ...two,
      '0001_add': 'SELECT 2;',
      '0002_main': 'SELECT 6;',
      '0003_side': 'SELECT 4;',
    }
    await addFiles(root, drizzle(sql))
    await commitAll(root, { day: 5 })
    expect(await originIn(root, 'SELECT 3;')).toMatchObject({
      tag: '0002_side',
      from: { author: 'Cy' },
      fate: { kind: 'squashed', to: '0003_side' },
    })
  })

  test('of what a branch had before its last state was merged as one commit', async () => {
    const root = await edited()
    await git(root, 'checkout', '--quiet', '-b', 'side')
    for (const [day, text] of [
      [3, 'SELECT 3;'],
      [4, 'SELECT 4;'],
    ] as const) {
      await addFiles(root, drizzle({ ...two, '0001_add': 'SELECT 2;', '0002_side': text }))
      await commitAll(root, { day, author: 'Cy' })
    }
    await git(root, 'checkout', '--quiet', 'main')
    await git(root, 'merge', '--quiet', '--squash', 'side')
    await commitAll(root, { day: 5 })
    expect(await originIn(root, 'SELECT 3;')).toMatchObject({
      tag: '0002_side',
      fate: { kind: 'edited', by: { author: 'Cy', at: Date.UTC(2026, 0, 4, 10) / 1000 } },
    })
  })

  test('of a file that came back: until it went for good', async () => {
    const root = await edited()
    for (const [day, text] of [
      [3, 'SELECT 1;'],
      [4, 'SELECT 4;'],
    ] as const) {
      await addFiles(root, { 'drizzle/0001_add.sql': text })
      await commitAll(root, { day, author: `Day${day}` })
    }
    expect(await originIn(root, old)).toMatchObject({
      from: { author: 'Ann' },
      fate: { kind: 'edited', by: { author: 'Day4' } },
    })
  })

  test('of what stands in HEAD, where it is edited and not committed', async () => {
    const root = await edited()
    await addFiles(root, { 'drizzle/0001_add.sql': 'SELECT 8;' })
    const origin = await originIn(root, 'SELECT 2;')
    expect(origin).toMatchObject({ from: { author: 'Bob' }, fate: { kind: 'edited' } })
    expect(origin?.fate).not.toHaveProperty('by')
  })

  test('of branches, those of a remote, and tags, whatever they are called, and of no stash', async () => {
    const root = await edited()
    const names = ['a$(touch${IFS}x)', "b';touch${IFS}x;'", '--c', 'd|e', 'ü&', 'f"g']
    for (const [index, name] of names.entries()) {
      await git(root, 'checkout', '--quiet', '--detach', 'main')
      await addFiles(root, { 'drizzle/0002_branch.sql': `SELECT 1${index};` })
      await commitAll(root, { day: 3 })
      const kind = ['heads', 'remotes/origin', 'tags'][index % 3]
      await git(root, 'update-ref', `refs/${kind}/${name}`, 'HEAD')
    }
    await git(root, 'checkout', '--quiet', 'main')
    await addFiles(root, { 'drizzle/0003_stashed.sql': 'SELECT 99;' })
    await git(root, 'stash', '--quiet', '--include-untracked')
    const prefix = ['', 'origin/', '']
    for (const [index, name] of names.entries()) {
      const branches = [`${prefix[index % 3]}${name}`.replace('|', ' ')]
      const fate = { kind: 'unmerged', branches }
      expect(await originIn(root, `SELECT 1${index};`)).toMatchObject({ tag: '0002_branch', fate })
    }
    expect(await originIn(root, 'SELECT 99;')).toBeUndefined()
    expect(await git(root, 'status', '--porcelain')).toBe('')
  })

  test('of files and authors that are called as commands are', async () => {
    const root = await edited()
    const tag = '0002_$(touch x)\n| a'
    await addFiles(root, { [`drizzle/${tag}.sql`]: 'SELECT 5;' })
    await commitAll(root, { day: 3, author: '\u001b[31m$(touch x) | \u0001' })
    await rm(join(root, `drizzle/${tag}.sql`))
    await commitAll(root, { day: 4 })
    const origin = await originIn(root, 'SELECT 5;')
    expect(origin).toMatchObject({ tag: '0002_$(touch x)   a', fate: { kind: 'deleted' } })
    expect(JSON.stringify(origin)).not.toMatch(/\\u00/)
  })

  test('and what the user configured for git changes nothing', async () => {
    const root = await edited()
    for (const [name, value] of [
      ['log.showSignature', 'true'],
      ['color.ui', 'always'],
      ['diff.renames', 'copies'],
      ['diff.relative', 'true'],
      ['log.follow', 'true'],
      ['format.pretty', 'oneline'],
      ['diff.orderFile', '/nowhere'],
    ] as const) {
      await git(root, 'config', name, value)
    }
    await git(root, 'config', '--unset', 'diff.orderFile')
    expect(await originIn(root, old)).toMatchObject({ fate: byBob })
  })
})

describe('what cannot be read is told, and stops nothing', () => {
  test('a shallow clone: with the command that fetches the rest', async () => {
    const root = await edited()
    const clone = join(await makeFolder({}), 'clone')
    await git(root, 'clone', '--quiet', '--depth=1', `file://${root}`, clone)
    const { lines, warnings } = await read(clone)
    expect(lines).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('git fetch --unshallow')])
  })

  test('a shallow clone that reaches back to the edit: who did it, not who wrote the text', async () => {
    const root = await edited()
    const clone = join(await makeFolder({}), 'clone')
    await git(root, 'clone', '--quiet', '--depth=2', `file://${root}`, clone)
    await addFiles(clone, { 'drizzle/0001_add.sql': 'SELECT 9;' })
    await commitAll(clone, { day: 5 })
    const { lines } = await read(clone)
    const origin = originOf(fingerprint(Buffer.from(old)).hash, lines)
    expect(origin).toMatchObject({ fate: byBob })
    expect(origin).not.toHaveProperty('from')
  })

  test('--git-history 1: the edit, not who wrote the text', async () => {
    const { lines, warnings } = await read(await edited(), { commits: 1 })
    expect(warnings).toEqual([])
    const origin = originOf(fingerprint(Buffer.from(old)).hash, lines)
    expect(origin).toMatchObject({ fate: byBob })
    expect(origin).not.toHaveProperty('from')
  })

  test('a repository without commits: nothing', async () => {
    const root = await makeFolder(drizzle(two))
    await git(root, 'init', '--quiet')
    expect(await read(root)).toEqual({ lines: [], warnings: [] })
  })

  test('a clone without contents, whose server is gone', async () => {
    const root = await edited()
    const clone = join(await makeFolder({}), 'clone')
    await git(root, 'config', 'uploadpack.allowFilter', 'true')
    await git(root, 'clone', '--quiet', '--filter=blob:none', `file://${root}`, clone)
    await git(clone, 'config', 'remote.origin.url', 'file:///nowhere')
    const { lines, warnings } = await read(clone)
    expect(lines).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(/not in this clone|could not read/)])
  })

  test('a file of 50 MB: it is left out, in little memory', async () => {
    const root = await edited()
    await addFiles(root, { 'drizzle/0002_dump.sql': Buffer.alloc(50_000_000, 'x\n') })
    await commitAll(root, { day: 3 })
    await rm(join(root, 'drizzle/0002_dump.sql'))
    await commitAll(root, { day: 4 })
    const before = process.memoryUsage().rss
    const { lines, warnings } = await read(root)
    expect(process.memoryUsage().rss - before).toBeLessThan(90_000_000)
    expect(lines).toHaveLength(1)
    expect(warnings).toEqual([expect.stringContaining('larger than 4 MiB')])
  })

  test.for([
    { name: 'bytes that are no UTF-8', bytes: Buffer.from([0xff, 0xfe, 0, 0x0a, 0x80]) },
    { name: 'NUL, and lines as git prints them', bytes: Buffer.from('\0\n:1 2 3\nabc blob 5\n') },
    { name: 'nothing', bytes: Buffer.alloc(0) },
  ])('a file of $name: has its hash as Drizzle makes it', async ({ bytes }) => {
    const root = await edited()
    await addFiles(root, { 'drizzle/0002_odd.sql': bytes })
    await commitAll(root, { day: 3 })
    await rm(join(root, 'drizzle/0002_odd.sql'))
    await commitAll(root, { day: 4 })
    expect(await originIn(root, bytes)).toMatchObject({ tag: '0002_odd' })
  })

  test('a journal with the marks of a conflict, somewhere in history', async () => {
    const root = await edited()
    await addFiles(root, { 'drizzle/meta/_journal.json': '<<<<<<< HEAD\n{' })
    await commitAll(root, { day: 3 })
    await addFiles(root, drizzle({ ...two, '0001_add': 'SELECT 2;' }))
    await commitAll(root, { day: 4 })
    expect(await originIn(root, old)).toMatchObject({ fate: byBob })
  })

  test('a link in the place of a file', async () => {
    const root = await edited()
    await symlink('/etc/hostname', join(root, 'drizzle/0002_link.sql'))
    await commitAll(root, { day: 3 })
    expect(await originIn(root, old)).toMatchObject({ fate: byBob })
  })

  test('no git, and a repository that broke meanwhile: a warning', async () => {
    const root = await edited()
    const path = process.env['PATH']
    process.env['PATH'] = await makeFolder({})
    onTestFinished(() => {
      process.env['PATH'] = path
    })
    const { layout, migrations } = await readDrizzleFolder(join(root, 'drizzle'))
    const request = { layout, migrations, cwd: join(root, 'drizzle'), path: 'drizzle' } as const
    expect(await readOrigins({ ...request, commits: 'all' })).toEqual({ lines: [], warnings: [] })
    process.env['PATH'] = path
    await rm(join(root, '.git/objects'), { recursive: true })
    await addFiles(root, { '.git/objects/': '' })
    const { lines, warnings } = await readOrigins({ ...request, commits: 'all' })
    expect(lines).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('could not read the history')])
  })
})

test('more than 200 are left out, the oldest of them, and it is said how many', async () => {
  const root = await edited()
  for (let index = 0; index < 205; index += 1) {
    await addFiles(root, { [`drizzle/9${index}_x.sql`]: `SELECT 1${index};` })
  }
  await commitAll(root, { day: 3 })
  for (let index = 0; index < 205; index += 1) await rm(join(root, `drizzle/9${index}_x.sql`))
  await commitAll(root, { day: 4 })
  const { lines, warnings } = await read(root)
  expect(lines).toHaveLength(200)
  expect(originOf(fingerprint(Buffer.from(old)).hash, lines)).toBeUndefined()
  expect(warnings).toEqual([expect.stringContaining('; 6 are left out.')])
})
