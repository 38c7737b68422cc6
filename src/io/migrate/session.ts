import type { Connection } from '../connection-string.ts'
import { connect } from '../postgres/connect.ts'
import { postgresError } from '../postgres/connect-error.ts'
import { tlsPlan } from '../postgres/tls.ts'
import type { Rows } from '../run-batch.ts'
import { pinnedSettings } from '../schema/pinned-settings.ts'

/** A connection that stays open, for what belongs to a session. */
export interface Session {
  /** Every value in the text that PostgreSQL gave for it. Throws a `ReadError`. */
  readonly ask: (text: string, params?: readonly string[]) => Promise<Rows>
  /** Told once, where the connection breaks without anybody having closed it. */
  readonly onLost: (told: () => void) => void
  readonly close: () => Promise<void>
}

/** Opens a session under a name. Throws an `OutsideError`. */
export async function openSession(
  connection: Connection,
  applicationName: string,
): Promise<Session> {
  const client = await connect(connection, await tlsPlan(connection), {
    application_name: applicationName,
    keepAlive: true,
  })
  let isClosed = false
  let isLost = false
  const listeners: (() => void)[] = []
  client.on('end', () => {
    if (isClosed) return
    isLost = true
    for (const told of listeners) told()
  })
  const ask: Session['ask'] = async (text, params = []) => {
    try {
      const done = await client.query<(string | null)[]>({
        text,
        values: [...params],
        rowMode: 'array',
        types: { getTypeParser: () => (value: string) => value },
      })
      return done.rows
    } catch (error) {
      // No cause: pg's errors hold hosts, users and what the server said.
      throw postgresError(error)
    }
  }
  await ask(settings)
  return {
    ask,
    onLost(told) {
      if (isLost) told()
      else listeners.push(told)
    },
    async close() {
      isClosed = true
      await client.end().catch(() => undefined)
    },
  }
}

/** One text for one row, whatever a role or a database has as its defaults; and nothing that ends the session. */
const settings = `SELECT ${Object.entries({
  ...pinnedSettings,
  row_security: 'off',
  statement_timeout: '0',
  idle_session_timeout: '0',
})
  .map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', false)`)
  .join(', ')}`
