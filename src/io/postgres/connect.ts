import { Client, type ClientConfig } from 'pg'
import type { Connection } from '../connection-string.ts'
import { hasNoTls, postgresError } from './connect-error.ts'
import type { TlsPlan } from './tls.ts'

const connectTimeoutMs = 10_000

/**
 * A client of pg's that is connected; `more` goes before what the connection string says. Throws a
 * `ReadError`.
 */
export async function connect(
  connection: Connection,
  [ssl, fallback]: TlsPlan,
  more: ClientConfig = {},
): Promise<Client> {
  const { host, port, user, password, database, parameters } = connection
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
    ...more,
  })
  // A broken connection also fails what waits for it, and that is where it is told.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    if (fallback !== undefined && hasNoTls(error)) return connect(connection, [fallback], more)
    // No cause: pg's errors hold hosts, users and what the server said.
    throw postgresError(error)
  }
}
