import { rm } from 'node:fs/promises'
import { Client } from 'pg'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { migrationLockKey } from '../../src/core/migrate/lock-key.ts'
import { canonicalMigration, handPatch, hashOf, orphan } from '../story/migrations.ts'
import { answering, application } from '../support/application.ts'
import { later, stageOf, startRun, until } from '../support/controlled-run.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/** `driftwatch migrate` on real servers, with the real migrators of Drizzle. */

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const proofs = ['--proof', 'proof.md', '--proof', 'proof.json', '--proof', 'proof.html']
const tenants = ['--untouched', 'tenants,users,intake_clarifications']

test.for([
  { version: 17, drizzle: '0.45', driver: 'pg' },
  { version: 17, drizzle: '0.45', driver: 'postgres' },
  { version: 17, drizzle: '1.0', driver: 'pg' },
  { version: 17, drizzle: '1.0', driver: 'postgres' },
  { version: 16, drizzle: '0.45', driver: 'pg' },
  { version: 18, drizzle: '1.0', driver: 'postgres' },
] as const)(
  'PostgreSQL $version, drizzle-orm $drizzle over $driver: applied, and proven',
  async ({ version, drizzle, driver }) => {
    const server = version === 17 ? postgres : await startPostgres(version)
    if (server !== postgres) onTestFinished(() => server.stop())
    // 1.0 does not upgrade or read a ledger with a row that it cannot name.
    const stage = await stageOf(server, { drizzle })
    const before = await stage.data()
    const run = await stage.migrate(['--driver', driver, ...tenants, ...proofs])
    expect(run.stdout).toMatch(/^PASS: 1 migration applied to app, and every check holds\n/)
    expect(run.exitCode).toBe(0)
    expect(await stage.data()).toBe(before)
    expect(await stage.hashes()).toContain(hashOf(canonicalMigration))

    const proof = await stage.read('proof.md')
    expect(proof).toMatch(/^# ✅ PASS: /)
    for (const letter of ['A', 'B', 'C', 'D', 'E']) expect(proof).toContain(`\n## ${letter}) `)
    expect(proof).toMatch(/email\\_status<\/code> \| <code>character varying<\/code> \| NOT NULL/)
    expect(proof).toContain(orphan.hash)
    expect(proof).toContain('octocat (GitHub Actions)')
    expect(proof).toContain(drizzle)
    const { verdict, checks } = JSON.parse(await stage.read('proof.json'))
    expect({ verdict, checks }).toEqual({
      verdict: 'PASS',
      checks: {
        count: 'holds',
        objects: 'holds',
        ledger: 'holds',
        schema: 'holds',
        rows: 'holds',
        tables: 'holds',
        probes: 'not-asked',
      },
    })
    const all = run.stdout + run.stderr + proof + (await stage.read('proof.html'))
    expect(all).not.toContain(new URL(stage.url).password)

    const second = await stage.migrate(proofs)
    expect(second.stdout).toMatch(/^app is in sync, and nothing is pending\n/)
    expect(second.exitCode).toBe(0)
  },
)

test('what somebody made by hand before its migration came is told, and no drift', async () => {
  const stage = await stageOf(postgres)
  for (const patch of handPatch) await stage.ask(patch)
  const run = await stage.migrate()
  expect(run.stdout).toMatch(/^PASS/)
  expect(run.stdout).toContain('✓ before  email_status')
  expect(oneLine(run.stdout)).toContain('column public.intake_clarifications.email_status')
})

test('a dry run changes nothing, and says what would run', async () => {
  const stage = await stageOf(postgres)
  const before = await stage.hashes()
  const run = await stage.migrate(['--dry-run', ...tenants])
  expect(run.stdout).toMatch(/^DRY RUN: 1 migration would be applied to app\n/)
  expect(run.exitCode).toBe(0)
  expect(await stage.hashes()).toEqual(before)
})

test('a dry run says what the run itself cannot come to', async () => {
  const stage = await stageOf(postgres)
  const url = await application((sent) => (sent === '' ? 401 : 200))
  const run = await stage.migrate(['--dry-run', '--rehearse', 'none', '--probe', url])
  const said = oneLine(run.stdout)
  expect(said).toContain('The run itself will be PARTIAL at best, with exit code 2')
  expect(said).toContain('`--rehearse none`')
  expect(said).toContain('`DRIFTWATCH_PROBE_TOKEN` is not set')
  expect(run.stdout).toMatch(/\n\nThe run\n/)
  expect((await stage.migrate(['--dry-run'])).stdout).not.toContain('PARTIAL')
})

test('a new database gets its whole history', async () => {
  const stage = await stageOf(postgres, { orphan: false })
  await stage.ask('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA drizzle CASCADE')
  const run = await stage.migrate()
  expect(run.stdout).toMatch(/^PASS: 5 migrations applied/)
})

const refusals: readonly {
  readonly name: string
  readonly before?: string
  readonly args?: readonly string[]
  readonly says: RegExp
  readonly exitCode: number
}[] = [
  {
    name: 'a column that somebody patched in',
    before: 'ALTER TABLE users ADD nick text',
    says: /REFUSED: 1 finding besides what is pending[\s\S]*codify --migrations[\s\S]*revert --migrations[\s\S]*public\.users\.nick/,
    exitCode: 1,
  },
  {
    name: 'a hand patch that is not what the migration makes',
    before: 'ALTER TABLE intake_clarifications ADD email_status integer',
    says: /REFUSED[\s\S]*email_status/,
    exitCode: 1,
  },
  {
    name: 'an unknown row',
    before: `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${'a'.repeat(64)}', 1768351289155)`,
    says: /REFUSED[\s\S]*Unknown hash aaaaaaaa…/,
    exitCode: 1,
  },
  {
    name: 'a ledger that is gone while the tables are there',
    before: 'DROP SCHEMA drizzle CASCADE',
    says: /REFUSED/,
    exitCode: 1,
  },
  {
    name: 'a table to leave untouched that is not there',
    args: ['--untouched', 'tenants,artifacts'],
    says: /--untouched names public\.artifacts, which is no table/,
    exitCode: 2,
  },
  {
    name: 'a proof that cannot be written',
    args: ['--proof', 'nowhere/proof.md'],
    says: /The proof nowhere\/proof\.md could not be written \(ENOENT\), so nothing was run/,
    exitCode: 2,
  },
  {
    name: 'a proof of no known format',
    args: ['--proof', 'proof.pdf'],
    says: /--proof proof\.pdf has to end in \.md, \.json, \.html/,
    exitCode: 2,
  },
  {
    name: 'neon-http of 0.x',
    args: ['--driver', 'neon-http'],
    says: /it is not transactional/,
    exitCode: 2,
  },
  {
    name: 'a probe that is red before',
    args: ['--probe', 'http://127.0.0.1:9/health'],
    says: /REFUSED: the application does not answer as expected even before[\s\S]*not reached/,
    exitCode: 1,
  },
  {
    name: "Neon's pooler, where no lock can be held",
    args: [
      '--database-url',
      'postgresql://app:hunter2-Secret@ep-test-1-pooler.us-east-2.aws.neon.tech/app',
    ],
    says: /without `-pooler` in the host/,
    exitCode: 2,
  },
  {
    name: 'more expectations than probes',
    args: ['--probe', 'http://127.0.0.1:9/', '--expect', '200', '--expect', '204'],
    says: /--expect is given 2 times for 1 probes/,
    exitCode: 2,
  },
]

test.for(refusals)(
  'refused, and nothing changed: $name',
  async ({ before, args, says, exitCode }) => {
    const stage = await stageOf(postgres)
    if (before !== undefined) await stage.ask(before)
    const tables = await stage.ask(tableCount)
    const run = await stage.migrate(args)
    expect(run.stdout + run.stderr).toMatch(says)
    expect(run.exitCode).toBe(exitCode)
    expect(await stage.ask(tableCount)).toEqual(tables)
  },
)

const tableCount = `SELECT count(*) FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)`

test.for([
  { name: 'drizzle-orm is not installed', drizzle: 'none', says: /drizzle-orm is not installed/ },
  { name: 'no driver is installed', drizzle: '0.45', says: /None of pg, postgres/ },
] as const)('exit 2 where $name', async ({ drizzle, says }) => {
  const stage = await stageOf(postgres, { packages: [] })
  if (drizzle === 'none') {
    await rm(`${stage.folder}/node_modules/drizzle-orm`)
  }
  const run = await stage.migrate()
  expect(run.stderr).toMatch(says)
  expect(run.exitCode).toBe(2)
})

test('a migration that fails in the rehearsal is not run', async () => {
  const stage = await stageOf(postgres, {
    pending: [later('0005_wrong', 'ALTER TABLE tenant ADD COLUMN "x" text;')],
  })
  const run = await stage.migrate()
  expect(run.stdout).toMatch(/^REFUSED: drizzle\/0005_wrong\.sql fails in the rehearsal\n/)
  expect(run.stdout).toContain('relation "tenant" does not exist')
  expect(run.exitCode).toBe(1)
})

test('a migration that only the rows make fail is rolled back, and that is said', async () => {
  const stage = await stageOf(postgres, {
    pending: [
      canonicalMigration,
      later('0005_rows', `ALTER TABLE tenants ADD CONSTRAINT c CHECK (name <> 'North');`),
    ],
  })
  const before = await stage.hashes()
  const run = await stage.migrate(['--proof', 'proof.md'])
  expect(run.stdout).toMatch(/^FAIL: 2 migrations not applied to app\n/)
  expect(oneLine(run.stdout)).toContain('check constraint "c" of relation "tenants" is violated')
  expect(oneLine(run.stdout)).toContain('failed at line 1 of `drizzle/0005_rows.sql`')
  expect(oneLine(run.stdout)).toContain('rows of the database that stand against it')
  expect(run.stdout).toContain(
    `\n  ALTER TABLE tenants ADD CONSTRAINT c CHECK (name <> 'North');\n`,
  )
  expect(run.stdout).not.toMatch(/params:|Failed query/)
  expect(oneLine(run.stdout)).toContain('what it had begun was rolled back')
  expect(run.exitCode).toBe(1)
  expect(await stage.hashes()).toEqual(before)
  expect(await stage.read('proof.md')).toMatch(/^# ❌ FAIL/)
})

test('what a COMMIT in a file leaves behind is named, and how to mend it', async () => {
  const sql = `CREATE TABLE "halves" ("id" int);--> statement-breakpoint\nCOMMIT;--> statement-breakpoint\nALTER TABLE tenants ADD CONSTRAINT c CHECK (name <> 'North');`
  const stage = await stageOf(postgres, { pending: [later('0005_commit', sql)] })
  const run = await stage.migrate()
  expect(run.stdout).toMatch(/^FAIL/)
  expect(run.stdout).toMatch(/table\s+`public\.halves`/)
  expect(run.stdout).toContain('record --only <tag>')
  expect(run.exitCode).toBe(1)
})

test('rows of a named table that a migration writes to: FAIL', async () => {
  const stage = await stageOf(postgres, {
    pending: [later('0005_data', `UPDATE tenants SET name = upper(name);`)],
  })
  const run = await stage.migrate(tenants)
  expect(run.stdout).toMatch(/^FAIL: 1 migration applied to app, and a check fails\n/)
  expect(run.stdout).toContain('✗ changed')
  expect(run.exitCode).toBe(1)
})

test('columns that a migration adds, drops or retypes are no change of a row', async () => {
  const sql = `ALTER TABLE users ADD COLUMN "a" text DEFAULT 'x';--> statement-breakpoint
ALTER TABLE users ALTER COLUMN "email" TYPE text;--> statement-breakpoint
ALTER TABLE users DROP COLUMN "created_at";`
  const stage = await stageOf(postgres, { pending: [later('0005_columns', sql)] })
  const run = await stage.migrate(['--untouched', 'users', '--untouched', 'public.tenants'])
  expect(run.stdout).toMatch(/^PASS/)
  expect(run.stdout).toContain('leaves out `email, created_at`')
})

test.for([
  {
    name: 'without its token: PARTIAL, and the probe is named',
    token: '',
    verdict: 'PARTIAL',
    code: 2,
  },
  { name: 'with its token: PASS', token: 'hunter2-Token', verdict: 'PASS', code: 0 },
])('a probe that asks for a token, $name', async ({ token, verdict, code }) => {
  const stage = await stageOf(postgres)
  const url = await application((sent) => (sent === 'Bearer hunter2-Token' ? 200 : 401))
  const run = await stage.migrate(['--probe', url, ...proofs], { DRIFTWATCH_PROBE_TOKEN: token })
  expect(run.stdout).toMatch(new RegExp(`^${verdict}: 1 migration applied`))
  expect(run.exitCode).toBe(code)
  const proof = await stage.read('proof.md')
  expect(proof.includes('DRIFTWATCH\\_PROBE\\_TOKEN')).toBe(token === '')
  expect(proof).toContain('/api/health')
  expect(run.stdout + run.stderr + proof + (await stage.read('proof.json'))).not.toContain(
    'hunter2',
  )
})

test('an application that the migration breaks: FAIL; one that it mends may be red before', async () => {
  const breaks = await stageOf(postgres)
  const broken = await breaks.migrate(['--probe', await answering(200, 500)])
  expect(broken.stdout).toMatch(/^FAIL/)
  const mends = await stageOf(postgres)
  const other = await answering(500, 204)
  const mended = await mends.migrate(['--probe', other, '--expect', '204', '--probe-may-be-red'])
  expect(mended.stdout).toMatch(/^PASS/)
})

test.for([401, 403])(
  'an application that let everybody in and answers %i after the run: FAIL, not skipped',
  async (code) => {
    const stage = await stageOf(postgres)
    const run = await stage.migrate(['--probe', await answering(200, code)])
    expect(run.stdout).toMatch(/^FAIL: 1 migration applied to app, and a check fails\n/)
    expect(run.stdout).toMatch(/✗ fails +The application answers as expected/)
    expect(run.stdout).not.toContain('Skipped')
    expect(run.exitCode).toBe(1)
  },
)

test('a lock that somebody else holds: who, since when, and exit 2', async () => {
  const stage = await stageOf(postgres)
  const other = new Client({
    connectionString: stage.url,
    application_name: 'deploy of a colleague',
  })
  await other.connect()
  onTestFinished(() => other.end())
  await other.query(`SELECT pg_advisory_lock(${migrationLockKey})`)
  const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const run = await stage.migrate()
  expect(run.stdout).toMatch(/^NOT RUN: somebody else is migrating this database\n/)
  expect(run.stdout).toContain(`pid \`${rows[0]?.pid}\`, of \`deploy of a colleague\``)
  expect(run.stdout).toMatch(/connected\s+since\s+20\d\d-\d\d-\d\d/)
  expect(run.exitCode).toBe(2)
})

test('of two runs at once, one applies and the other keeps off', async () => {
  const stage = await stageOf(postgres)
  const args = ['migrate', '--migrations', 'drizzle']
  const runs = await Promise.all([1, 2].map(() => startRun(stage, 'cli', args).done))
  const says = runs.map(({ stdout }) => stdout.split('\n', 1)[0] ?? '')
  expect(says.filter((line) => line.startsWith('PASS'))).toHaveLength(1)
  expect(says.filter((line) => /^NOT RUN|nothing is pending$/.test(line))).toHaveLength(1)
})

test('a ledger that moves between the audit and the migration: refused', async () => {
  const stage = await stageOf(postgres)
  const hash = 'b'.repeat(64)
  // The probe comes between the two.
  const url = await application(async () => {
    await stage.ask(
      `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${hash}', 1768351289155)`,
    )
    return 200
  })
  const run = await stage.migrate(['--probe', url])
  expect(run.stdout).toMatch(/^REFUSED/)
  expect(oneLine(run.stdout)).toContain('The ledger has changed since it was looked at')
  expect(run.stdout).toContain('Unknown hash bbbbbbbb…')
  expect(run.exitCode).toBe(1)
  expect(await stage.hashes()).not.toContain(hashOf(canonicalMigration))
})

test("applied and recorded while somebody else writes to the ledger: that is said, and no 'not applied'", async () => {
  const stranger = `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${'c'.repeat(64)}', 1768351289155);`
  const stage = await stageOf(postgres, { pending: [later('0005_row', stranger)] })
  const run = await stage.migrate()
  expect(run.stdout).toMatch(
    /^FAIL: 1 of 1 migration recorded in app, and other rows of its ledger moved\n/,
  )
  expect(oneLine(run.stdout)).toContain('1 of 1 pending migration is recorded, and other rows')
  expect(run.exitCode).toBe(1)
})

test('a server that goes down in the middle and stays down: what is known, and what to do', async () => {
  const server = await startPostgres(17)
  const pending = [
    later(
      '0005_gate',
      'CREATE TABLE "g" ("id" int);--> statement-breakpoint\nSELECT pg_advisory_xact_lock(42);',
    ),
  ]
  const stage = await stageOf(server, { pending })
  const holder = new Client({ connectionString: stage.url })
  holder.on('error', () => undefined)
  await holder.connect()
  await holder.query('SELECT pg_advisory_lock(42)')
  const running = startRun(stage, 'cli', ['migrate', '--migrations', 'drizzle', ...proofs])
  await until(stage.ask, `SELECT pid FROM pg_stat_activity WHERE wait_event = 'advisory'`)
  await server.stop()
  const { stdout, exitCode } = await running.done
  expect(exitCode).toBe(2)
  expect(stdout).toMatch(/^FAIL: whether 1 migration was applied to app is not known\n/)
  expect(oneLine(stdout)).toContain('In which state the database is could not be seen')
  expect(oneLine(stdout)).toContain('Once the database can be reached')
  expect(await stage.read('proof.md')).toContain('is not known')
})
