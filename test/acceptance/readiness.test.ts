import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeManifest } from '../../src/cli/make-manifest.ts'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import type { Manifest } from '../../src/core/manifest.ts'
import { MigrationHash } from '../../src/core/migration.ts'
import { isReady, simulateUpgrade, type Upgrade } from '../../src/core/upgrade.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { openTarget } from '../../src/io/postgres/open-target.ts'
import { readTarget } from '../../src/io/read-target.ts'
import { generateFolder, upgradeFolder } from '../support/drizzle-kit.ts'
import { failureOf, runMigrator } from '../support/drizzle-migrate.ts'
import { makeFolder } from '../support/folder.ts'
import { manifestOf, migration } from '../support/history.ts'
import { incident } from '../support/incident.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { ledger0, ledger1 } from '../support/target-database.ts'

/** What the simulation says of the upgrade to 1.0, held against what drizzle-orm 1.0 does. */

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(18)
})
afterAll(() => postgres.stop())

/** A migration by its date, and its text, which does no harm. */
interface File {
  readonly when: number
  readonly sql: string
}

interface Row {
  readonly hash: string
  readonly createdAt: number | null
  readonly name?: string | null
}

const file = (when: number, sql = `SELECT ${when};`): File => ({ when, sql })
const hashOf = ({ sql }: File) => createHash('sha256').update(sql).digest('hex')
const row = (of: File, change: Partial<Row> = {}): Row => ({
  hash: hashOf(of),
  createdAt: of.when,
  ...change,
})

const [a, b, c] = [file(1_770_000_000_123), file(1_770_000_060_456), file(1_770_000_120_789)]
const near = file(a.when + 1, 'SELECT 2;')
const twin = file(b.when, a.sql)
const stranger = '6'.repeat(64)

interface Case {
  /** The rule in words. */
  readonly name: string
  readonly files: readonly File[]
  readonly rows: readonly Row[]
  readonly shape?: '1.0'
  readonly expected: {
    readonly outcome: Upgrade['outcome']
    readonly ready: boolean
    readonly as?: readonly string[]
    readonly willRun?: readonly string[]
  }
}

const cases: readonly Case[] = [
  {
    name: 'a ledger that is in sync gets all its names, by the second',
    files: [a, b, c],
    rows: [row(a), row(b), row(c)],
    expected: { outcome: 'upgrades', ready: true, as: ['named', 'named', 'named'] },
  },
  {
    name: 'a row that no file explains makes it throw',
    files: [a, b],
    rows: [row(a), row(b), { hash: stranger, createdAt: 1_764_195_174_560 }],
    expected: { outcome: 'throws', ready: false, as: ['named', 'named', 'unmatched'] },
  },
  {
    name: 'a row without a date is found by its hash',
    files: [a, b],
    rows: [row(a, { createdAt: null }), row(b)],
    expected: { outcome: 'upgrades', ready: true, as: ['named', 'named'] },
  },
  {
    name: 'a row with seconds for milliseconds is found by its hash',
    files: [a, b],
    rows: [row(a), row(b, { createdAt: Math.floor(b.when / 1000) })],
    expected: { outcome: 'upgrades', ready: true, as: ['named', 'named'] },
  },
  {
    name: 'a row with neither date nor known hash makes it throw',
    files: [a],
    rows: [row(a), { hash: stranger, createdAt: null }],
    expected: { outcome: 'throws', ready: false, as: ['named', 'unmatched'] },
  },
  {
    name: 'a row with another date is found by its hash',
    files: [a, b],
    rows: [row(a), row(b, { createdAt: b.when + 3_600_000 })],
    expected: { outcome: 'upgrades', ready: true, as: ['named', 'named'] },
  },
  {
    name: 'an edited file is found by its second, whatever the hash',
    files: [a, b],
    rows: [row(a), row(b, { hash: stranger })],
    expected: { outcome: 'upgrades', ready: true, as: ['named', 'named'] },
  },
  {
    name: 'a row of another file within the second of a migration gets that name',
    files: [a, b],
    rows: [row(b), { hash: stranger, createdAt: a.when - 100 }],
    expected: { outcome: 'upgrades', ready: false, as: ['named', 'wrong'] },
  },
  {
    name: 'of two files in one second, the hash decides',
    files: [a, near],
    rows: [row(near), row(a)],
    expected: { outcome: 'upgrades', ready: true, as: ['named', 'named'] },
  },
  {
    name: 'of two files in one second, an edited one matches none, and it throws',
    files: [a, near],
    rows: [row(a), row(near, { hash: stranger })],
    expected: { outcome: 'throws', ready: false, as: ['named', 'unmatched'] },
  },
  {
    name: 'of two files with one text, a row of another date takes the later',
    files: [a, twin],
    rows: [row(a), row(twin, { createdAt: c.when })],
    expected: { outcome: 'upgrades', ready: true, as: ['named', 'named'] },
  },
  {
    name: 'equal rows get one name',
    files: [a],
    rows: [row(a), row(a)],
    expected: { outcome: 'upgrades', ready: true, as: ['named', 'twice'] },
  },
  {
    name: 'what 0.x skips for ever, 1.0 runs',
    files: [a, b, c],
    rows: [row(a), row(c)],
    expected: { outcome: 'upgrades', ready: false, willRun: ['b'] },
  },
  {
    name: 'an empty ledger is upgraded, and the whole history runs',
    files: [a, b],
    rows: [],
    expected: { outcome: 'upgrades', ready: false, willRun: ['a', 'b'] },
  },
  {
    name: 'a ledger that has names is left as it is',
    files: [a, b],
    rows: [row(a, { name: 'a' }), row(b, { name: 'b' })],
    shape: '1.0',
    expected: { outcome: 'upgraded', ready: true },
  },
  {
    name: 'a row that a 0.x client wrote to a 1.0 ledger has no name, and its migration runs again',
    files: [a, b],
    rows: [row(a, { name: 'a' }), row(b, { name: null })],
    shape: '1.0',
    expected: { outcome: 'upgraded', ready: false, willRun: ['b'] },
  },
  {
    name: 'an orphan in a 1.0 ledger stands in nobody’s way',
    files: [a],
    rows: [row(a, { name: 'a' }), { hash: stranger, createdAt: 1, name: '20200101000000_gone' }],
    shape: '1.0',
    expected: { outcome: 'upgraded', ready: true },
  },
]

const letters = ['a', 'b', 'c']

function manifestFor(files: readonly File[]): Manifest {
  return manifestOf(
    files.map((each, index) =>
      migration(index, {
        tag: `000${index}_${letters[index]}`,
        when: each.when,
        hash: MigrationHash.parse(hashOf(each)),
      }),
    ),
  )
}

async function databaseWith(rows: readonly Row[], shape: Case['shape'], names: readonly string[]) {
  const url = await postgres.createDatabase()
  const database = new URL(url).pathname.slice(1)
  const query = (sql: string, values?: readonly (string | number | null)[]) =>
    postgres.query(sql, values, database)
  await query(shape === '1.0' ? ledger1 : ledger0)
  for (const { hash, createdAt, name = null } of rows) {
    // A letter stands for the whole name of the file.
    const full = names.find((each) => each.endsWith(`_${name}`)) ?? name
    await (shape === '1.0'
      ? query(`INSERT INTO ${ledger} (hash, created_at, name) VALUES ($1, $2, $3)`, [
          hash,
          createdAt,
          full,
        ])
      : query(`INSERT INTO ${ledger} (hash, created_at) VALUES ($1, $2)`, [hash, createdAt]))
  }
  return { url, query }
}

const ledger = 'drizzle.__drizzle_migrations'

async function simulated(url: string, manifest: Manifest): Promise<Upgrade> {
  const run = openTarget(parseConnectionString(url, 'the test'))
  const observation = await readTarget(run, defaultLedgerTable)
  if (observation.status !== 'read') throw new Error(observation.message)
  return simulateUpgrade(manifest, observation.ledger)
}

/** The folder that the history has in 1.0, as far as its migrator reads it. */
function folderOf(upgrade: Upgrade, files: readonly File[]): Promise<string> {
  return makeFolder(
    Object.fromEntries(
      upgrade.names.map(({ name }, index) => [`${name}/migration.sql`, files[index]?.sql ?? '']),
    ),
  )
}

test.for(cases)('$name', async ({ files, rows, shape, expected }) => {
  const manifest = manifestFor(files)
  const names = simulateUpgrade(manifest, { found: false, elsewhere: [] }).names.map(
    ({ name }) => name,
  )
  const { url, query } = await databaseWith(rows, shape, names)
  const upgrade = await simulated(url, manifest)
  const { outcome, willRun } = upgrade
  expect({ outcome, ready: isReady(upgrade) }).toEqual({
    outcome: expected.outcome,
    ready: expected.ready,
  })
  if (expected.as) expect(upgrade.rows.map(({ as }) => as)).toEqual(expected.as)
  const letter = ({ name }: { readonly name: string }) => name.split('_').at(-1)
  if (expected.willRun) expect(willRun.map(letter)).toEqual(expected.willRun)

  // What drizzle-orm 1.0 makes of it.
  const folder = await folderOf(upgrade, files)
  const before = await query(`SELECT * FROM ${ledger} ORDER BY id`)
  if (outcome === 'throws') {
    const ids = upgrade.rows.flatMap((each) => (each.as === 'unmatched' ? [each.row.id] : []))
    expect(await failureOf(runMigrator('1.0', url, folder))).toContain(
      `we found ${ids.length} migrations (ids: ${ids.join(', ')})`,
    )
    expect(await query(`SELECT * FROM ${ledger} ORDER BY id`)).toEqual(before)
    return
  }
  await runMigrator('1.0', url, folder)
  const after = await query(`SELECT id, name FROM ${ledger} ORDER BY id`)
  const old = after.slice(0, before.length)
  if (outcome === 'upgrades') {
    expect(old.map(({ id, name }) => [String(id), name])).toEqual(
      upgrade.rows.map((each) => [each.row.id, each.as === 'unmatched' ? null : each.name]),
    )
  }
  expect(after.slice(before.length).map(({ name }) => name)).toEqual(
    willRun.map(({ name }) => name),
  )
})

test('the ledger of the incident, before its last migration: the upgrade throws at row 1', async () => {
  const url = await postgres.createDatabase()
  const database = new URL(url).pathname.slice(1)
  await postgres.query(ledger0, undefined, database)
  const rows = incident.rows.filter(({ id }) => id < 14).toReversed()
  for (const { id, hash, createdAt } of rows) {
    await postgres.query(
      `INSERT INTO ${ledger} VALUES ($1, $2, $3)`,
      [id, hash, createdAt],
      database,
    )
  }
  const declared = rows.flatMap(({ id, hash, createdAt }) => {
    const tag = incident.tags[String(id)]
    return tag === undefined ? [] : [migration(0, { tag, hash, when: Number(createdAt) })]
  })
  const upgrade = await simulated(url, manifestOf(declared))
  expect(upgrade.outcome).toBe('throws')
  expect(upgrade.rows.map(({ as, row: { id } }) => [id, as])).toEqual([
    ['1', 'unmatched'],
    ...['10', '11', '12', '13'].map((id) => [id, 'named']),
  ])
  const folder = await folderOf(upgrade, [])
  expect(await failureOf(runMigrator('1.0', url, folder))).toContain('found 1 migrations (ids: 1)')
})

test('the names are those that drizzle-kit up gives', async () => {
  const project = await makeFolder({})
  const steps = [{ sql: 'SELECT 1;' }, { sql: 'SELECT 2;' }]
  const folder = await generateFolder('0.31', steps, project)
  const request = { name: 'app', ledger: defaultLedgerTable, schema: 'ledger-only' } as const
  const { manifest } = await makeManifest({ migrations: folder, ...request })
  const { names } = simulateUpgrade(manifest, { found: false, elsewhere: [] })
  await upgradeFolder(dirname(folder))
  expect((await readdir(folder)).toSorted()).toEqual(names.map(({ name }) => name).toSorted())
})
