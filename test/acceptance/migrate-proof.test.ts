import { execFileSync, spawnSync } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { answering, application } from '../support/application.ts'
import { later, type Stage, stageOf, startRun } from '../support/controlled-run.ts'
import { makeFolder } from '../support/folder.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/** What stands in the files of `--proof`, whatever becomes of the run and of who reads its output. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const proofs = ['--proof', 'proof.md', '--proof', 'proof.json']

test('a reader who stops before the end of the report loses no proof', async () => {
  const stage = await stageOf(postgres)
  const { done } = startRun(stage, 'piped', ['migrate', '--migrations', 'drizzle', ...proofs])
  const { exitCode } = await done
  expect(await stage.read('proof.md')).toMatch(/^# ✅ PASS/)
  expect(JSON.parse(await stage.read('proof.json')).verdict).toBe('PASS')
  expect(exitCode).toBe(0)
})

/** A file system of a few pages. */
async function tinyDisk(): Promise<string> {
  const folder = await makeFolder({})
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder])
  onTestFinished(() => void execFileSync('umount', [folder]))
  return folder
}
const canMount =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

test.skipIf(!canMount)(
  'a disk that is full in the end: exit 2, and the report says it all (only where a disk may be mounted)',
  async () => {
    const disk = await tinyDisk()
    const stage = await stageOf(postgres)
    let asked = 0
    const url = await application(async () => {
      asked += 1
      // The second time, the migrator is done and the proof is not written.
      if (asked === 2) await writeFile(join(disk, 'filler'), Buffer.alloc(1 << 20)).catch(() => 0)
      return 200
    })
    const run = await stage.migrate(['--probe', url, '--proof', join(disk, 'proof.md')])
    expect(run.stdout).toMatch(/^PASS: 1 migration applied to app, and every check holds\n/)
    expect(run.stderr).toMatch(/The proof .*proof\.md could not be written \(ENOSPC\)/)
    expect(oneLine(run.stderr)).toContain('keep that as the proof')
    expect(run.exitCode).toBe(2)
  },
)

test.for<{ name: string; says: RegExp; outcome: string; args?: string[]; before?: string }>([
  {
    name: 'refused',
    before: 'ALTER TABLE users ADD nick text',
    says: /^# ❌ REFUSED: 1 finding besides what is pending/,
    outcome: 'refused',
  },
  { name: 'not run, as it is for show', args: ['--dry-run'], says: /DRY RUN/, outcome: 'planned' },
  {
    name: 'not run, as the probe is red',
    args: ['--probe', 'http://127.0.0.1:9/'],
    says: /REFUSED: the application does not answer/,
    outcome: 'red',
  },
  {
    name: 'ended by an error',
    args: ['--untouched', 'nowhere'],
    says: /^# ⚠️ NOT RUN: .*\n\n.*--untouched names public\.nowhere/,
    outcome: 'error',
  },
  {
    name: 'ended by a wrong option',
    args: ['--expect', '200'],
    says: /^# ⚠️ NOT RUN/,
    outcome: 'error',
  },
])('an older proof is not taken for that of a run that was $name', async (each) => {
  const { says, outcome, args = [], before } = each
  const stage = await stageOf(postgres)
  if (before !== undefined) await stage.ask(before)
  await writeFile(join(stage.folder, 'proof.md'), '# ✅ PASS: of last week\n')
  await writeFile(join(stage.folder, 'proof.json'), '{"verdict":"PASS"}')
  const run = await stage.migrate([...args, ...proofs])
  expect(run.exitCode).toBe(outcome === 'planned' ? 0 : outcome === 'error' ? 2 : 1)
  const proof = await stage.read('proof.md')
  expect(proof.replaceAll('\\', '')).toMatch(says)
  expect(proof).toContain('Started')
  expect(JSON.parse(await stage.read('proof.json'))).toMatchObject({ verdict: 'NOT RUN', outcome })
})

test('a run that finds nothing to do says that in its proof', async () => {
  const stage = await stageOf(postgres)
  await stage.migrate(proofs)
  const second = await stage.migrate(proofs)
  expect(second.stdout).toMatch(/^app is in sync, and nothing is pending\n/)
  expect(await stage.read('proof.md')).toMatch(/^# ✅ <code>app<\/code> is in sync/)
  expect(JSON.parse(await stage.read('proof.json'))).toMatchObject({ outcome: 'nothing' })
  expect((await readdir(stage.folder)).filter((name) => name.includes('unfinished'))).toEqual([])
})

test('what the server says of a role and its password is redacted before it is escaped', async () => {
  const says = `DO $$ BEGIN IF current_user = 'app_user_9' THEN RAISE 'as % with p_ss*w0rd', current_user; END IF; END $$;`
  const stage = await stageOf(postgres, { pending: [later('0005_says', says)] })
  await stage.ask(`CREATE ROLE app_user_9 SUPERUSER LOGIN PASSWORD 'p_ss*w0rd'`)
  onTestFinished(() => void stage.ask('ALTER ROLE app_user_9 NOLOGIN'))
  const url = new URL(stage.url)
  url.username = 'app_user_9'
  url.password = 'p_ss*w0rd'
  const run = await stage.migrate([...proofs, '--database-url', url.href])
  expect(run.stdout).toMatch(/^FAIL/)
  const all = [run.stdout, run.stderr, await stage.read('proof.md'), await stage.read('proof.json')]
  expect(oneLine(run.stdout)).toContain('as […] with […]')
  expect(all.join('').replaceAll(/[\\`]/g, '')).not.toMatch(/app_user_9|p_ss\*w0rd/)
})

test('a bug after the migrator has started, in a run that is being stopped: never "nothing was run"', async () => {
  const stage = await stageOf(postgres)
  const env = { THROW_AT: 'read the ledger' }
  const run = await startRun(stage, 'test', ['--migrations', 'drizzle', ...proofs], env).done
  expect(run.stderr).not.toContain('nothing was run')
  expect(run.stderr).toContain('the migrator was started')
  expect(await stage.read('proof.md')).toMatch(/^# ⚠️ UNFINISHED: whether 1 migration was applied/)
  await expectNoteOf(stage)
})

async function expectNoteOf(stage: Stage): Promise<void> {
  const second = await stage.migrate(proofs)
  expect(second.stdout).toMatch(/^app is in sync, and nothing is pending\n/)
  expect(oneLine(second.stdout)).toContain('had not come to its end when this one began')
  const kept = (await readdir(stage.folder)).filter((name) => name.includes('.unfinished-'))
  expect(kept).toHaveLength(2)
}

test('probes of two hosts with one path are told apart, and no query is told', async () => {
  const stage = await stageOf(postgres)
  const [one, other] = [await answering(200), await answering(200, 500)]
  const run = await stage.migrate(['--probe', one, '--probe', other, ...proofs])
  expect(run.stdout).toMatch(/200 +200 +200 +\/api\/health \(the first\)/)
  expect(run.stdout).toMatch(/200 +200 +500 +\/api\/health \(the second\)/)
  const all = run.stdout + run.stderr + (await stage.read('proof.md'))
  expect(all + (await stage.read('proof.json'))).not.toContain('hunter2')
})
