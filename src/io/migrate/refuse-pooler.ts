import type { Client } from 'pg'
import type { Connection } from '../connection-string.ts'
import { UserError } from '../errors.ts'
import { connect } from '../postgres/connect.ts'
import { postgresError } from '../postgres/connect-error.ts'
import { tlsPlan } from '../postgres/tls.ts'

/** Throws a `UserError` where the name of the host says that it is Neon's pooler. */
export function refuseNeonPooler({ host }: Connection): void {
  if (!/^ep-[^.]*-pooler\./.test(host)) return
  throw new UserError(
    "The connection string is that of Neon's pooler, which may give each statement another session, so that no lock can be held. Take the direct one: without `-pooler` in the host.",
  )
}

/**
 * Throws a `UserError` where one session of the server is given to several clients in turn. Whatever
 * a migration sets for its session, the application would then have to live with.
 *
 * Two clients say which session they are in, nothing is set, and the order tells: a pooler that
 * takes the session that came back last gives both the same, and one that takes its sessions in
 * turn gives a client that asks twice another one. One that gives each client its last session again
 * is not told from a server as long as nobody else asks, and so `openSession` does not rely on this.
 */
export async function refuseTransactionPooler(connection: Connection): Promise<void> {
  const plan = await tlsPlan(connection)
  const opened = await Promise.allSettled([connect(connection, plan), connect(connection, plan)])
  const clients = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  try {
    for (const each of opened) if (each.status === 'rejected') throw each.reason
    const [one, other] = clients
    if (one === undefined || other === undefined) return
    const first = await backendOf(one)
    const second = await backendOf(other)
    const isPinned =
      first !== second && second === (await backendOf(other)) && first === (await backendOf(one))
    if (!isPinned) throw new UserError(refused)
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)))
  }
}

const refused =
  'The connection string leads to a pooler in transaction mode, which gives a session of the server to several clients in turn: what a migration sets for its session, your application would get. Take the connection string of the server itself, or one of a pooler in session mode (Supabase has it on port 5432 in the place of 6543). Nothing was set, locked or run.'

async function backendOf(client: Client): Promise<number | undefined> {
  try {
    const { rows } = await client.query<{ pid: number }>(
      'SELECT pg_catalog.pg_backend_pid() AS pid',
    )
    return rows[0]?.pid
  } catch (error) {
    // No cause: pg's errors hold hosts, users and what the server said.
    throw postgresError(error)
  }
}
