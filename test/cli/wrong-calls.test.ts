import { existsSync } from 'node:fs'
import { x } from 'tinyexec'
import { expect, test } from 'vitest'
import { makeFolder } from '../support/folder.ts'
import { incidentFiles } from '../support/incident.ts'
import { oneLine } from '../support/one-line.ts'
import { runCli } from '../support/run-cli.ts'

const check = ['check', '--manifest', 'app.json']
const secret = 'postgresql://monitor:hunter2-Secret@db.example.invalid/app'
test.for([
  { name: 'no manifest is named', args: ['check'], says: '--manifest' },
  {
    name: 'the manifest is not there',
    args: ['check', '--manifest', 'x.json'],
    says: 'x.json does not exist',
  },
  {
    name: 'the manifest is none',
    args: ['check', '--manifest', 'allowances.json'],
    says: 'not a manifest',
  },
  {
    name: 'the manifest was changed',
    args: ['check', '--manifest', 'changed.json'],
    says: 'digest does not fit',
  },
  {
    name: 'the allowances are not there',
    args: [...check, '--allowances', 'x.json'],
    says: 'x.json does not exist',
  },
  {
    name: 'no database is named',
    args: check,
    says: "DATABASE_URL is not set. Give the connection string of the database, such as:\n  export DATABASE_URL='postgresql://",
  },
  {
    name: 'the database is none',
    args: [...check, '--database-url', `psql ${secret}`],
    says: '--database-url holds a whole psql command',
  },
  {
    name: 'an option is spelled wrongly',
    args: [...check, `--databse-url=${secret}`],
    says: 'unknown option',
  },
  { name: 'the format is unknown', args: [...check, '--format', 'xml'], says: 'xml' },
  { name: 'the severity is unknown', args: [...check, '--fail-on', 'none'], says: 'none' },
  { name: 'a word too many', args: [...check, secret], says: 'too many arguments' },
  { name: 'no command', args: [], says: 'Usage' },
  { name: 'an unknown command', args: ['frob'], says: "unknown command 'frob'" },
])('exit 2 and no verdict where $name', async ({ args, says }) => {
  const files = await incidentFiles('after', true)
  const changed = String(files['app.json']).replace('0000_tenants', '0000_users')
  const folder = await makeFolder({ ...files, 'changed.json': changed })
  const run = await runCli(folder, args)
  expect(run).toMatchObject({ exitCode: 2, stdout: '' })
  expect(run.stderr).toContain(says)
  expect(run.stderr).not.toMatch(/hunter2|example\.invalid|\n +at /)
})

test('exit 2 where the host is not there, and no name of it in any output', async () => {
  const folder = await makeFolder(await incidentFiles('after', true))
  const run = await runCli(folder, check, { DATABASE_URL: secret })
  expect(run.exitCode).toBe(2)
  expect(run.stdout).toMatch(/^app could not be checked: /)
  expect(run.stdout + run.stderr).not.toMatch(/hunter2|example\.invalid/)
})

const fault = 'throw new Error(`at ${process.env.DATABASE_URL}`)'
test.for([
  { name: 'in a command', bug: fault },
  { name: 'that nobody waits for', bug: `setImmediate(() => { ${fault} }); return ''` },
])('a bug $name: exit 2, with its stack and without the secret', async ({ bug }) => {
  // The audit asks for the time in this way, long after the command line has begun.
  const code = `Date.prototype.toISOString = () => { ${bug} }`
  const folder = await makeFolder(await incidentFiles('after', true))
  const run = await runCli(folder, check, {
    DATABASE_URL: secret,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
  })
  expect(run.exitCode).toBe(2)
  expect(run.stderr).toMatch(/^driftwatch: this is a bug, please report it\.\nError: at \[…\]\n/)
  expect(run.stdout + run.stderr).not.toMatch(/hunter2|example\.invalid/)
})

test.skipIf(!existsSync('/dev/full'))(
  'a disk without room for the output is no bug: exit 2 (only where there is /dev/full)',
  async () => {
    const entry = new URL('../../src/cli/index.ts', import.meta.url).pathname
    const run = await x('/bin/sh', ['-c', '"$0" "$1" --help > /dev/full', process.execPath, entry])
    expect(run).toMatchObject({ exitCode: 2, stdout: '' })
    expect(run.stderr).toBe(
      'driftwatch: The output could not be written, as the disk is full. Make room, and run it again.\n',
    )
  },
)

test('help and version are no failure, and show no secret of the environment', async () => {
  const folder = await makeFolder({})
  const env = { DATABASE_URL: secret }
  expect(await runCli(folder, ['--version'], env)).toMatchObject({
    exitCode: 0,
    stdout: '0.1.0\n',
  })
  const help = await runCli(folder, ['check', '--help'], env)
  expect(help.exitCode).toBe(0)
  expect(help.stdout).toContain('--database-url')
  expect(help.stdout).not.toContain('hunter2')
})

test.for(['codify', 'manifest', 'migrate', 'prove', 'record', 'revert', 'verify'])(
  'an option of %s that can be repeated says so, and in words what it is without that',
  async (command) => {
    const folder = await makeFolder({})
    const { stdout } = await runCli(folder, [command, '--help'], {})
    expect(oneLine(stdout)).toMatch(/; can be repeated \(default: (?:none|all|see below)\)/)
    expect(stdout).not.toContain('[]')
  },
)

const commands =
  'allow audit bundle-check check codify ignore init manifest migrate prove record revert verify'
test.for(commands.split(' '))('the help of %s fits a terminal of 80 columns', async (command) => {
  const folder = await makeFolder({})
  const { stdout } = await runCli(folder, [command, '--help'], {})
  expect(stdout).toContain('Options:')
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
})
