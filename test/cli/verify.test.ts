import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addFiles, type Files, journalFiles, journalText, makeFolder } from '../support/folder.ts'
import { git, makeRepository } from '../support/git.ts'
import { hostileCases } from '../support/hostile.ts'
import { runCli } from '../support/run-cli.ts'
import { problemsOf } from '../support/verify.ts'

const two = { '0000_init': 'CREATE TABLE a (id int);', '0001_next': 'CREATE TABLE b (id int);' }
const drizzle = within('drizzle', journalFiles(two))
const verify = ['verify', '--migrations', 'drizzle', '--no-replay']

function within(folder: string, files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]),
  )
}

/** With an SQL file that no journal names: a warning. */
const withWarning = { ...drizzle, 'drizzle/0009_lost.sql': '' }

describe('exit codes and what counts', () => {
  test('0 where nothing is wrong, and what was not looked at is said', async () => {
    const { exitCode, stdout, stderr } = await runCli(await makeRepository(drizzle), verify)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toBe(
      [
        'Nothing is wrong: 2 migrations',
        '',
        'Nothing was held against another commit: name the branch to merge into with',
        '--base.',
        'The migrations were not replayed.',
        'No schema was compared: name it with --schema.',
        '',
      ].join('\n'),
    )
  })

  test.for([
    { failOn: 'critical', exitCode: 0 },
    { failOn: 'warning', exitCode: 1 },
    { failOn: 'notice', exitCode: 1 },
  ])('a warning with --fail-on $failOn: $exitCode', async ({ failOn, exitCode }) => {
    const root = await makeRepository(withWarning)
    expect((await runCli(root, [...verify, '--fail-on', failOn])).exitCode).toBe(exitCode)
  })

  test('each format tells the same problem, and all but JSON only rules that were looked at', async () => {
    const root = await makeRepository(withWarning)
    const expected = {
      text: 'drizzle/0009_lost.sql',
      json: '"rule": "file-undeclared"',
      github: '::warning file=drizzle/0009_lost.sql,title=',
      markdown: 'An SQL file is not in the journal',
      sarif: '"ruleId": "file-undeclared"',
      junit: '<testcase classname="driftwatch.file-undeclared"',
    }
    for (const [format, words] of Object.entries(expected)) {
      const { exitCode, stdout } = await runCli(root, [...verify, '--format', format])
      expect(exitCode).toBe(1)
      expect(stdout).toContain(words)
      expect(stdout).not.toContain('replay-failed')
    }
  })
})

describe('the base branch', () => {
  test('whatever is no name of a commit is refused, and a shell never sees it', async () => {
    const root = await makeRepository(drizzle)
    const names = ['-x', '', 'a\nb', '$(touch owned)', 'nope', "'; touch owned"]
    for (const name of names) {
      const { exitCode, stderr, stdout } = await runCli(root, [...verify, `--base=${name}`])
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain(JSON.stringify(name))
    }
  })

  test('one that was not fetched is told with the command', async () => {
    const root = await makeRepository(drizzle)
    const { stderr } = await runCli(root, [...verify, '--base', 'origin/release/2'])
    expect(stderr).toContain('git fetch origin release/2:refs/remotes/origin/release/2')
  })

  test('a shallow clone is told as such, with the command', async () => {
    const root = await makeRepository(drizzle)
    await git(root, 'commit', '--quiet', '--allow-empty', '-m', 'Second')
    const clone = join(await makeFolder({}), 'clone')
    await git(root, 'clone', '--quiet', '--depth', '1', `file://${root}`, clone)
    const { exitCode, stderr } = await runCli(clone, [...verify, '--base', 'origin/release'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/shallow.*fetch-depth: 0/)
    expect(stderr).toContain('git fetch --unshallow origin release:refs/remotes/origin/release')
  })

  test('branches without a common commit cannot be compared', async () => {
    const root = await makeRepository(drizzle)
    await git(root, 'checkout', '--quiet', '--orphan', 'alone')
    await git(root, 'commit', '--quiet', '-m', 'Alone')
    const { exitCode, stderr } = await runCli(root, [...verify, '--base', 'main'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/no common commit/)
  })

  test.for([
    { name: 'outside of a repository', make: async () => makeFolder(drizzle) },
    {
      name: 'in a repository without a commit',
      make: async () => {
        const root = await makeFolder(drizzle)
        await git(root, 'init', '--quiet')
        return root
      },
    },
  ])('$name there is none', async ({ make }) => {
    const { exitCode, stderr } = await runCli(await make(), [...verify, '--base', 'main'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/--base|"main"/)
  })

  test('a folder in a submodule is compared with the submodule’s own branch', async () => {
    const inner = await makeRepository(drizzle)
    const root = await makeRepository({ 'README.md': '' })
    await git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub')
    await writeFile(join(root, 'sub/drizzle/0000_init.sql'), 'edited')
    const args = ['verify', '--migrations', 'sub/drizzle', '--no-replay', '--base', 'origin/main']
    expect((await problemsOf(root, args)).problems).toEqual(['edited drizzle/0000_init.sql:1'])
  })

  test('a checkout with CRLF is no edit', async () => {
    const root = await makeRepository({
      ...drizzle,
      'drizzle/0000_init.sql': 'SELECT 1;\nSELECT 2;\n',
    })
    await writeFile(join(root, 'drizzle/0000_init.sql'), 'SELECT 1;\r\nSELECT 2;\r\n')
    const { problems, exitCode } = await problemsOf(root, [...verify, '--base', 'main'])
    expect({ problems, exitCode }).toEqual({
      problems: ['line-endings drizzle/0000_init.sql:1'],
      exitCode: 0,
    })
  })

  test('a folder that the base branch does not have is said to be all new', async () => {
    const root = await makeRepository({ 'README.md': '' })
    await addFiles(root, drizzle)
    const { problems } = await problemsOf(root, [...verify, '--base', 'main'])
    expect(problems).toEqual(['base-without-folder drizzle:'])
  })
})

describe('a problem is told once, with one way out', () => {
  test('a journal that cannot be read deletes nothing', async () => {
    const root = await makeRepository(drizzle)
    await runCli(root, ['manifest', '--migrations', 'drizzle', '--ledger-only'])
    await addFiles(root, { 'drizzle/meta/_journal.json': '{\n<<<<<<< HEAD\n' })
    const { problems, notes } = await problemsOf(root, [...verify, '--base', 'main'])
    expect(problems).toEqual(['conflict-marker drizzle/meta/_journal.json:2'])
    expect(notes.join()).toContain('Nothing was held against main, as it cannot be read which')
    const { stdout } = await runCli(root, [...verify, '--base', 'main'])
    expect(stdout).toMatch(/^Do not merge: 1 critical problem\n/)
  })

  test('the file of a migration that has left the journal is not to be deleted', async () => {
    const root = await makeRepository(drizzle)
    const { '0000_init': text } = two
    const [journal] = Object.entries(within('drizzle', journalFiles({ '0000_init': text })))
      .filter(([path]) => path.endsWith('_journal.json'))
      .map(([path, content]) => ({ [path]: content }))
    await addFiles(root, journal ?? {})
    const { problems, texts } = await problemsOf(root, [...verify, '--base', 'main'])
    expect(problems).toEqual(['deleted drizzle/0001_next.sql:'])
    expect(texts[0]).toContain('its entry in meta/_journal.json')
  })

  test('a renamed migration is not new to the manifest, which is not to be published', async () => {
    const root = await makeRepository(drizzle)
    await runCli(root, ['manifest', '--migrations', 'drizzle', '--ledger-only'])
    const renamed = { '0000_begin': two['0000_init'], '0001_next': two['0001_next'] }
    await addFiles(root, within('drizzle', journalFiles(renamed)))
    await rm(join(root, 'drizzle/0000_init.sql'))
    const { problems, texts } = await problemsOf(root, [...verify, '--base', 'main'])
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['renamed', 'manifest-behind'])
    expect(texts[1]).toContain('bring that back, and only where none has run it, publish anew')
  })
})

describe('a published manifest', () => {
  test('that does not know a new migration is a warning, and its newest may overtake it', async () => {
    const root = await makeRepository(drizzle)
    await runCli(root, ['manifest', '--migrations', 'drizzle', '--ledger-only'])
    expect((await problemsOf(root, verify)).problems).toEqual([])
    await addFiles(
      root,
      within('drizzle', journalFiles({ '0000_init': two['0000_init'], late: '' })),
    )
    await rm(join(root, 'drizzle/0001_next.sql'))
    const { problems, texts } = await problemsOf(root, verify)
    expect(problems).toEqual([
      'overtaken drizzle/meta/_journal.json:16',
      'manifest-behind migrations-manifest/app.json:',
    ])
    expect(texts[0]).toContain('0001_next on the published manifest app')
    expect(texts[0]).not.toContain('into this branch')
    expect(texts[1]).toMatch(/does not know late, and still has 0001_next/)
  })
})

describe('a baseline', () => {
  test('lets old problems pass, counts them, fails for a new one, and names what is no more', async () => {
    const root = await makeRepository(withWarning)
    const wrote = await runCli(root, [...verify, '--write-baseline', 'known.json'])
    expect(wrote).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 problem') })
    const args = [...verify, '--baseline', 'known.json']
    const before = await problemsOf(root, args)
    expect(before).toMatchObject({ exitCode: 0, old: ['file-undeclared'] })
    expect(before.notes).toContain('1 of 1 problems are old: known.json knows them.')
    await addFiles(root, { 'drizzle/0010_lost.sql': '' })
    const worse = await problemsOf(root, args)
    expect(worse).toMatchObject({ exitCode: 1, old: ['file-undeclared'] })
    await rm(join(root, 'drizzle/0009_lost.sql'))
    const { notes } = await problemsOf(root, args)
    expect(notes.join()).toMatch(/knows a problem that is no more: .*0009_lost/)
  })

  test.for([
    { name: 'a second edit of a file', edit: 'DROP TABLE a;', other: 'DROP TABLE b;' },
    { name: 'an edit after other line endings', edit: `${two['0000_init']}\n`, other: 'SELECT 1;' },
  ])('does not know $name', async ({ edit, other }) => {
    const root = await makeRepository(drizzle)
    const args = [...verify, '--base', 'main', '--fail-on', 'notice']
    await addFiles(root, { 'drizzle/0000_init.sql': edit })
    await runCli(root, [...args, '--write-baseline', 'known.json'])
    const withBaseline = [...args, '--baseline', 'known.json']
    expect(await problemsOf(root, withBaseline)).toMatchObject({ exitCode: 0 })
    await addFiles(root, { 'drizzle/0000_init.sql': other })
    expect(await problemsOf(root, withBaseline)).toMatchObject({ exitCode: 1, old: [] })
  })

  test('is written the same each time', async () => {
    const root = await makeRepository({ ...withWarning, 'drizzle/0008_lost.sql': '' })
    const write = async () => {
      await runCli(root, [...verify, '--write-baseline', 'known.json'])
      return readFile(join(root, 'known.json'), 'utf8')
    }
    const first = await write()
    expect(first.indexOf('0008_lost')).toBeLessThan(first.indexOf('0009_lost'))
    expect(await write()).toBe(first)
  })

  test.for([
    { name: 'is not there', text: undefined, words: /does not exist.*--write-baseline/ },
    { name: 'is no JSON', text: '{', words: /known\.json is not JSON/ },
    { name: 'has a merge conflict', text: '<<<<<<< HEAD\n', words: /conflict marker in line 1/ },
    {
      name: 'has another shape',
      text: '{"format":1,"problems":[{}]}',
      words: /problems\[0\]\.key/,
    },
  ])('that $name is refused', async ({ text, words }) => {
    const root = await makeRepository({
      ...drizzle,
      ...(text !== undefined && { 'known.json': text }),
    })
    const { exitCode, stderr } = await runCli(root, [...verify, '--baseline', 'known.json'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(words)
  })
})

test('no line of any report is a command to a CI system, whatever a tag is called', async () => {
  const entries = hostileCases.map(({ foreign }, index) => ({ when: index + 1, tag: foreign }))
  const root = await makeRepository({ 'drizzle/meta/_journal.json': journalText(entries) })
  for (const format of ['text', 'github', 'markdown', 'junit']) {
    const { stdout } = await runCli(root, [...verify, '--format', format])
    const lines = stdout.split('\n')
    const commands = lines.filter((line) => /^\s*(::|##\[|##vso)/.test(line))
    const own = commands.filter((line) => /^::(error|warning|notice) (file|title)=/.test(line))
    expect(commands).toEqual(own)
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  }
})

test('a file of 50 MB and one of bytes are no reason to give up', async () => {
  const root = await makeRepository(drizzle)
  await writeFile(join(root, 'drizzle/0000_init.sql'), `SELECT '${'x'.repeat(50_000_000)}';`)
  await writeFile(join(root, 'drizzle/0001_next.sql'), Buffer.from([0, 255, 254, 0]))
  const { problems } = await problemsOf(root, [...verify, '--base', 'main'])
  expect(problems).toEqual([
    'not-utf8 drizzle/0001_next.sql:',
    'edited drizzle/0000_init.sql:1',
    'edited drizzle/0001_next.sql:1',
  ])
})
