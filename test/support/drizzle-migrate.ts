import { neon, neonConfig } from '@neondatabase/serverless'
import { drizzle as drizzleOverHttp } from 'drizzle-orm/neon-http'
import { migrate as migrateOverHttp } from 'drizzle-orm/neon-http/migrator'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client } from 'pg'
import { drizzle as drizzle1, migrate as migrate1 } from '../drizzle-1.0/orm.ts'
import type { KitVersion } from './drizzle-kit.ts'

export interface LedgerChoice {
  readonly migrationsSchema?: string
  readonly migrationsTable?: string
}

/** Applies a folder with Drizzle's own migrator over node-postgres, as an application would. */
export async function runMigrator(
  version: KitVersion,
  url: string,
  migrationsFolder: string,
  ledger: LedgerChoice = {},
): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const config = { migrationsFolder, ...ledger }
  try {
    if (version === '0.31') await migrate(drizzle(client), config)
    else await migrate1(drizzle1({ client }), config)
  } finally {
    await client.end()
  }
}

/** Applies a folder of 0.x with the neon-http driver, which has no transaction. */
export async function runMigratorOverHttp(
  endpoint: string,
  url: string,
  migrationsFolder: string,
): Promise<void> {
  neonConfig.fetchEndpoint = endpoint
  // The driver wants a host with a name; the endpoint is asked in its place.
  const href = url.replace(/@[^/]+\//, '@db.example.com/')
  await migrateOverHttp(drizzleOverHttp(neon(href)), { migrationsFolder })
}

/** The messages of an error and of those that caused it; fails where nothing was thrown. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    const messages: string[] = []
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      messages.push(cause.message)
    return messages.join('\n')
  }
  throw new Error('nothing failed')
}
