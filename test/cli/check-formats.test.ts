import { XMLValidator } from 'fast-xml-parser'
import { afterAll, expect, test } from 'vitest'
import { makeFolder } from '../support/folder.ts'
import { incident, incidentDatabase, incidentFiles } from '../support/incident.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())
const after = await incidentDatabase(postgres, 'after')
const short = incident.orphan.slice(0, 8)

function check(folder: string, format: string, url = after) {
  const args = ['check', '--manifest', 'app.json', '--format', format]
  return runCli(folder, args, { DATABASE_URL: url })
}

test.for([
  { format: 'github', shows: `::error title=Unknown hash ${short}… in the ledger` },
  { format: 'markdown', shows: '| critical |  | **Unknown hash' },
  { format: 'sarif', shows: '"ruleId": "unknown"' },
  { format: 'junit', shows: `<failure message="Unknown hash ${short}…` },
])('--format $format names what was found, and exits with 1', async ({ format, shows }) => {
  const folder = await makeFolder(await incidentFiles('after', false))
  const { exitCode, stdout, stderr } = await check(folder, format)
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(stdout.replaceAll('`', '')).toContain(shows)
  expect(stdout).not.toContain(new URL(after).password)
  if (format === 'junit') expect(XMLValidator.validate(stdout)).toBe(true)
})

test.for(['github', 'markdown', 'sarif', 'junit'])(
  '--format %s names nothing where all is in sync',
  async (format) => {
    const folder = await makeFolder(await incidentFiles('after', true))
    const { exitCode, stdout } = await check(folder, format)
    expect(exitCode).toBe(0)
    expect(stdout).not.toMatch(/::error|\| critical|"ruleId"|<failure/)
  },
)

test.for([
  { format: 'github', shows: /^::error title=app could not be checked/ },
  { format: 'markdown', shows: /\| critical \|/ },
  { format: 'sarif', shows: /"ruleId": "unreadable"/ },
  { format: 'junit', shows: /<failure message="app could not be checked/ },
])('--format $format does not look fine where nothing is known', async ({ format, shows }) => {
  const folder = await makeFolder(await incidentFiles('after', true))
  const wrong = new URL(after)
  wrong.password = 'no-longer'
  const { exitCode, stdout } = await check(folder, format, wrong.href)
  expect(exitCode).toBe(2)
  expect(stdout).toMatch(shows)
  // No other rule is told as one that was looked at.
  expect(stdout).not.toContain('skipped')
})
