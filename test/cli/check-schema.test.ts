import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, test } from 'vitest'
import type { IgnoreRule } from '../../src/core/allowance.ts'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { sealManifest } from '../../src/core/manifest.ts'
import { linesOf } from '../../src/core/schema/catalog-object.ts'
import {
  catalogVersion,
  type DeclaredSchema,
  stepBetween,
} from '../../src/core/schema/declared-schema.ts'
import { formatAllowances } from '../../src/io/allowances.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { formatManifest } from '../../src/io/manifest.ts'
import { postgresBatch } from '../../src/io/postgres/read.ts'
import { readTarget } from '../../src/io/read-target.ts'
import { linesPart } from '../../src/io/schema-part.ts'
import schema from '../../src/report/verdict.schema.json' with { type: 'json' }
import { makeFolder } from '../support/folder.ts'
import { applied, manifestOf, migration } from '../support/history.ts'
import { startNeonBridge } from '../support/neon-bridge.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'
import { ledger0 } from '../support/target-database.ts'

const postgres = await startPostgres(17)
const bridge = await startNeonBridge(postgres)
afterAll(async () => {
  await bridge.stop()
  await postgres.stop()
})

const init = migration(0)
const row = applied(init)
const users = 'CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);'

/** A database in which the one migration ran, and then this. */
async function databaseWith(sql: string): Promise<string> {
  const url = await postgres.createDatabase()
  const name = new URL(url).pathname.slice(1)
  await postgres.query(
    `${ledger0} ${users} ${sql};
     INSERT INTO drizzle.__drizzle_migrations VALUES (1, '${row.hash}', ${row.createdAt})`,
    undefined,
    name,
  )
  return url
}

async function linesIn(url: string): Promise<Set<string>> {
  const run = postgresBatch(parseConnectionString(url, 'DATABASE_URL'))
  const observation = await readTarget(run, defaultLedgerTable, linesPart)
  if (observation.status === 'read' && observation.schema?.status === 'read') {
    return new Set(linesOf(observation.schema.lines))
  }
  throw new Error(JSON.stringify(observation))
}

const asDeclared = await databaseWith('')
const provided = await linesIn(await postgres.createDatabase())
const declared: DeclaredSchema = {
  covered: true,
  serverVersion: '17.5',
  catalogVersion,
  provided: [...provided].join('\n'),
  steps: [stepBetween(provided, await linesIn(asDeclared))],
}
const patched = await databaseWith(
  'ALTER TABLE users ADD nickname text; ALTER TABLE users DROP email',
)

/** A folder with the manifest and these rules; `change` is of the manifest's schema. */
async function folderWith(rules: readonly IgnoreRule[] = [], change: Partial<DeclaredSchema> = {}) {
  const { digest: _, ...content } = manifestOf([init], { schema: { ...declared, ...change } })
  return makeFolder({
    'app.json': formatManifest(await sealManifest(content)),
    'allowances.json': formatAllowances([], rules),
  })
}

const ways = [
  { way: 'over PostgreSQL', env: {} },
  { way: 'over HTTP', env: { DRIFTWATCH_NEON_ENDPOINT: bridge.endpoint } },
]
const isVerdict = new Ajv2020().compile(schema)

describe.for(ways)('driftwatch check, $way', ({ env }) => {
  const check = async (folder: string, url: string, ...options: readonly string[]) => {
    const args = ['check', '--manifest', 'app.json', '--format', 'json', ...options]
    const { exitCode, stdout, stderr } = await runCli(folder, args, { ...env, DATABASE_URL: url })
    expect(stderr).toBe('')
    const verdict: unknown = JSON.parse(stdout)
    expect(isVerdict(verdict) || isVerdict.errors).toBe(true)
    return { exitCode, verdict }
  }

  test('in sync, in one request', async () => {
    await bridge.clear()
    const { exitCode, verdict } = await check(await folderWith(), asDeclared)
    expect(verdict).toMatchObject({ findings: [], coverage: { schema: { covered: true } } })
    expect(exitCode).toBe(0)
    expect(bridge.count()).toBe('DRIFTWATCH_NEON_ENDPOINT' in env ? 1 : 0)
  })

  test('drifted: what is lacking and what is extra, at once', async () => {
    const { exitCode, verdict } = await check(await folderWith(), patched)
    expect(exitCode).toBe(1)
    expect(verdict).toMatchObject({
      counts: { critical: 1, warning: 1 },
      findings: [
        { kind: 'lacking', object: { name: 'email' } },
        { kind: 'extra', object: { name: 'nickname' } },
      ],
    })
  })

  test('--no-schema compares the ledger alone, and the verdict says so', async () => {
    const { exitCode, verdict } = await check(await folderWith(), patched, '--no-schema')
    expect(exitCode).toBe(0)
    expect(verdict).toMatchObject({
      findings: [],
      coverage: { schema: { covered: false, because: expect.stringContaining('--no-schema') } },
    })
  })

  test('what a rule ignores is counted', async () => {
    const rule = { object: 'table public.users', reason: 'r', owner: 'o', date: '2026-01-01' }
    const { exitCode, verdict } = await check(await folderWith([rule]), patched)
    expect(exitCode).toBe(0)
    expect(verdict).toMatchObject({ counts: { ignored: 2 }, findings: [] })
  })

  test('a manifest of a newer Driftwatch is not compared', async () => {
    const folder = await folderWith([], { catalogVersion: 999 })
    const args = ['check', '--manifest', 'app.json', '--format', 'json']
    const { exitCode, stderr } = await runCli(folder, args, { ...env, DATABASE_URL: patched })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('newer Driftwatch')
  })
})
