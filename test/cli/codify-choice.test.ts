import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { handPatched } from '../support/hand-patch.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { noPseudoTerminal, runInTerminal } from '../support/pseudo-terminal.ts'

vi.setConfig({ testTimeout: 180_000 })

const because = await noPseudoTerminal()

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(17)
})
afterAll(() => postgres.stop())

const prompt = 'Which of them are to stay? (all, none, or 1,3-5) '
const args = ['codify', '--migrations', 'drizzle']

test('a person chooses in a terminal, or does not', async ({ skip }) => {
  skip(because !== undefined, because)
  const { root, url } = await handPatched(
    postgres,
    'CREATE TABLE t (id int)',
    'ALTER TABLE t ADD a int, ADD b int',
  )
  const answer = (...types: readonly string[]) =>
    runInTerminal(root, args, { prompt, types, env: { DATABASE_URL: url } })
  for (const { types, exitCode } of [
    { types: ['none\r'], exitCode: 0 },
    { types: ['\u0003'], exitCode: 2 },
    { types: ['\u0004'], exitCode: 2 },
    { types: ['1,\u0003'], exitCode: 2 },
  ]) {
    const said = await answer(...types)
    expect(said.screen).toContain('Nothing was chosen, so nothing was written.')
    expect(said.screen).not.toMatch(/bug|Error|AbortError/)
    expect(said.exitCode).toBe(exitCode)
    expect(await readdir(join(root, 'drizzle'))).not.toContain('0001_codify_t.sql')
  }
  const chosen = await answer('3\r', 'some\r', '2\r')
  expect(chosen.exitCode, chosen.screen).toBe(0)
  expect(chosen.screen.split('It is all, none, or numbers from 1 to 2')).toHaveLength(3)
  const lines = stripVTControlCharacters(chosen.screen).split(/[\r\n]/)
  expect(lines.filter((line) => line.length > 80 && !line.startsWith('ALTER'))).toEqual([])
  expect(await readFile(join(root, 'drizzle/0001_codify_t.sql'), 'utf8')).toMatch(
    /^ALTER TABLE public\.t ADD COLUMN IF NOT EXISTS b int;$/m,
  )
})
