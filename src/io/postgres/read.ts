import type { Client } from 'pg'
import type { Connection } from '../connection-string.ts'
import { type Patience, type Query, type Rows, type RunBatch, withTimeouts } from '../run-batch.ts'
import { connect } from './connect.ts'
import { postgresError } from './connect-error.ts'
import { NoSnapshot, runOnSharedSnapshot, runOnSnapshot } from './run-on-snapshot.ts'
import { tlsPlan } from './tls.ts'

export interface PostgresOptions {
  /** For connecting, one for each try; as long again for each statement. */
  readonly timeoutsMs?: readonly number[]
  readonly patience?: Patience
  /** Is told when all that a batch asks is on its way. */
  readonly onAsked?: () => void
  /** Whether answers are given while the sessions still end, as nobody minds that they are there. */
  readonly endsLater?: boolean
}

/** Runs batches on any PostgreSQL over its own protocol, each in connections of its own. */
export function postgresBatch(connection: Connection, options: PostgresOptions = {}): RunBatch {
  const { timeoutsMs = [10_000, 8_000], patience } = options
  return async (queries) => {
    const plan = await tlsPlan(connection)
    const run = (timeoutMs: number) =>
      runOnce(
        () =>
          connect(connection, plan, {
            application_name: connection.parameters.get('application_name') ?? 'driftwatch',
            connectionTimeoutMillis: timeoutMs,
            query_timeout: timeoutMs,
            // All statements leave in one go, so that a far server costs one round trip and not six.
            pipeline: true,
          }),
        queries,
        options,
      )
    return withTimeouts(timeoutsMs, run, patience)
  }
}

async function runOnce(
  open: () => Promise<Client>,
  queries: readonly Query[],
  options: Pick<PostgresOptions, 'onAsked' | 'endsLater'>,
): Promise<readonly Rows[]> {
  const { onAsked = () => undefined, endsLater = false } = options
  const isForTwo = queries.some(({ session }) => session === 'beside')
  const first = open()
  // A server may have no room for two sessions, and one can do it all.
  const second = isForTwo ? open().catch(() => undefined) : undefined
  const { client, beside } = await first.then(
    (opened) => ({ client: opened, beside: second }),
    async (error: unknown) => {
      const opened = await second
      if (opened === undefined) throw error
      return { client: opened, beside: undefined }
    },
  )
  const end = async () => Promise.all([close(client), close(await beside)])
  let rows: readonly Rows[]
  try {
    rows =
      beside === undefined
        ? await runOnSnapshot(client, queries, onAsked)
        : await runOnSharedSnapshot(client, beside, queries, onAsked)
  } catch (error) {
    await end()
    // No cause: pg's errors hold hosts, users and what the server said.
    if (!(error instanceof NoSnapshot)) throw postgresError(error)
    const forOne = queries.map(({ session: _session, ...query }) => query)
    return runOnce(open, forOne, options)
  }
  const ended = end()
  if (!endsLater) await ended
  return rows
}

async function close(client: Client | undefined): Promise<void> {
  await client?.end().catch(() => undefined)
}
