import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseManifestText } from '../../src/io/manifest.ts'
import { addFiles, journalFiles, makeFolder } from '../support/folder.ts'
import { commitAll, git } from '../support/git.ts'
import { runCli } from '../support/run-cli.ts'

const manifest = ['manifest', '--migrations', 'drizzle', '--ledger-only', '--out', 'app.json']

/** A folder of 0.x of one migration, with another text on each of these days. */
async function repository(days: number): Promise<string> {
  const root = await makeFolder({})
  await git(root, 'init', '--quiet')
  for (let day = 1; day <= days; day += 1) {
    const files = Object.entries(journalFiles({ '0000_init': `SELECT ${day};` }))
    await addFiles(root, Object.fromEntries(files.map(([path, text]) => [`drizzle/${path}`, text])))
    await commitAll(root, { day })
  }
  return root
}

test('origins stand in the manifest one a line, the newest first, and it is whole', async () => {
  const root = await repository(4)
  const { exitCode, stdout, stderr } = await runCli(root, manifest)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toContain('git history: 3 versions of migrations that are not declared now')
  const text = await readFile(join(root, 'app.json'), 'utf8')
  const lines = text.split('\n').filter((line) => line.includes(' | edited | 0000_init | '))
  const at = lines.map((line) => Number(/ \| - \| | (\d{10}) Ann \| /.exec(line)?.[1]))
  expect(at).toHaveLength(3)
  expect(at).toEqual(at.toSorted((a, b) => b - a))
  const { origins } = await parseManifestText(text, 'app.json')
  expect(origins).toHaveLength(3)
})

test('a manifest without any has no such field, and is the same each time', async () => {
  const root = await repository(1)
  await runCli(root, manifest)
  const first = await readFile(join(root, 'app.json'), 'utf8')
  expect(first).not.toContain('origins')
  await runCli(root, manifest)
  expect(await readFile(join(root, 'app.json'), 'utf8')).toBe(first)
})

test('an origin that was edited in the file is found out', async () => {
  const root = await repository(2)
  await runCli(root, manifest)
  const text = await readFile(join(root, 'app.json'), 'utf8')
  await expect(parseManifestText(text.replace('Ann', 'Bob'), 'app.json')).rejects.toThrow(/digest/)
})

test('--git-history bounds what is read', async () => {
  const root = await repository(4)
  const { stdout } = await runCli(root, [...manifest, '--git-history', '2'])
  expect(stdout).toContain('git history: 2 versions')
  const { exitCode, stderr } = await runCli(root, [...manifest, '--git-history', '0'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('--git-history "0" is neither a number of commits nor `all`')
})

test.for([
  { name: 'outside of a repository', make: () => makeFolder({}) },
  {
    name: 'in a bare repository, which has no work tree',
    make: async () => {
      const root = await makeFolder({})
      await git(root, 'init', '--quiet', '--bare')
      return root
    },
  },
])('$name: it is said, and the manifest is made', async ({ make }) => {
  const root = await make()
  const files = Object.entries(journalFiles({ '0000_init': 'SELECT 1;' }))
  await addFiles(root, Object.fromEntries(files.map(([path, text]) => [`drizzle/${path}`, text])))
  const { exitCode, stdout } = await runCli(root, manifest)
  expect(exitCode).toBe(0)
  expect(stdout).toContain('no git work tree: what unknown hashes are will not be told')
})

test('where git is not installed, that is said alike', async () => {
  const root = await repository(2)
  const { exitCode, stdout } = await runCli(root, manifest, { PATH: await makeFolder({}) })
  expect(exitCode).toBe(0)
  expect(stdout).toContain('no git work tree')
})
