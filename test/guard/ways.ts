import { PGlite } from '@electric-sql/pglite'
import {
  neon,
  neonConfig,
  type NeonQueryFunction,
  Pool as NeonPool,
} from '@neondatabase/serverless'
import { drizzle as drizzleNeonHttp } from 'drizzle-orm/neon-http'
import { drizzle as drizzleNeonServerless } from 'drizzle-orm/neon-serverless'
import { drizzle as drizzleNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { drizzle as drizzlePostgresJs } from 'drizzle-orm/postgres-js'
import { Client, Pool } from 'pg'
import postgresJs, { type Sql } from 'postgres'
import {
  fromDrizzle,
  fromNeon,
  fromPg,
  fromPostgres,
  type RunQuery,
} from '../../src/guard/index.ts'
import {
  drizzle as drizzleNodePostgres1,
  drizzleNeonHttp as drizzleNeonHttp1,
  drizzleNeonServerless as drizzleNeonServerless1,
  drizzlePglite as drizzlePglite1,
  drizzlePostgresJs as drizzlePostgresJs1,
} from '../drizzle-1.0/orm.ts'
import type { NeonBridge } from '../support/neon-bridge.ts'

type NeonSql = NeonQueryFunction<false, false>

export interface Opened {
  readonly query: RunQuery
  readonly close?: () => Promise<unknown>
}

/** One way for an application to reach its database. */
export interface Way {
  readonly name: string
  readonly open: (url: string) => Opened | Promise<Opened>
}

/** Lets Neon's driver, of which all settings are global, ask the bridge. */
export function askBridge(bridge: NeonBridge): void {
  neonConfig.fetchEndpoint = bridge.endpoint
  // Over HTTP, as the bridge speaks no WebSocket.
  neonConfig.poolQueryViaFetch = true
}

/** The driver wants a host with a name; the bridge is asked in its place. */
function atNeon(url: string): string {
  return url.replace(/@[^/]+\//, '@db.example.com/')
}

function pool(url: string): Pool {
  const made = new Pool({ connectionString: url })
  made.on('error', () => undefined)
  return made
}

const neonPool = (url: string) => new NeonPool({ connectionString: atNeon(url) })
const quiet = { max: 1, onnotice: () => undefined }

/** All the ways over the network. */
export const ways: readonly Way[] = [
  {
    name: 'pg, a client',
    async open(url) {
      const client = new Client({ connectionString: url })
      await client.connect()
      return { query: fromPg(client), close: () => client.end() }
    },
  },
  {
    name: 'pg, a pool',
    open(url) {
      const made = pool(url)
      return { query: fromPg(made), close: () => made.end() }
    },
  },
  {
    name: 'postgres.js',
    open(url) {
      const sql = postgresJs(url, quiet)
      return { query: fromPostgres(sql), close: () => sql.end() }
    },
  },
  {
    name: 'postgres.js that renames columns',
    open(url) {
      const sql = postgresJs(url, { ...quiet, transform: postgresJs.toPascal })
      return { query: fromPostgres(sql), close: () => sql.end() }
    },
  },
  { name: 'neon()', open: (url) => ({ query: fromNeon(neon(atNeon(url))) }) },
  {
    name: 'neon() with arrays and full results',
    open: (url) => ({
      query: fromNeon(neon(atNeon(url), { arrayMode: true, fullResults: true })),
    }),
  },
  { name: "Neon's pool", open: (url) => ({ query: fromPg(neonPool(url)) }) },
  ...[
    {
      version: '0.45',
      pg: (client: Pool) => fromDrizzle(drizzleNodePostgres({ client })),
      postgres: (client: Sql) => fromDrizzle(drizzlePostgresJs({ client })),
      http: (client: NeonSql) => fromDrizzle(drizzleNeonHttp({ client })),
      serverless: (client: NeonPool) => fromDrizzle(drizzleNeonServerless({ client })),
    },
    {
      version: '1.0',
      pg: (client: Pool) => fromDrizzle(drizzleNodePostgres1({ client })),
      postgres: (client: Sql) => fromDrizzle(drizzlePostgresJs1({ client })),
      http: (client: NeonSql) => fromDrizzle(drizzleNeonHttp1({ client })),
      serverless: (client: NeonPool) => fromDrizzle(drizzleNeonServerless1({ client })),
    },
  ].flatMap(({ version, pg, postgres, http, serverless }): Way[] => [
    {
      name: `Drizzle ${version} over pg`,
      open(url) {
        const client = pool(url)
        return { query: pg(client), close: () => client.end() }
      },
    },
    {
      name: `Drizzle ${version} over postgres.js`,
      open(url) {
        const client = postgresJs(url, quiet)
        return { query: postgres(client), close: () => client.end() }
      },
    },
    {
      name: `Drizzle ${version} over neon-http`,
      open: (url) => ({ query: http(neon(atNeon(url))) }),
    },
    {
      name: `Drizzle ${version} over neon-serverless`,
      open: (url) => ({ query: serverless(neonPool(url)) }),
    },
  ]),
]

/** The same within the process; the SQL is what makes the database. */
export const embeddedWays: readonly Way[] = [
  { name: 'PGlite', wrap: (client: PGlite) => fromPg(client) },
  {
    name: 'Drizzle 0.45 over PGlite',
    wrap: (client: PGlite) => fromDrizzle(drizzlePglite({ client })),
  },
  {
    name: 'Drizzle 1.0 over PGlite',
    wrap: (client: PGlite) => fromDrizzle(drizzlePglite1({ client })),
  },
].map(({ name, wrap }) => ({
  name,
  async open(sql: string) {
    const client = new PGlite()
    await client.exec(sql)
    return { query: wrap(client), close: () => client.close() }
  },
}))
