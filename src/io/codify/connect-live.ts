import type { Connection } from '../connection-string.ts'
import { connect } from '../postgres/connect.ts'
import { tlsPlan } from '../postgres/tls.ts'
import type { Queries } from './read-facts.ts'

/** Runs `work` in a session of the live database, of which it only reads. Throws an `OutsideError`. */
export async function withLive<T>(
  connection: Connection,
  work: (queries: Queries) => Promise<T>,
): Promise<T> {
  const client = await connect(connection, await tlsPlan(connection))
  try {
    await client.query('SET default_transaction_read_only = on')
    return await work(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows)
  } finally {
    await client.end()
  }
}
