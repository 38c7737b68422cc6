import { neon, neonConfig } from '@neondatabase/serverless'
import { drizzle as drizzleHttp } from 'drizzle-orm/neon-http'
import { migrate as migrateHttp } from 'drizzle-orm/neon-http/migrator'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import { objectName } from '../../src/core/schema/ignore-rule.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { journalFiles, makeFolder } from '../support/folder.ts'
import { type NeonBridge, startNeonBridge } from '../support/neon-bridge.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

/** Failures after which the ledger alone looks well, or says only half of it. */

// Each check replays a history in a process of its own.
vi.setConfig({ testTimeout: 120_000 })

let postgres: Postgres
let bridge: NeonBridge
beforeAll(async () => {
  postgres = await startPostgres(18)
  bridge = await startNeonBridge(postgres)
})
afterAll(async () => {
  await bridge.stop()
  await postgres.stop()
})

const breakpoint = '\n--> statement-breakpoint\n'
const tenants = 'CREATE TABLE tenants (id serial PRIMARY KEY, name text NOT NULL);'
const intake = 'CREATE TABLE intake_clarifications (id serial PRIMARY KEY, question text NOT NULL);'

type History = Readonly<Record<string, string>>

async function folderOf(history: History): Promise<string> {
  const files = Object.entries(journalFiles(history))
  return makeFolder(Object.fromEntries(files.map(([path, text]) => [`drizzle/${path}`, text])))
}

/** Runs Drizzle's migrator over node-postgres, whatever comes of it. */
async function migrateTo(url: string, history: History): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const migrationsFolder = join(await folderOf(history), 'drizzle')
    await migrate(drizzle(client), { migrationsFolder })
  } finally {
    await client.end()
  }
}

/** Runs Drizzle's migrator over Neon's HTTP, which has no transaction around it. */
async function migrateOverHttp(url: string, history: History): Promise<void> {
  neonConfig.fetchEndpoint = bridge.endpoint
  const migrationsFolder = join(await folderOf(history), 'drizzle')
  await migrateHttp(drizzleHttp({ client: neon(url) }), { migrationsFolder })
}

async function patch(url: string, sql: string): Promise<void> {
  await postgres.query(sql, undefined, new URL(url).pathname.slice(1))
}

/** The findings of `driftwatch check` by a manifest of this history, in words. */
async function check(url: string, history: History): Promise<readonly string[]> {
  const root = await folderOf(history)
  const made = await runCli(root, ['manifest', '--migrations', 'drizzle', '--out', 'app.json'])
  expect(made).toMatchObject({ exitCode: 0 })
  const args = ['check', '--manifest', 'app.json', '--format', 'json']
  const { stdout } = await runCli(root, args, { DATABASE_URL: url })
  const verdict: Verdict = JSON.parse(stdout)
  expect(verdict.coverage.schema.covered).toBe(true)
  return verdict.findings.map(inWords)
}

function inWords(finding: Finding): string {
  if ('object' in finding) {
    const why = finding.because && ` because ${finding.because.why} ${finding.because.tag}`
    return `${finding.kind} ${finding.object.type} ${objectName(finding.object)}${why ?? ''}`
  }
  return 'migration' in finding && finding.migration
    ? `${finding.kind} ${finding.migration.tag}`
    : finding.kind
}

test('a column patched by hand, three times: three extra columns, with their definitions', async () => {
  const history = { '0000_tenants': tenants, '0001_intake': intake }
  const url = await postgres.createDatabase()
  await migrateTo(url, history)
  expect(await check(url, history)).toEqual([])

  const columns = `ALTER TABLE intake_clarifications ADD COLUMN source text NOT NULL DEFAULT 'unknown',
    ADD COLUMN answered_at timestamptz, ADD COLUMN weight numeric(6, 2)`
  await patch(url, columns)
  expect(await check(url, history)).toEqual([
    'extra column public.intake_clarifications.answered_at',
    'extra column public.intake_clarifications.source',
    'extra column public.intake_clarifications.weight',
  ])

  const canonical = {
    ...history,
    '0002_canonical': columns.replaceAll('ADD COLUMN', 'ADD COLUMN IF NOT EXISTS'),
  }
  expect(await check(url, canonical)).toEqual([
    'pending 0002_canonical',
    'extra column public.intake_clarifications.answered_at because pending 0002_canonical',
    'extra column public.intake_clarifications.source because pending 0002_canonical',
    'extra column public.intake_clarifications.weight because pending 0002_canonical',
  ])
  await migrateTo(url, canonical)
  expect(await check(url, canonical)).toEqual([])
})

test('neon-http fails half-way: what ran is there, and no row says so', async () => {
  const history = {
    '0000_tenants': tenants,
    '0001_intake': [intake, 'CREATE INDEX by_name ON tenants (name);', 'SELECT 1 / 0;'].join(
      breakpoint,
    ),
  }
  const url = await postgres.createDatabase()
  await migrateOverHttp(url, { '0000_tenants': tenants })
  await expect(migrateOverHttp(url, history)).rejects.toThrow('1 / 0')

  const mended = { ...history, '0001_intake': history['0001_intake'].replace('1 / 0', '1') }
  expect(await check(url, mended)).toEqual([
    'pending 0001_intake',
    'extra table public.intake_clarifications because pending 0001_intake',
    'extra index public.tenants.by_name because pending 0001_intake',
  ])
})

test('push on production: the schema has moved, and the ledger has not', async () => {
  const history = { '0000_tenants': tenants }
  const url = await postgres.createDatabase()
  await migrateTo(url, history)
  // What drizzle-kit push runs for a column and an index in schema.ts.
  await patch(
    url,
    'ALTER TABLE tenants ADD COLUMN slug text; CREATE UNIQUE INDEX slugs ON tenants (slug)',
  )
  expect(await check(url, history)).toEqual([
    'extra column public.tenants.slug',
    'extra index public.tenants.slugs',
  ])
})

test('COMMIT inside a file: the half before it stays when the rest fails', async () => {
  const history = {
    '0000_tenants': tenants,
    '0001_commit': [
      intake,
      'COMMIT;',
      'BEGIN;',
      'ALTER TABLE tenants ADD COLUMN slug text;',
      'SELECT 1 / 0;',
    ].join(breakpoint),
  }
  const url = await postgres.createDatabase()
  await expect(migrateTo(url, history)).rejects.toThrow('1 / 0')
  const mended = { ...history, '0001_commit': history['0001_commit'].replace('1 / 0', '1') }
  const found = await check(url, mended)
  expect(found).toContain('extra table public.intake_clarifications because pending 0001_commit')
})

test('a squash that was never delivered: the file is another one, and what it adds is lacking', async () => {
  const url = await postgres.createDatabase()
  await migrateTo(url, { '0000_tenants': tenants, '0001_intake': intake })
  // Drizzle 0.x goes by the time alone: for it, this one has been applied.
  const squashed = {
    '0000_squashed': `${tenants}${breakpoint}${intake}${breakpoint}ALTER TABLE tenants ADD COLUMN slug text;`,
  }
  expect(await check(url, squashed)).toEqual([
    'edited 0000_squashed',
    'unknown',
    'lacking column public.tenants.slug because edited 0000_squashed',
  ])
})
