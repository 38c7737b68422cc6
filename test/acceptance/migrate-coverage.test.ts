import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { formatAllowances } from '../../src/io/allowances.ts'
import { stageOf } from '../support/controlled-run.ts'
import { ruleOf } from '../support/history.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/** What `driftwatch migrate` has not compared, it does not call proven. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

test('without a rehearsal the schema is compared with nothing, and not said to be the same', async () => {
  const stage = await stageOf(postgres)
  await stage.ask('ALTER TABLE users ADD nick text')
  const args = ['--rehearse', 'none', '--proof', 'proof.json']
  const run = await stage.migrate(args)
  expect(run.stdout).toMatch(/^PARTIAL/)
  expect(run.stdout).toMatch(/\? not told +No schema object differs/)
  expect(run.stdout).toMatch(/✓ holds +Ledger and history are aligned/)
  expect(oneLine(run.stdout)).toContain('as `--rehearse none` asks')
  const { checks } = JSON.parse(await stage.read('proof.json'))
  expect(checks).toMatchObject({ ledger: 'holds', schema: 'not-told', objects: 'not-told' })

  const second = await stage.migrate(args)
  expect(second.stdout).toMatch(/^Nothing is pending in app, and its schema was not compared\n/)
  expect(second.stdout).not.toContain('in sync')
  expect(second.exitCode).toBe(2)
})

test('what a rule hides is told with the rule, and what the catalog leaves out', async () => {
  const stage = await stageOf(postgres, { orphan: false })
  const rule = ruleOf('* public.by_*', { reason: 'of the reports team' })
  const unused = ruleOf('table public.nothing')
  await writeFile(
    join(stage.folder, 'migrations-manifest', 'allowances.json'),
    formatAllowances([], [rule, unused]),
  )
  await stage.ask('CREATE TABLE by_hand (id int); CREATE VIEW by_view AS SELECT 1')
  await stage.ask('CREATE STATISTICS s ON tenant_id, email FROM users')
  const run = await stage.migrate(['--proof', 'proof.md'])
  const said = oneLine(run.stdout)
  expect(run.stdout).toMatch(/^PASS/)
  expect(said).toContain('No schema object differs, but for 2 that a rule ignores')
  expect(said).toContain('`* public.by_*` hides 2 differences (`of the reports team`')
  expect(said).not.toContain('public.nothing')
  expect(said).toMatch(/The catalog leaves out: .*1 statistics/)
  expect(await stage.read('proof.md')).toContain('of the reports team')

  const second = await stage.migrate()
  expect(oneLine(second.stdout)).toContain('Ignored by rules: 2 differences.')
  expect(second.exitCode).toBe(0)
})
