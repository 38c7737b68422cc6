import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { type Manifest, sealManifest, sha256 } from '../../src/core/manifest.ts'
import { MigrationHash, TwinForm, twinPrefixLength } from '../../src/core/migration.ts'
import type { Postgres } from '../support/postgres.ts'

/** A host at Neon; the bridge does not look at it. */
const neonHost = 'ep-bench-1.us-east-2.aws.neon.tech'

const firstWhen = Date.UTC(2024, 0, 1)
const minuteMs = 60_000

/** A manifest of so many migrations, each with hashes and twins such as real files have. */
export async function manifestOfSize(name: string, size: number): Promise<Manifest> {
  const migrations = await Promise.all(
    Array.from({ length: size }, async (_, index) => {
      const tag = `${String(index).padStart(4, '0')}_step`
      const hash = MigrationHash.parse(await sha256(tag))
      const digests = await Promise.all(TwinForm.options.map((form) => sha256(tag + form)))
      const twins = digests.map((digest) => digest.slice(0, twinPrefixLength)).join('')
      return {
        tag,
        when: firstWhen + index * minuteMs,
        hash,
        twins,
      }
    }),
  )
  return sealManifest({
    format: 2,
    name,
    layout: 'journal',
    source: 'drizzle',
    git: null,
    ledger: defaultLedgerTable,
    migrations,
    schema: { covered: false, because: 'this version of Driftwatch compares the ledger only' },
  })
}

/** A database whose ledger has all of a manifest's migrations; gives a connection string at Neon. */
export async function databaseInSync(postgres: Postgres, manifest: Manifest): Promise<string> {
  const url = await postgres.createDatabase()
  const database = new URL(url).pathname.slice(1)
  await postgres.query(
    'CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)',
    undefined,
    database,
  )
  await postgres.query(
    'INSERT INTO drizzle.__drizzle_migrations (hash, created_at) SELECT * FROM unnest($1::text[], $2::bigint[])',
    [manifest.migrations.map(({ hash }) => hash), manifest.migrations.map(({ when }) => when)],
    database,
  )
  await postgres.query('VACUUM ANALYZE drizzle.__drizzle_migrations', undefined, database)
  return url.replace(`127.0.0.1:${postgres.port}`, neonHost)
}
