import { randomBytes } from 'node:crypto'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client, escapeLiteral } from 'pg'
import { type NeonBridge, startNeonBridge } from '../support/neon-bridge.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { within } from './within.ts'

/** The application's database, and Neon's way to it. */
export interface Database {
  /** Of the owner, for people and for migrations. */
  readonly url: string
  /** Of a role that may read the ledger and nothing else, at a host of Neon's. */
  readonly monitorUrl: string
  /** Where that host's SQL over HTTP is spoken. */
  readonly neonEndpoint: string
  /** Runs as the owner. */
  readonly query: (sql: string) => ReturnType<Postgres['query']>
  /** Applies a folder with Drizzle's own migrator. */
  readonly migrate: (migrationsFolder: string) => Promise<void>
  /** Lets the role of `monitorUrl` read the ledger, once there is one. */
  readonly letMonitorRead: () => Promise<void>
  readonly stop: () => Promise<void>
}

const name = 'app'
/** As README.md has people make it. */
const role = 'drift_monitor'
const host = 'ep-quiet-story-123456.us-east-2.aws.neon.tech'

/** Starts a PostgreSQL of its own, with an empty database. */
export async function startDatabase(): Promise<Database> {
  const postgres = await within(30, 'Starting PostgreSQL', startPostgres(18))
  const bridge: NeonBridge = await startNeonBridge(postgres)
  const url = await within(30, 'Creating the database', postgres.createDatabase(name))
  const password = randomBytes(18).toString('hex')
  const query = (sql: string) => within(30, 'The SQL', postgres.query(sql, undefined, name))
  await query(
    `CREATE ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)} CONNECTION LIMIT 5;
     ALTER ROLE ${role} SET default_transaction_read_only = on;
     ALTER ROLE ${role} SET statement_timeout = '5s';
     ALTER ROLE ${role} SET search_path = pg_catalog`,
  )
  return {
    url,
    monitorUrl: `postgresql://${role}:${password}@${host}/${name}?sslmode=require`,
    neonEndpoint: bridge.endpoint,
    query,
    migrate: (folder) => within(30, "Drizzle's migrator", applyFolder(url, folder)),
    async letMonitorRead() {
      await query(
        `GRANT USAGE ON SCHEMA drizzle TO ${role};
         GRANT SELECT ON drizzle.__drizzle_migrations TO ${role}`,
      )
    },
    async stop() {
      await bridge.stop()
      await postgres.stop()
    },
  }
}

async function applyFolder(connectionString: string, migrationsFolder: string): Promise<void> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await migrate(drizzle(client), { migrationsFolder })
  } finally {
    await client.end()
  }
}
