import type { Connection } from '../connection-string.ts'
import { connect } from '../postgres/connect.ts'
import { tlsPlan } from '../postgres/tls.ts'
import type { Queries } from './read-facts.ts'

/**
 * Runs `work` in a connection to the live database. Nothing is set for the session, which a pooler
 * would hand on to the application as it is: `work` opens its own transaction, and a read-only one,
 * as pg-delta's reading does. Throws an `OutsideError`.
 */
export async function withLive<T>(
  connection: Connection,
  work: (queries: Queries) => Promise<T>,
): Promise<T> {
  const client = await connect(connection, await tlsPlan(connection))
  try {
    return await work(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows)
  } finally {
    await client.end()
  }
}
