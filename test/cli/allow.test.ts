import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAllowances } from '../../src/cli/published.ts'
import { formatAllowances } from '../../src/io/allowances.ts'
import { formatManifest } from '../../src/io/manifest.ts'
import { makeFolder } from '../support/folder.ts'
import { allowanceOf, hashOfText, manifestOf } from '../support/history.ts'
import { runCli } from '../support/run-cli.ts'

const orphan = '6cec6782aaf9057166ccb08a58ef9b80d73f31313388e5223707008c0bd35984'
const file = 'migrations-manifest/allowances.json'
const words = ['--reason', 'legacy row', '--owner', 'platform team']
const today = new Date().toISOString().slice(0, 10)
const others = [allowanceOf(hashOfText('z')), allowanceOf(hashOfText('a'), { manifest: 'app' })]

const published = {
  [file]: formatAllowances(others),
  'migrations-manifest/app.json': formatManifest(manifestOf([])),
  'migrations-manifest/billing.json': formatManifest(manifestOf([], { name: 'billing' })),
}

test('adds the hash behind the others, and says what that does', async () => {
  const folder = await makeFolder(published)
  const args = ['allow', orphan, ...words, '--expires', '2999-12-31', '--manifest', 'app']
  const { exitCode, stdout, stderr } = await runCli(folder, args)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect((await readAllowances(join(folder, file))).allowances).toEqual([
    ...others,
    {
      hash: orphan,
      reason: 'legacy row',
      owner: 'platform team',
      date: today,
      expires: '2999-12-31',
      manifest: 'app',
    },
  ])
  expect(stdout).toContain(`${file}: allowed\n  ${orphan}\n`)
  expect(stdout).toContain('for the manifest app, until the end of 2999-12-31, UTC')
  expect(stdout).toContain('from its next deploy on')
  expect(await readdir(join(folder, 'migrations-manifest'))).toHaveLength(3)
})

test('makes the file where there is none, in the place that is named', async () => {
  const folder = await makeFolder({})
  const run = await runCli(folder, ['allow', orphan.toUpperCase(), ...words, '--file', 'a.json'])
  expect(run.exitCode).toBe(0)
  expect(await readAllowances(join(folder, 'a.json'))).toMatchObject({
    allowances: [{ hash: orphan }],
  })
})

test('does not allow twice, unless it is to replace, which keeps the place', async () => {
  const folder = await makeFolder(published)
  const [first, second] = others
  const again = ['allow', first?.hash ?? '', ...words]
  const refused = await runCli(folder, again)
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  expect(refused.stderr).toMatch(/for every manifest already: .* by platform, .*--replace/)
  const replaced = await runCli(folder, [...again, '--replace'])
  expect(replaced.exitCode).toBe(0)
  expect(replaced.stdout).toContain('replaced the allowance for')
  expect((await readAllowances(join(folder, file))).allowances).toEqual([
    { hash: first?.hash, reason: 'legacy row', owner: 'platform team', date: today },
    second,
  ])
})

test('one manifest and another are two allowances; every manifest and one are not', async () => {
  const folder = await makeFolder(published)
  const [first, second] = others
  const run = (hash = '', ...more: readonly string[]) =>
    runCli(folder, ['allow', hash, ...words, ...more])
  expect(await run(second?.hash, '--manifest', 'billing')).toMatchObject({ exitCode: 0 })
  const narrower = await run(first?.hash, '--manifest', 'app', '--replace')
  expect(narrower).toMatchObject({ exitCode: 2 })
  expect(narrower.stderr).toContain('delete it by hand to accept less')
})

const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)

test.for([
  { name: 'a part of a hash', args: ['6cec6782', ...words], says: 'all of its 64' },
  { name: 'what is no hash', args: ['x'.repeat(64), ...words], says: 'all of its 64' },
  { name: 'no reason', args: [orphan, '--owner', 'me'], says: '--reason' },
  { name: 'no owner', args: [orphan, '--reason', 'legacy'], says: '--owner' },
  {
    name: 'the reason of the example',
    args: [orphan, '--reason', '…', '--owner', 'me'],
    says: '--reason must say something',
  },
  {
    name: 'a blank owner',
    args: [orphan, '--reason', 'legacy', '--owner', ' '],
    says: '--owner must say something',
  },
  {
    name: 'an endless reason',
    args: [orphan, '--reason', 'x'.repeat(1001), '--owner', 'me'],
    says: '1000 are enough',
  },
  {
    name: 'a day that was',
    args: [orphan, ...words, '--expires', day(-1)],
    says: '--expires is over',
  },
  {
    name: 'a day that no calendar has',
    args: [orphan, ...words, '--expires', '2999-02-30'],
    says: '--expires must be a day',
  },
  {
    name: 'a day in words',
    args: [orphan, ...words, '--expires', 'tomorrow'],
    says: '--expires must be a day',
  },
  {
    name: 'a manifest that is not there',
    args: [orphan, ...words, '--manifest', 'ap'],
    says: 'no manifest "ap", so nothing would be accepted. There is: app, billing.',
  },
  {
    name: 'a name that no manifest can have',
    args: [orphan, ...words, '--manifest', '../x'],
    says: '--manifest must be the name',
  },
  {
    name: 'nothing to replace',
    args: [orphan, ...words, '--replace'],
    says: 'Leave out --replace',
  },
  {
    name: 'a folder that is not there',
    args: [orphan, ...words, '--file', 'no/where.json'],
    says: 'no/where.json',
  },
])('refuses $name, and changes nothing', async ({ args, says }) => {
  const folder = await makeFolder(published)
  const run = await runCli(folder, ['allow', ...args])
  expect(run).toMatchObject({ exitCode: 2, stdout: '' })
  expect(run.stderr).toContain(says)
  expect(await readFile(join(folder, file), 'utf8')).toBe(published[file])
})

test('does not write over a file that it cannot read', async () => {
  const broken = '{ "format": 1, "allowances": [ <<<<<<< ours'
  const folder = await makeFolder({ [file]: broken })
  expect(await runCli(folder, ['allow', orphan, ...words])).toMatchObject({ exitCode: 2 })
  expect(await readFile(join(folder, file), 'utf8')).toBe(broken)
})

test('holds until the end of its last day', async () => {
  const folder = await makeFolder(published)
  const run = await runCli(folder, ['allow', orphan, ...words, '--expires', day(0)])
  expect(run.exitCode).toBe(0)
})
