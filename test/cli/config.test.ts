import { expect, test } from 'vitest'
import { addFiles, journalFiles, makeFolder } from '../support/folder.ts'
import { runCli } from '../support/run-cli.ts'

const sql = { '0000_init': 'CREATE TABLE users (id integer);' }

function below(folder: string, files: ReturnType<typeof journalFiles>) {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text] as const),
  )
}

async function projectWith(config: unknown) {
  return makeFolder({
    ...below('db/migrations', journalFiles(sql)),
    'driftwatch.config.json': typeof config === 'string' ? config : JSON.stringify(config),
  })
}

test('what the configuration says need not be typed', async () => {
  const folder = await projectWith({ migrations: 'db/migrations', name: 'shop' })
  const made = await runCli(folder, ['manifest', '--ledger-only'])
  expect(made).toMatchObject({ exitCode: 0, stderr: '' })
  expect(made.stdout).toMatch(/^migrations-manifest\/shop\.json\n {2}1 migration/)
  const checked = await runCli(folder, ['check'])
  expect(checked).toMatchObject({ exitCode: 2, stdout: '' })
  expect(checked.stderr).toContain('DATABASE_URL is not set')
})

test('what is typed goes before what the configuration says', async () => {
  const folder = await projectWith({ migrations: 'nowhere', name: 'shop' })
  const args = ['manifest', '--ledger-only', '--migrations', 'db/migrations', '--name', 'typed']
  expect((await runCli(folder, args)).stdout).toMatch(/^migrations-manifest\/typed\.json\n/)
})

test('a ledger elsewhere is read as it is typed', async () => {
  const folder = await projectWith({ migrations: 'db/migrations', ledger: 'public.done' })
  await runCli(folder, ['manifest', '--ledger-only', '--out', 'app.json'])
  const { stderr } = await runCli(folder, ['manifest', '--ledger-only', '--ledger', 'x'])
  expect(stderr).toContain('--ledger "x" is not a schema and a table')
  await addFiles(folder, { 'driftwatch.config.json': '{"ledger":"x"}' })
  expect((await runCli(folder, ['check'])).stderr).toContain(
    'driftwatch.config.json: ledger "x" is not a schema and a table',
  )
})

test.for([
  { name: 'a key that nothing reads', config: { migration: 'x' }, says: 'has "migration", which' },
  { name: 'a value of another type', config: { migrations: 5 }, says: 'migrations is not what' },
  { name: 'a name that cannot be a file', config: { name: 'A/B' }, says: 'name is not what' },
  { name: 'no JSON', config: '{', says: 'driftwatch.config.json is not JSON' },
  { name: 'a merge conflict', config: '<<<<<<< ours\n', says: 'merge-conflict marker in line 1' },
  { name: 'a list', config: [], says: 'the whole is not what' },
])('$name: exit 2, and the file is named', async ({ config, says }) => {
  const folder = await projectWith(config)
  const { exitCode, stderr } = await runCli(folder, ['check', '--manifest', 'x.json'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain(says)
  expect(stderr).toContain('driftwatch.config.json')
})

test('without a configuration, what is needed is asked for', async () => {
  const folder = await makeFolder({})
  const { exitCode, stderr } = await runCli(folder, ['check'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain("required option '--manifest <file>'")
})
