import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAllowances } from '../../src/cli/published.ts'
import { formatAllowances } from '../../src/io/allowances.ts'
import { formatManifest } from '../../src/io/manifest.ts'
import { makeFolder } from '../support/folder.ts'
import { allowanceOf, hashOfText, manifestOf, ruleOf } from '../support/history.ts'
import { runCli } from '../support/run-cli.ts'

const file = 'migrations-manifest/allowances.json'
const words = ['--reason', 'made for a report', '--owner', 'platform team']
const today = new Date().toISOString().slice(0, 10)
const allowances = [allowanceOf(hashOfText('z'))]
const rules = [ruleOf('table public.audit_*'), ruleOf('column public.a.b', { manifest: 'app' })]

const published = {
  [file]: formatAllowances(allowances, rules),
  'migrations-manifest/app.json': formatManifest(manifestOf([])),
}

test('adds the rule behind the others, keeps the allowances, and says what that does', async () => {
  const folder = await makeFolder(published)
  const object = 'index public.orders.orders_by_day'
  const args = ['ignore', ` ${object} `, ...words, '--expires', '2999-12-31', '--manifest', 'app']
  const { exitCode, stdout, stderr } = await runCli(folder, args)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(await readAllowances(join(folder, file))).toEqual({
    allowances,
    rules: [
      ...rules,
      {
        object,
        reason: 'made for a report',
        owner: 'platform team',
        date: today,
        expires: '2999-12-31',
        manifest: 'app',
      },
    ],
  })
  expect(stdout).toBe(
    [
      `${file}: ignored from now on`,
      `  ${object}`,
      '  for the manifest app, until the end of 2999-12-31, UTC',
      '  because: made for a report',
      '  owner: platform team',
      'Commit it. A check here goes by it at once; the monitor from its next deploy on, if that is from this repository.',
      '',
    ].join('\n'),
  )
})

test('makes the file where there is none, in the place that is named', async () => {
  const folder = await makeFolder({})
  const run = await runCli(folder, ['ignore', '* public.a"b\'c*', ...words, '--file', 'a.json'])
  expect(run.exitCode).toBe(0)
  expect(await readAllowances(join(folder, 'a.json'))).toMatchObject({
    allowances: [],
    rules: [{ object: '* public.a"b\'c*' }],
  })
})

test('does not ignore twice, unless it is to replace, which keeps the place', async () => {
  const folder = await makeFolder(published)
  const again = ['ignore', 'table public.audit_*', ...words]
  const refused = await runCli(folder, again)
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  expect(refused.stderr).toMatch(/ignores table public\.audit_\* for every manifest already/)
  const replaced = await runCli(folder, [...again, '--replace'])
  expect(replaced).toMatchObject({ exitCode: 0 })
  expect(replaced.stdout).toContain('replaced the rule for')
  expect(await readAllowances(join(folder, file))).toEqual({
    allowances,
    rules: [
      {
        object: 'table public.audit_*',
        reason: 'made for a report',
        owner: 'platform team',
        date: today,
      },
      rules[1],
    ],
  })
})

test('to allow a hash keeps the rules', async () => {
  const folder = await makeFolder(published)
  const run = await runCli(folder, ['allow', hashOfText('more'), ...words])
  expect(run.exitCode).toBe(0)
  expect((await readAllowances(join(folder, file))).rules).toEqual(rules)
})

test.for([
  {
    name: 'a type that is none',
    args: ['tabel public.x', ...words],
    says: 'The types are schema, extension, table, ',
  },
  { name: 'no type', args: ['public.users', ...words], says: 'does not begin with a type' },
  { name: 'no name', args: ['column ', ...words], says: 'After the type "column" comes a name' },
  { name: 'nothing', args: [' ', ...words], says: 'does not begin with a type' },
  {
    name: 'a name without its schema',
    args: ['column email', ...words],
    says: 'names no schema, so nothing would be ignored',
  },
  {
    name: 'a name without its quotes, which a shell takes apart',
    args: ['column', 'public.users.email', ...words],
    says: 'too many arguments',
  },
  { name: 'an endless name', args: [`table a.${'x'.repeat(500)}`, ...words], says: '500 are the' },
  { name: 'no reason', args: ['table a.b', '--owner', 'me'], says: '--reason' },
  { name: 'no owner', args: ['table a.b', '--reason', 'legacy'], says: '--owner' },
  {
    name: 'a day that was',
    args: ['table a.b', ...words, '--expires', '2020-01-01'],
    says: '--expires is over',
  },
  {
    name: 'a manifest that is not there',
    args: ['table a.b', ...words, '--manifest', 'ap'],
    says: 'no manifest "ap", so nothing would be accepted. There is: app.',
  },
  {
    name: 'nothing to replace',
    args: ['table a.b', ...words, '--replace'],
    says: 'has no rule for table a.b to replace. Leave out --replace.',
  },
  {
    name: 'another rule than the one to replace',
    args: ['table public.audit_*', ...words, '--replace', '--manifest', 'app'],
    says: 'delete it by hand to accept less',
  },
])('refuses $name, and changes nothing', async ({ args, says }) => {
  const folder = await makeFolder(published)
  const run = await runCli(folder, ['ignore', ...args])
  expect(run).toMatchObject({ exitCode: 2, stdout: '' })
  expect(run.stderr).toContain(says)
  expect(await readFile(join(folder, file), 'utf8')).toBe(published[file])
})
