import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { defaultLedgerTable, type LedgerRow, type LedgerTable } from '../../src/core/ledger.ts'
import type { Observation } from '../../src/core/observation.ts'
import { type Connection, parseConnectionString } from '../../src/io/connection-string.ts'
import type { RunBatch } from '../../src/io/run-batch.ts'
import { neonBatch } from '../../src/io/neon.ts'
import { postgresBatch } from '../../src/io/postgres/read.ts'
import { readTarget } from '../../src/io/read-target.ts'
import { type NeonBridge, startNeonBridge } from './neon-bridge.ts'
import type { PostgresVersion } from './postgres-binaries.ts'
import { type Postgres, type Role, startPostgres } from './postgres.ts'

/** Where a test's databases are said to be; the bridge does not look at it. */
export const neonHost = 'ep-test-1.us-east-2.aws.neon.tech'

export const ledger0 =
  'CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);'
export const ledger1 =
  'CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint, name text, applied_at timestamp with time zone DEFAULT now());'

/** No waiting between two tries. */
export const noPatience = { sleep: () => Promise.resolve(), random: () => 0 } as const

/** The connection string of a local database, as if Neon had it. */
export function neonConnection(postgres: Postgres, database: string, role?: Role): Connection {
  const url = postgres.url(database, role).replace(`127.0.0.1:${postgres.port}`, neonHost)
  return parseConnectionString(url, 'DATABASE_URL')
}

/** A server with databases to read, and Neon's way to it. */
export interface TargetServer {
  readonly postgres: Postgres
  readonly bridge: NeonBridge
  /** A database of its own for a test, made by the superuser; `:database` is its name. */
  readonly databaseWith: (sql: string) => Promise<string>
  /** By HTTP as at Neon, or by PostgreSQL's own protocol. */
  readonly open: (way: Way, database: string, role?: Role) => RunBatch
  /** What both ways see, which must be the same. */
  readonly observe: (database: string, role?: Role, ledger?: LedgerTable) => Promise<Observation>
  readonly stop: () => Promise<void>
}

export type Way = 'http' | 'pg'

export async function startTargetServer(version: PostgresVersion = 18): Promise<TargetServer> {
  const postgres = await startPostgres(version)
  const bridge = await startNeonBridge(postgres)
  const patience = noPatience
  const open: TargetServer['open'] = (way, database, role) => {
    if (way === 'http') {
      const { endpoint } = bridge
      return neonBatch(neonConnection(postgres, database, role), { endpoint, patience })
    }
    const connection = parseConnectionString(postgres.url(database, role), 'DATABASE_URL')
    return postgresBatch(connection, { patience })
  }
  return {
    postgres,
    bridge,
    open,
    async databaseWith(sql) {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await postgres.createDatabase(name)
      await postgres.query(sql.replaceAll(':database', name), undefined, name)
      return name
    },
    async observe(database, role, ledger = defaultLedgerTable) {
      const [http, pg] = await Promise.all([
        readTarget(open('http', database, role), ledger),
        readTarget(open('pg', database, role), ledger),
      ])
      expect(pg).toEqual(http)
      return http
    },
    async stop() {
      await bridge.stop()
      await postgres.stop()
    },
  }
}

/** The rows that an observation brought back; fails the test where there are none. */
export function rowsOf(observation: Observation): readonly LedgerRow[] {
  if (observation.status === 'read' && observation.ledger.found) return observation.ledger.rows
  throw new Error(`not read: ${JSON.stringify(observation)}`)
}
