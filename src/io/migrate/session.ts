import type { Connection } from '../connection-string.ts'
import { connect } from '../postgres/connect.ts'
import { postgresError } from '../postgres/connect-error.ts'
import { tlsPlan } from '../postgres/tls.ts'
import type { Rows } from '../run-batch.ts'
import { pinnedSettings } from '../schema/pinned-settings.ts'

/** One transaction that stays open, for what is to last as long as a run. */
export interface Session {
  /**
   * Every value in the text that PostgreSQL gave for it. What it locks by reading is free again
   * afterwards, also for the migrator. Throws a `ReadError`.
   */
  readonly ask: (text: string, params?: readonly string[]) => Promise<Rows>
  /** As `ask`; what it locks stays locked until the session is closed. */
  readonly keep: (text: string) => Promise<Rows>
  /** Told once, where the connection breaks without anybody having closed it. */
  readonly onLost: (told: () => void) => void
  readonly close: () => Promise<void>
}

/**
 * Opens a session under a name. Throws an `OutsideError`.
 *
 * All that it sets and locks is the transaction's, and not the session's: a pooler would hand the
 * settings on to the application and the lock to nobody in particular, while a transaction keeps its
 * session to itself for as long as it is open. It holds nothing else: with READ COMMITTED there is
 * no snapshot between two statements, so that vacuum and the migrator wait for nothing of it.
 */
export async function openSession(
  connection: Connection,
  applicationName: string,
): Promise<Session> {
  const client = await connect(connection, await tlsPlan(connection), {
    application_name: applicationName,
    keepAlive: true,
    // The statements around a question cost no round trips of their own.
    pipeline: true,
  })
  let isClosed = false
  let isLost = false
  const listeners: (() => void)[] = []
  client.on('end', () => {
    if (isClosed) return
    isLost = true
    for (const told of listeners) told()
  })
  const send = (text: string, params: readonly string[] = []) =>
    client.query<(string | null)[]>({
      text,
      values: [...params],
      rowMode: 'array',
      types: { getTypeParser: () => (value: string) => value },
    })
  /** The answer to the one that `asked` stands at. */
  const sendAll = async (statements: readonly Statement[], asked: number): Promise<Rows> => {
    const sent = statements.map(([text, params]) => send(text, params))
    const answers = await Promise.allSettled(sent)
    const [failed] = answers.filter(({ status }) => status === 'rejected')
    // No cause: pg's errors hold hosts, users and what the server said.
    if (failed?.status === 'rejected') throw postgresError(failed.reason)
    return (await sent[asked])?.rows ?? []
  }
  const close = async () => {
    isClosed = true
    await Promise.allSettled([send('ROLLBACK'), client.end()])
  }
  try {
    await sendAll([[begin], [settings], [noTimeouts]], 0)
  } catch (error) {
    await close()
    throw error
  }
  return {
    ask: (text, params) =>
      sendAll(
        [
          ['SAVEPOINT asked'],
          // What pg_stat_activity shows is otherwise as at the first look of the transaction.
          ['SELECT pg_catalog.pg_stat_clear_snapshot()'],
          [text, params],
          ['ROLLBACK TO SAVEPOINT asked'],
          ['RELEASE SAVEPOINT asked'],
        ],
        2,
      ),
    keep: (text) => sendAll([[text]], 0),
    onLost(told) {
      if (isLost) told()
      else listeners.push(told)
    },
    close,
  }
}

type Statement = readonly [text: string, params?: readonly string[] | undefined]

const begin = 'BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY'

/** One text for one row, whatever a role or a database has as its defaults. */
const settings = `SELECT ${Object.entries({ ...pinnedSettings, row_security: 'off' })
  .map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`)
  .join(', ')}`

/** Nothing ends the transaction while the migrator runs; PostgreSQL 17 has one more that would. */
const noTimeouts = `SELECT pg_catalog.set_config(name, '0', true)
FROM (VALUES ('statement_timeout'), ('idle_in_transaction_session_timeout'), ('transaction_timeout')) AS t (name)
WHERE pg_catalog.current_setting(name, true) IS NOT NULL`
