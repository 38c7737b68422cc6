import { Client, DatabaseError } from 'pg'
import type { Connection } from '../connection-string.ts'
import { hasNoTls, postgresError } from '../postgres/connect-error.ts'
import type { TlsPlan } from '../postgres/tls.ts'
import type { ReplayDatabase } from './replay-database.ts'

/** Statements may take as long as they take: a migration may. */
const connectTimeoutMs = 10_000

/** A connection to one of the databases of a server. Throws an `OutsideError`. */
export async function connect(
  connection: Connection,
  database: string,
  [ssl, fallback]: TlsPlan,
): Promise<Client> {
  const { host, port, user, password, parameters } = connection
  const client = new Client({
    host,
    port,
    user,
    password,
    database,
    ssl,
    options: parameters.get('options'),
    application_name: 'driftwatch',
    connectionTimeoutMillis: connectTimeoutMs,
  })
  // A broken connection also fails what waits for it, and that is where it is told.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    if (fallback !== undefined && hasNoTls(error)) return connect(connection, database, [fallback])
    // No cause: pg's errors hold hosts, users and what the server said.
    throw postgresError(error)
  }
}

/** Runs SQL in one connection; what PostgreSQL says of a failure is kept. */
export function sessionOf(client: Client): Pick<ReplayDatabase, 'run' | 'ask'> {
  const query = async (text: string): Promise<unknown[]> => {
    try {
      // One result, or a list of them where there are several statements, whatever the types say.
      const results: unknown = await client.query({ text, rowMode: 'array' })
      return [results].flat().flatMap(rowsOf)
    } catch (error) {
      throw error instanceof DatabaseError ? error : postgresError(error)
    }
  }
  return {
    async run(sql) {
      await query(sql)
    },
    async ask(sql) {
      const row = (await query(sql)).at(-1)
      const value: unknown = Array.isArray(row) ? row[0] : undefined
      return typeof value === 'string' ? value : null
    },
  }
}

function rowsOf(result: unknown): unknown[] {
  const rows: unknown =
    result !== null && typeof result === 'object' && 'rows' in result ? result.rows : []
  return Array.isArray(rows) ? rows : []
}
