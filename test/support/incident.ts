import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { sealManifest } from '../../src/core/manifest.ts'
import { MigrationHash } from '../../src/core/migration.ts'
import { formatAllowances } from '../../src/io/allowances.ts'
import { formatManifest } from '../../src/io/manifest.ts'
import type { Files } from './folder.ts'
import { allowanceOf, noTwins } from './history.ts'
import type { Postgres } from './postgres.ts'

const Incident = z.strictObject({
  note: z.string(),
  rows: z.array(z.strictObject({ id: z.number(), hash: MigrationHash, createdAt: z.string() })),
  orphan: MigrationHash,
  /** By the id of the row that records it. */
  tags: z.record(z.string(), z.string()),
})

const file = new URL('../fixtures/incident-ledger.json', import.meta.url).pathname

/** The ledger of a real incident: five migrations that are declared, and a row that nobody could name. */
export const incident = Incident.parse(JSON.parse(await readFile(file, 'utf8')))

/** Before the last migration was written and run, or after. */
export type Moment = 'before' | 'after'

const lastId = 14
const isAt = (moment: Moment) => (row: { readonly id: number }) =>
  moment === 'after' || row.id < lastId

/** The published manifest of that moment, and an allowance for the row if it is allowed. */
export async function incidentFiles(moment: Moment, allowed: boolean): Promise<Files> {
  const migrations = incident.rows
    .filter(isAt(moment))
    .toReversed()
    .flatMap(({ id, hash, createdAt }) => {
      const tag = incident.tags[String(id)]
      return tag === undefined ? [] : [{ tag, when: Number(createdAt), hash, twins: noTwins }]
    })
  const manifest = await sealManifest({
    format: 2,
    name: 'app',
    layout: 'journal',
    source: 'drizzle',
    git: null,
    ledger: defaultLedgerTable,
    migrations,
    schema: { covered: false, because: 'this version of Driftwatch compares the ledger only' },
  })
  const reason = 'applied by hand before the history began; its file is gone'
  return {
    'app.json': formatManifest(manifest),
    'allowances.json': formatAllowances(allowed ? [allowanceOf(incident.orphan, { reason })] : []),
  }
}

/** A database with the ledger of that moment; gives its URL. */
export async function incidentDatabase(postgres: Postgres, moment: Moment): Promise<string> {
  const url = await postgres.createDatabase()
  const database = new URL(url).pathname.slice(1)
  await postgres.query(ledgerTable, undefined, database)
  for (const { id, hash, createdAt } of incident.rows.filter(isAt(moment)).toReversed()) {
    await postgres.query(insertRow, [id, hash, createdAt], database)
  }
  return url
}

const ledgerTable = `
  CREATE SCHEMA drizzle;
  CREATE TABLE drizzle.__drizzle_migrations
    (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`
const insertRow = 'INSERT INTO drizzle.__drizzle_migrations VALUES ($1, $2, $3)'
