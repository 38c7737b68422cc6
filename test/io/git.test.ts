import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readGitFolder } from '../../src/io/git/read-git-folder.ts'
import { type Files, addFiles, makeFolder } from '../support/folder.ts'
import { git, makeRepository } from '../support/git.ts'

const head = (root: string) => git(root, 'rev-parse', 'HEAD')

/** A repository with one commit that touches `db/drizzle`, and one that does not. */
async function twoCommits(
  files: Files = {},
): Promise<{ root: string; folder: string; first: string }> {
  const root = await makeRepository({ 'db/drizzle/a.sql': 'SELECT 1;', ...files })
  const first = await head(root)
  await addFiles(root, { 'README.md': 'later' })
  await git(root, 'add', '--all')
  await git(root, 'commit', '-m', 'Another part')
  return { root, folder: join(root, 'db/drizzle'), first }
}

function setEnv(change: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(change)) {
    const before = process.env[name]
    process.env[name] = value
    onTestFinished(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
}

describe('a folder in a repository', () => {
  test('has the last commit that touched it, not the last one', async () => {
    const { root, folder, first } = await twoCommits()
    expect(await readGitFolder(folder)).toEqual({
      root,
      path: 'db/drizzle',
      git: { commit: first, dirty: false },
      warnings: [],
    })
    expect(await head(root)).not.toBe(first)
  })

  test.for([
    { name: 'an edited file', files: { 'db/drizzle/a.sql': 'SELECT 2;' }, dirty: true },
    { name: 'an untracked file', files: { 'db/drizzle/b.sql': '' }, dirty: true },
    {
      name: 'an untracked file in a new folder',
      files: { 'db/drizzle/meta/x.json': '' },
      dirty: true,
    },
    { name: 'an ignored file', files: { 'db/drizzle/x.log': '' }, dirty: false },
    {
      name: 'changes elsewhere only',
      files: { 'db/other.sql': '', 'README.md': '2' },
      dirty: false,
    },
  ])('with $name is dirty: $dirty', async ({ files, dirty }) => {
    const { root, folder } = await twoCommits({ '.gitignore': '*.log' })
    await addFiles(root, files)
    expect((await readGitFolder(folder))?.git?.dirty).toBe(dirty)
  })

  test('is dirty with a change that is only staged', async () => {
    const { root, folder } = await twoCommits()
    await addFiles(root, { 'db/drizzle/a.sql': 'SELECT 2;' })
    await git(root, 'add', '--all')
    expect((await readGitFolder(folder))?.git?.dirty).toBe(true)
  })

  test('is dirty when a file of it is gone', async () => {
    const { root, folder } = await twoCommits()
    await rename(join(folder, 'a.sql'), join(root, 'elsewhere.sql'))
    expect((await readGitFolder(folder))?.git?.dirty).toBe(true)
  })

  test('may be the root', async () => {
    const root = await makeRepository({ 'a.sql': '' })
    expect(await readGitFolder(root)).toMatchObject({ root, path: '.', git: { dirty: false } })
  })

  test.for(['-rf', ':(top)', '*', 'ä ö', '--help', '$(true)'])('may be called %j', async (name) => {
    const root = await makeRepository({ [`${name}/a.sql`]: '' })
    const commit = await head(root)
    await addFiles(root, { 'b.sql': '' })
    expect(await readGitFolder(join(root, name))).toMatchObject({
      path: name,
      git: { commit, dirty: false },
    })
  })

  test('has no commit where none has touched it', async () => {
    const root = await makeRepository({ 'README.md': '' })
    await addFiles(root, { 'drizzle/a.sql': '' })
    expect(await readGitFolder(join(root, 'drizzle'))).toEqual({
      root,
      path: 'drizzle',
      git: null,
      warnings: [],
    })
  })

  test('has no commit in a repository without any', async () => {
    const root = await makeFolder({ 'drizzle/a.sql': '' })
    await git(root, 'init', '--quiet')
    const place = await readGitFolder(join(root, 'drizzle'))
    expect(place).toEqual({ root, path: 'drizzle', git: null, warnings: [] })
  })

  test('of a worktree is told by that worktree', async () => {
    const { root, first } = await twoCommits()
    const worktree = join(await makeFolder({}), 'tree')
    await git(root, 'worktree', 'add', '--quiet', worktree)
    const place = await readGitFolder(join(worktree, 'db/drizzle'))
    expect(place).toMatchObject({ root: worktree, git: { commit: first } })
  })

  test('does not run a command that the repository configures', async () => {
    const { root, folder } = await twoCommits()
    await git(root, 'config', 'core.fsmonitor', `touch '${root}/ran'; false`)
    await readGitFolder(folder)
    expect(await readdir(root)).not.toContain('ran')
    // The command is a real one: git by itself runs it.
    await git(root, 'status')
    expect(await readdir(root)).toContain('ran')
  })

  test('is not told by what git sets for a hook of another repository', async () => {
    const { folder, first } = await twoCommits()
    const other = await makeRepository({ x: '' })
    setEnv({
      GIT_DIR: join(other, '.git'),
      GIT_WORK_TREE: other,
      GIT_INDEX_FILE: join(other, '.git/index'),
      GIT_PREFIX: 'x/',
    })
    expect((await readGitFolder(folder))?.git).toEqual({ commit: first, dirty: false })
  })
})

describe('a shallow clone', () => {
  const cloneOf = async (root: string, depth: number) => {
    const clone = join(await makeFolder({}), 'clone')
    await git(root, 'clone', '--quiet', `--depth=${depth}`, `file://${root}`, clone)
    return clone
  }

  test('that does not reach back to the folder’s commit names none, and says so', async () => {
    const { root } = await twoCommits()
    const place = await readGitFolder(join(await cloneOf(root, 1), 'db/drizzle'))
    expect(place?.git).toBeNull()
    expect(place?.warnings).toEqual([expect.stringContaining('fetch-depth: 0')])
  })

  test('that reaches beyond the folder’s commit names it', async () => {
    const { root, folder } = await twoCommits()
    await addFiles(folder, { 'b.sql': '' })
    await git(root, 'add', '--all')
    await git(root, 'commit', '-m', 'Another migration')
    const place = await readGitFolder(join(await cloneOf(root, 2), 'db/drizzle'))
    expect(place).toMatchObject({ git: { commit: await head(root) }, warnings: [] })
  })
})

describe('nothing is known', () => {
  test('outside of a repository', async () => {
    expect(await readGitFolder(await makeFolder({}))).toBeNull()
  })

  test('within .git, and in a bare repository', async () => {
    const root = await makeRepository({ x: '' })
    expect(await readGitFolder(join(root, '.git'))).toBeNull()
    const bare = await makeFolder({})
    await git(bare, 'init', '--quiet', '--bare')
    expect(await readGitFolder(bare)).toBeNull()
  })

  test('where git is not installed, even if node_modules has a program of that name', async () => {
    const { folder } = await twoCommits()
    await mkdir(join(folder, 'node_modules/.bin'), { recursive: true })
    await writeFile(join(folder, 'node_modules/.bin/git'), '#!/bin/sh\necho trap', { mode: 0o755 })
    setEnv({ PATH: await makeFolder({}) })
    expect(await readGitFolder(folder)).toBeNull()
  })
})

describe('git fails', () => {
  test('at a repository that is broken: an OutsideError', async () => {
    const root = await makeRepository({ x: '' })
    await writeFile(join(root, '.git/config'), '[broken')
    await expect(readGitFolder(root)).rejects.toThrow(/could not read the repository/)
  })

  test('at the repository of another user: the way out is named', async () => {
    const root = await makeRepository({ x: '' })
    setEnv({ GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' })
    await expect(readGitFolder(root)).rejects.toThrow(/safe\.directory/)
  })
})
