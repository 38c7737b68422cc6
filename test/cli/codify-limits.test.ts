import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { marked } from 'marked'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { handPatched } from '../support/hand-patch.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'

vi.setConfig({ testTimeout: 180_000 })

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(17)
})
afterAll(() => postgres.stop())

const partitioned = `CREATE TABLE p (id int) PARTITION BY RANGE (id);
  CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)`

test('a partitioned table that cannot be written whole is refused, with the way out', async () => {
  const { root, codify } = await handPatched(
    postgres,
    'CREATE TABLE t (id int)',
    `${partitioned}; ALTER TABLE t ADD n int`,
  )
  const refused = await codify('--yes')
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  expect(refused.stderr).toContain('table public.p has partitions')
  expect(refused.stderr).toContain('codify the rest with --only')
  expect(await readdir(join(root, 'drizzle'))).not.toContain('0001_codify_drift.sql')
  const rest = await codify('--only', 'public.t.n', '--proof', 'proof.md')
  expect(rest, rest.stderr).toMatchObject({ exitCode: 0 })
  expect(rest.stdout).toContain('1 partition.')
  const proof = await readFile(join(root, 'proof.md'), 'utf8')
  expect(proof).toContain('1 partition')
  expect(proof).toMatch(/What was left as it is[\s\S]*public\.p\b/)
})

test('a partitioned table made in the place of another one is not taken for it', async () => {
  const { codify } = await handPatched(
    postgres,
    'CREATE TABLE q (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)',
    'DROP TABLE q; CREATE TABLE r (id int, at date, CONSTRAINT q_pkey PRIMARY KEY (id, at)) PARTITION BY HASH (id); CREATE TABLE r1 PARTITION OF r FOR VALUES WITH (MODULUS 1, REMAINDER 0)',
  )
  const refused = await codify('--yes')
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  expect(refused.stderr).toContain('has partitions')
})

test('a partitioned table that cannot be made again is not reverted without its partitions', async () => {
  const { revert } = await handPatched(postgres, partitioned, 'DROP TABLE p')
  const refused = await revert()
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  expect(refused.stderr).toContain('table public.p has partitions')
})

test('nothing differs in what is compared: what is not compared, and what rules hide, is told', async () => {
  const { root, codify, revert } = await handPatched(
    postgres,
    'CREATE TABLE p (id int) PARTITION BY RANGE (id)',
    'CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); CREATE TABLE hidden (id int)',
  )
  const rule = {
    object: 'table public.hidden',
    reason: 'by hand',
    owner: 'ops',
    date: '2026-01-01',
  }
  await writeFile(
    join(root, 'a.json'),
    JSON.stringify({ format: 1, allowances: [], ignore: [rule] }),
  )
  const rules = ['--allowances', 'a.json']
  for (const run of [await codify('--yes', ...rules), await revert(...rules)]) {
    expect(run, run.stderr).toMatchObject({ exitCode: 0 })
    // `revert` says it in comments of 80 columns.
    const said = run.stdout.replaceAll(/\n(-- )?/g, ' ')
    expect(said).toContain('what is compared of the database is as the migrations make it')
    expect(said).toContain('1 partition. Ignored by rules: 1 difference.')
  }
})

test('a name that is Markdown stays a name in the proof', async () => {
  const name = 'a\n\n# APPROVED BY AUDIT\n\n<img src=x onerror=alert(1)>'
  const { root, codify } = await handPatched(
    postgres,
    'CREATE TABLE t (id int)',
    `CREATE TABLE "${name}" (id int DEFAULT length('\n\`\`\`\`\n~~~~\n# X'))`,
  )
  const done = await codify('--dry-run', '--proof', 'proof.md')
  expect(done, done.stderr).toMatchObject({ exitCode: 0 })
  const proof = await readFile(join(root, 'proof.md'), 'utf8')
  const page = marked.parse(proof, { async: false, gfm: true })
  expect(page.match(/<h1>.*?<\/h1>/g)).toHaveLength(1)
  expect(page).not.toMatch(/<img|<h1>X/)
  expect(page).toMatch(/<h1>.*PASS: .*1 of 1 finding/)
  for (const part of [
    'Driftwatch',
    'PostgreSQL of the proofs',
    'PostgreSQL of the database',
    '17.',
  ])
    expect(page).toContain(part)
  expect(page.match(/holds<\/td>/g)).toHaveLength(4)
})

test.for(['codify', 'revert'] as const)(
  '%s --only without what it needs says what to take too',
  async (command) => {
    const own = "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE u (m mood)"
    const [declared, patch] =
      command === 'codify'
        ? ['CREATE TABLE t (id int)', own]
        : [`${own}; CREATE TABLE t (id int)`, 'DROP TABLE u; DROP TYPE mood']
    const project = await handPatched(postgres, declared, patch)
    const refused = await project[command]('--only', 'public.u')
    expect(refused.exitCode).toBe(2)
    expect(refused.stdout + refused.stderr).toContain("--only 'public.mood'")
    expect(await project[command]('--only', 'public.u', '--only', 'public.mood')).toMatchObject({
      exitCode: 0,
    })
  },
)

test.for(['codify', 'revert'] as const)(
  '%s --only of one part of a table that was renamed takes the table and all of its parts',
  async (command) => {
    const project = await handPatched(
      postgres,
      'CREATE TABLE users (id int PRIMARY KEY, age int); CREATE TABLE t (id int)',
      'ALTER TABLE users RENAME TO people; ALTER TABLE people ADD nick text, ALTER age TYPE bigint; ALTER TABLE t ADD n int',
    )
    const done = await project[command]('--only', 'public.users.nick')
    expect(done, done.stderr).toMatchObject({ exitCode: 0 })
    const said =
      command === 'revert'
        ? done.stdout
        : await readFile(join(project.root, 'drizzle', '0001_codify_drift.sql'), 'utf8')
    for (const part of ['RENAME TO', 'nick', '"?age"? ']) expect(said).toMatch(new RegExp(part))
    expect(said).not.toMatch(/public"?\."?t\b/)
  },
)
