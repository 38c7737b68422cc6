import type { Connection } from '../connection-string.ts'
import { type Patience, type Query, type Rows, type RunBatch, withTimeouts } from '../run-batch.ts'
import { connect } from './connect.ts'
import { postgresError } from './connect-error.ts'
import { tlsPlan, type TlsPlan } from './tls.ts'

export interface PostgresOptions {
  /** For connecting, one for each try; as long again for each statement. */
  readonly timeoutsMs?: readonly number[]
  readonly patience?: Patience
}

/** Runs batches on any PostgreSQL over its own protocol, each in a connection of its own. */
export function postgresBatch(connection: Connection, options: PostgresOptions = {}): RunBatch {
  const { timeoutsMs = [10_000, 8_000], patience } = options
  return async (queries) => {
    const plan = await tlsPlan(connection)
    return withTimeouts(
      timeoutsMs,
      (timeoutMs) => runOnce(connection, queries, plan, timeoutMs),
      patience,
    )
  }
}

async function runOnce(
  connection: Connection,
  queries: readonly Query[],
  plan: TlsPlan,
  timeoutMs: number,
): Promise<readonly Rows[]> {
  const client = await connect(connection, plan, {
    application_name: connection.parameters.get('application_name') ?? 'driftwatch',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    // All statements leave in one go, so that a far server costs one round trip and not six.
    pipeline: true,
  })
  try {
    const all = [begin, ...queries, commit].map((query) =>
      client.query<(string | null)[]>(asConfig(query)),
    )
    // The first that failed is the reason; those behind it only say that there was one.
    await Promise.all(all)
    const results = await Promise.all(all.slice(1, -1))
    return results.map(({ rows }) => rows)
  } catch (error) {
    // No cause: pg's errors hold hosts, users and what the server said.
    throw postgresError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const begin: Query = { text: 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY' }
const commit: Query = { text: 'COMMIT' }

function asConfig({ text, params = [] }: Query) {
  return {
    text,
    values: [...params],
    rowMode: 'array' as const,
    // As over HTTP: one statement each, and every value as PostgreSQL wrote it.
    queryMode: 'extended',
    types: { getTypeParser: () => (value: string) => value },
  }
}
