import type { Client } from 'pg'
import type { Query, Rows } from '../run-batch.ts'

const begin: Query = { text: 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY' }
const commit: Query = { text: 'COMMIT' }
const exportSnapshot: Query = { text: 'SELECT pg_catalog.pg_export_snapshot()' }

/** Runs queries in one transaction, all sent in one go. Throws pg's errors. */
export async function runOnSnapshot(
  client: Client,
  queries: readonly Query[],
  onAsked: () => void,
): Promise<readonly Rows[]> {
  const answers = sendAll(client, [begin, ...queries, commit])
  onAsked()
  return (await answers).slice(1, -1)
}

/** A server that does not let two sessions share a snapshot. */
export class NoSnapshot extends Error {}

/**
 * As `runOnSnapshot`, with what may run beside the others in a second session on the same snapshot:
 * if that comes about before the first is done, and otherwise in the first. Throws `NoSnapshot`.
 */
export async function runOnSharedSnapshot(
  client: Client,
  second: Promise<Client | undefined>,
  queries: readonly Query[],
  onAsked: () => void,
): Promise<readonly Rows[]> {
  const here = queries.filter(({ session }) => session !== 'beside')
  const [begun, exported, ...own] = [begin, exportSnapshot, ...here].map((query) =>
    send(client, query),
  )
  const snapshot = Promise.all([begun, exported]).then(([, rows]) => rows?.[0]?.[0] ?? '')
  const ended = awaitedLater(Promise.all(own))
  // The second may take long to come about.
  const theOther = Promise.race([second, ended.then(() => undefined)])
  const beside = awaitedLater(runBeside(theOther, snapshot, ended, queries, onAsked))
  await snapshot.catch((error: unknown) => {
    throw new NoSnapshot('no snapshot was given away', { cause: error })
  })
  const ownRows = [...(await ended)]
  const others = queries.filter(({ session }) => session === 'beside')
  const otherRows = [...((await beside) ?? (await sendAll(client, others)))]
  await send(client, commit)
  return queries.map(({ session }) => (session === 'beside' ? otherRows : ownRows).shift() ?? [])
}

/** Gives nothing where the second session did not come about or could not take the snapshot. */
async function runBeside(
  second: Promise<Client | undefined>,
  snapshot: Promise<string>,
  ended: Promise<unknown>,
  queries: readonly Query[],
  onAsked: () => void,
): Promise<readonly Rows[] | undefined> {
  const [client, name] = await Promise.all([second, snapshot])
  if (client === undefined) return undefined
  const there = queries.filter(({ session }) => session !== undefined)
  const take: Query = { text: `SET TRANSACTION SNAPSHOT '${name.replaceAll("'", "''")}'` }
  const [begun, taken, ...rest] = [begin, take, ...there].map((query) => send(client, query))
  const answers = awaitedLater(Promise.all(rest))
  onAsked()
  const isTaken = await Promise.race([
    Promise.all([begun, taken]).then(
      () => true,
      () => false,
    ),
    // A pooler may have no session for it before the first one gives its own back.
    ended.then(
      () => false,
      () => false,
    ),
  ])
  if (!isTaken) return undefined
  return (await answers).filter((_, index) => there[index]?.session === 'beside')
}

/** The first that failed is the reason; those behind it only say that there was one. */
async function sendAll(client: Client, queries: readonly Query[]): Promise<readonly Rows[]> {
  return Promise.all(queries.map((query) => send(client, query)))
}

async function send(client: Client, query: Query): Promise<Rows> {
  return (await client.query<(string | null)[]>(asConfig(query))).rows
}

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

/** A promise that may fail before anybody waits for it, which is no failure of the process. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
