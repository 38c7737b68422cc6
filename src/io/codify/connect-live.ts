import type { Connection } from '../connection-string.ts'
import { UserError } from '../errors.ts'
import { connect } from '../postgres/connect.ts'
import { tlsPlan } from '../postgres/tls.ts'
import { schemaLockTimeoutMs } from '../schema-part.ts'
import { isSqlState, sqlStateError } from '../sql-state.ts'
import type { Queries } from './read-facts.ts'

/**
 * Runs `work` in a connection to the live database. Nothing is set for the session, which a pooler
 * would hand on to the application as it is: `work` opens its own transaction, and a read-only one,
 * as pg-delta's reading does; in that, no lock is waited for long. Throws an `OutsideError`, and a
 * `UserError` where the schema is locked.
 */
export async function withLive<T>(
  connection: Connection,
  work: (queries: Queries) => Promise<T>,
): Promise<T> {
  const client = await connect(connection, await tlsPlan(connection))
  try {
    return await work(async (sql) => {
      const { rows, command } = await client.query<Record<string, unknown>>(sql)
      if (command === 'BEGIN') await client.query(`SET LOCAL lock_timeout = ${schemaLockTimeoutMs}`)
      return rows
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (!isSqlState(code) || sqlStateError(code).reason !== 'locked') throw error
    // No cause: pg's errors hold what the server said.
    throw new UserError(
      'The schema is locked, as it is while a migration changes it. Run this again when that is done; if it stays so, look for a stuck migration in `pg_stat_activity`.',
    )
  } finally {
    await client.end()
  }
}
