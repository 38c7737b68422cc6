import { afterAll, expect, test } from 'vitest'
import { later, stageOf } from '../support/controlled-run.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/** What `driftwatch migrate` says of a database in which the migrations failed: only what was seen. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const statements = (...sql: readonly string[]) => sql.join('--> statement-breakpoint\n')
const failing = `ALTER TABLE tenants ADD CONSTRAINT c CHECK (length(name) > 90);`

const committing = later(
  '0005_commit',
  statements(`ALTER TABLE tenants ADD COLUMN "x" text;`, 'COMMIT;', failing),
)

test('without a rehearsal, what a COMMIT left behind is not denied', async () => {
  const stage = await stageOf(postgres, { pending: [committing] })
  const run = await stage.migrate(['--rehearse', 'none', '--proof', 'proof.md'])
  const said = oneLine(run.stdout)
  expect(run.stdout).toMatch(/^FAIL: 1 migration not applied to app\n/)
  expect(said).toContain('The ledger has the rows that it had')
  expect(said).toContain('Whether anything else was committed was not looked at')
  expect(said).toContain("`0005_commit` ends the migrator's transaction in the middle")
  expect(said).toContain('Do not run it again yet')
  expect(said + (await stage.read('proof.md'))).not.toMatch(
    /nothing was changed|rolled back|in one transaction/i,
  )
  expect(run.exitCode).toBe(1)
  expect(await stage.ask('SELECT x FROM tenants')).toHaveLength(2)
})

test('rows that were changed and committed are told, though the run failed', async () => {
  const update = later(
    '0005_update',
    statements(`UPDATE tenants SET name = upper(name);`, 'COMMIT;', failing),
  )
  const stage = await stageOf(postgres, { pending: [update] })
  const run = await stage.migrate(['--untouched', 'tenants,users', '--proof', 'proof.md'])
  const said = oneLine(run.stdout)
  expect(run.stdout).toMatch(/^FAIL/)
  expect(said).toContain('But the rows are not the same in `public.tenants`')
  expect(run.stdout).toMatch(/✗ changed +2 +2 +public\.tenants/)
  expect(run.stdout).toMatch(/✓ same +1000 +1000 +public\.users/)
  expect(said).not.toMatch(/nothing was changed|rolled back|in one transaction/i)
  expect(await stage.read('proof.md')).toContain('✗ changed')
  expect(run.exitCode).toBe(1)
})

test('what was there before and what the migration would make again is named', async () => {
  const again = later('0005_again', `ALTER TABLE users ADD COLUMN "x" text;`)
  const stage = await stageOf(postgres, { pending: [again] })
  await stage.ask('ALTER TABLE users ADD COLUMN x text')
  const run = await stage.migrate()
  const said = oneLine(run.stdout)
  expect(run.stdout).toMatch(/^FAIL/)
  expect(said).toContain('column "x" of relation "users" already exists')
  expect(said).toContain('This was there before the run already: `column public.users.x`')
  expect(said).not.toMatch(/nothing was changed|none of what/i)
})

test('one transaction that failed: rolled back, with the rows and the tables to show for it', async () => {
  const stage = await stageOf(postgres, { pending: [later('0005_rows', failing)] })
  const run = await stage.migrate(['--untouched', 'tenants'])
  const said = oneLine(run.stdout)
  expect(said).toContain('Nothing of what the pending migrations make, change or drop has come')
  expect(said).toContain('what it had begun was rolled back')
  expect(said).toContain('The tables that `--untouched` names have the same rows')
  expect(run.stdout).toMatch(/✓ same +2 +2 +public\.tenants/)
  expect(said).toContain('5 5 0 1')
  expect(said).toContain('in one transaction')
})
