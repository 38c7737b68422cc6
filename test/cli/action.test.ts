import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { x } from 'tinyexec'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod/mini'
import { addFiles, journalFiles, makeFolder } from '../support/folder.ts'
import { git, makeRepository } from '../support/git.ts'

const actionFolder = new URL('../../.github/actions/verify', import.meta.url).pathname

const Action = z.object({
  runs: z.object({
    using: z.literal('composite'),
    steps: z.array(
      z.object({
        name: z.optional(z.string()),
        run: z.optional(z.string()),
        env: z.optional(z.record(z.string(), z.string())),
      }),
    ),
  }),
})

/** The last step of the action, as GitHub's runner would run it: bash, with its expressions filled in. */
async function verify(folder: string, inputs: { migrations: string; base: string }) {
  const action = Action.parse(parse(await readFile(join(actionFolder, 'action.yml'), 'utf8')))
  const step = action.runs.steps.find(({ name }) => name === 'Verify')
  const filled = Object.entries(step?.env ?? {}).map(([name, value]) => [
    name,
    value
      .replace(/\$\{\{ github\.action_path \}\}/, actionFolder)
      .replace(/\$\{\{ inputs\.migrations \}\}/, inputs.migrations)
      .replace(/\$\{\{ inputs\.base \|\|.*\}\}/, inputs.base)
      .replace(/\$\{\{.*\}\}/, ''),
  ])
  const summary = join(await makeFolder({ summary: '' }), 'summary')
  const env = {
    ...Object.fromEntries(filled),
    GITHUB_STEP_SUMMARY: summary,
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  }
  const flags = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? 'exit 99']
  const run = await x('bash', flags, { timeout: 60_000, nodeOptions: { cwd: folder, env } })
  return { ...run, summary: await readFile(summary, 'utf8') }
}

const init = { '0000_init': 'CREATE TABLE users (id integer);' }
const edited = { '0000_init': 'CREATE TABLE users (id bigint);' }
const more = { ...init, '0001_more': 'CREATE TABLE orders (id integer);' }

function below(sql: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(journalFiles(sql)).map(([path, text]) => [`my drizzle/${path}`, text] as const),
  )
}

test.for([
  { name: 'a migration that is added: green', sql: more, exitCode: 0, shows: /^(?!::error)/m },
  {
    name: 'a migration that is edited: red, at its file',
    sql: edited,
    exitCode: 1,
    shows: /^::error file=my drizzle\/0000_init\.sql,/m,
  },
])('the action on $name', async ({ sql, exitCode, shows }) => {
  const folder = await makeRepository(below(init))
  await git(folder, 'branch', '-M', 'main')
  await git(folder, 'switch', '--create', 'change')
  await addFiles(folder, below(sql))
  await git(folder, 'add', '--all')
  await git(folder, 'commit', '--message', 'Change')
  const run = await verify(folder, { migrations: 'my drizzle', base: 'main' })
  expect(run.exitCode, run.stdout + run.stderr).toBe(exitCode)
  expect(run.stdout).toMatch(shows)
  expect(run.summary).toMatch(/^## driftwatch verify my drizzle\n/)
  expect(run.summary.includes('| critical |')).toBe(exitCode === 1)
})
