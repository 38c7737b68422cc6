import type { LedgerRow } from '../../src/core/ledger.ts'
import { type Manifest, type ManifestContent, sealManifest } from '../../src/core/manifest.ts'
import type { Migration } from '../../src/core/migration.ts'
import { applied, manifestOf, migration } from '../support/history.ts'
import type { Postgres } from '../support/postgres.ts'

export const history = [migration(0), migration(1), migration(2)]
export const inSync = history.map((entry) => applied(entry))

/** A manifest of these migrations as it is published, and as an application imports it. */
export async function published(
  migrations: readonly Migration[] = history,
  change: Partial<ManifestContent> = {},
): Promise<Manifest> {
  const { digest: _, ...content } = manifestOf(migrations, change)
  return sealManifest(content)
}

export const ledgerTable =
  'CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);'

/** The SQL that makes a ledger of exactly these rows. */
export function ledgerSql(rows: readonly LedgerRow[]): string {
  const inserts = rows.map(
    ({ id, hash, createdAt }) =>
      `INSERT INTO drizzle.__drizzle_migrations VALUES (${id}, '${hash}', ${createdAt ?? 'NULL'});`,
  )
  return ledgerTable + inserts.join('')
}

/** A database of its own, made by the superuser with this SQL; gives its URL. */
export async function databaseWith(postgres: Postgres, sql: string): Promise<string> {
  const url = await postgres.createDatabase()
  await postgres.query(sql, undefined, new URL(url).pathname.slice(1))
  return url
}
