import type { PGlite } from '@electric-sql/pglite'
import { Client } from 'pg'
import { linesOf } from '../../src/core/schema/catalog-object.ts'
import { catalogQuery } from '../../src/io/schema/catalog-query.ts'
import { digestQuery } from '../../src/io/schema/digest-query.ts'
import { pinnedSettings } from '../../src/io/schema/pinned-settings.ts'

export interface Catalog {
  /** The sorted lines as one text. */
  readonly text: string
  readonly lines: readonly string[]
  readonly leftOut: string
  readonly digest: string
  readonly serverVersion: string
}

/** Sends one statement; gives its first row. */
type Ask = (sql: string, params?: readonly string[]) => Promise<readonly unknown[]>

/** The catalog of a database on a server, in one snapshot and as a target is read. */
export async function catalogOf(url: string): Promise<Catalog> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query("SET LOCAL lock_timeout = '200ms'")
    return await catalogWithin(client)
  } finally {
    await client.end()
  }
}

/** The catalog as a transaction sees it; its settings are then pinned. */
export function catalogWithin(client: Client): Promise<Catalog> {
  return readCatalog(async (text, values) => {
    const { rows } = await client.query({ text, values: [...(values ?? [])], rowMode: 'array' })
    return Array.isArray(rows[0]) ? rows[0] : []
  })
}

/** The catalog of a database within this process. */
export async function catalogOfPglite(database: PGlite): Promise<Catalog> {
  await database.query('BEGIN')
  const catalog = await readCatalog(async (sql, params) => {
    const { rows } = await database.query(sql, [...(params ?? [])], { rowMode: 'array' })
    return Array.isArray(rows[0]) ? rows[0] : []
  })
  await database.query('ROLLBACK')
  return catalog
}

async function readCatalog(ask: Ask): Promise<Catalog> {
  const settings = Object.entries(pinnedSettings).map(
    ([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`,
  )
  await ask(`SELECT ${settings.join(', ')}`)
  const [digest] = await ask(digestQuery)
  const [text, leftOut] = await ask(catalogQuery, ['drizzle', '__drizzle_migrations'])
  const [serverVersion] = await ask("SELECT pg_catalog.current_setting('server_version')")
  return {
    text: String(text),
    lines: linesOf(String(text)),
    leftOut: String(leftOut),
    digest: String(digest),
    serverVersion: String(serverVersion),
  }
}
