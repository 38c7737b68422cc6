import { type Manifest, sealManifest } from '../../src/core/manifest.ts'
import { linesOf } from '../../src/core/schema/catalog-object.ts'
import { catalogVersion, stepBetween } from '../../src/core/schema/declared-schema.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { openTarget } from '../../src/io/postgres/open-target.ts'
import { readTarget } from '../../src/io/read-target.ts'
import { linesPart } from '../../src/io/schema-part.ts'
import type { Postgres } from '../support/postgres.ts'
import { databaseInSync, manifestOfSize } from './ledger.ts'

const migrations = 300

/** A table of twelve columns with keys, indexes and checks, such as applications have. */
export function tableSql(index: number): string {
  const name = `table_${index}`
  return `CREATE TABLE ${name} (
  id serial PRIMARY KEY, name text NOT NULL, code varchar(20) DEFAULT 'x', size integer CHECK (size > 0),
  made_at timestamptz NOT NULL DEFAULT now(), mood mood DEFAULT 'ok', price numeric(10, 2),
  extra jsonb DEFAULT '{}'::jsonb, token uuid UNIQUE DEFAULT gen_random_uuid(),
  is_done boolean NOT NULL DEFAULT false, tags text[], parent_id integer REFERENCES table_0 (id)
);
CREATE INDEX ${name}_name ON ${name} (name);
CREATE INDEX ${name}_code ON ${name} (lower(code)) WHERE is_done;`
}

export const moodSql = "CREATE TYPE mood AS ENUM ('good', 'ok', 'bad');"

export interface SchemaDatabase {
  /** Names a host of Neon's, for the bridge. */
  readonly url: string
  /** Names the server itself. */
  readonly directUrl: string
  /** Declares what the database has. */
  readonly manifest: Manifest
  /** Of the catalog's text. */
  readonly bytes: number
}

/** A database of so many tables, with a ledger of 300 rows, and a manifest that declares it. */
export async function schemaDatabase(
  postgres: Postgres,
  tables: number,
  name = 'app',
): Promise<SchemaDatabase> {
  const bare = await manifestOfSize(name, migrations)
  const url = await databaseInSync(postgres, bare)
  const database = new URL(url).pathname.slice(1)
  const sql = Array.from({ length: tables }, (_, index) => tableSql(index))
  await postgres.query(moodSql, undefined, database)
  for (let at = 0; at < sql.length; at += 100) {
    await postgres.query(sql.slice(at, at + 100).join('\n'), undefined, database)
  }
  await postgres.query('VACUUM ANALYZE', undefined, database)

  const directUrl = postgres.url(database)
  const connection = parseConnectionString(directUrl, 'the database')
  const observation = await readTarget(openTarget(connection, {}), bare.ledger, linesPart)
  if (observation.status !== 'read' || observation.schema?.status !== 'read') {
    throw new Error(`not read: ${JSON.stringify(observation).slice(0, 500)}`)
  }
  const { lines } = observation.schema
  const all = stepBetween(new Set(), new Set(linesOf(lines)))
  const { digest: _, ...content } = bare
  const manifest = await sealManifest({
    ...content,
    schema: {
      covered: true,
      serverVersion: observation.serverVersion,
      catalogVersion,
      provided: '',
      steps: [...Array.from({ length: migrations - 1 }, () => ''), all],
    },
  })
  return { url, directUrl, manifest, bytes: Buffer.byteLength(lines) }
}
