import { randomBytes } from 'node:crypto'
import { type Client, DatabaseError } from 'pg'
import type { Connection } from '../connection-string.ts'
import { OutsideError, UserError } from '../errors.ts'
import { quoteIdentifier } from '../ledger-query.ts'
import { connect } from '../postgres/connect.ts'
import { tlsPlan } from '../postgres/tls.ts'
import type { Script } from '../script.ts'
import { sessionOf } from './pg-session.ts'
import type { ReplayDatabase } from './replay-database.ts'

export interface ReplayServer {
  /** Makes a database for the replay. Throws an `OutsideError` or a `UserError`. */
  readonly start: () => Promise<ReplayDatabase>
  /** Leaves nothing behind, also where `start` failed or has not come to its end. */
  readonly close: () => Promise<void>
}

/**
 * Another PostgreSQL, for a replay in a database of its own. What is dropped in the end is that
 * database, and the roles that were not there before and that the scripts name.
 */
export function replayServer(connection: Connection, scripts: readonly Script[]): ReplayServer {
  const name = `driftwatch_replay_${randomBytes(6).toString('hex')}`
  const clients: Client[] = []
  let undo: (() => Promise<void>) | undefined
  let closing: Promise<void> | undefined

  async function open(database: string): Promise<Client> {
    const client = await connect(connection, await tlsPlan(connection), { database })
    clients.push(client)
    if (closing !== undefined) await client.end()
    return client
  }

  async function start(): Promise<ReplayDatabase> {
    if (/^[^.]*-pooler\./.test(connection.host)) throw new UserError(poolerRefused)
    const server = await open(connection.database)
    try {
      // Roles are the whole server's: without this, another replay would take ours for its own.
      await server.query(`SELECT pg_catalog.pg_advisory_lock(${lockId})`)
      const before = await readRoles(server)
      undo = () => dropWhatIsNew(server, name, before, scripts)
      // Not template1, in which anybody may have made anything.
      await server.query(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0`)
    } catch (error) {
      throw error instanceof DatabaseError ? notCreated(error) : error
    }
    return { ...sessionOf(await open(name)), close }
  }

  async function close(): Promise<void> {
    closing ??= (async () => {
      try {
        await undo?.()
      } catch (error) {
        throw leftBehind(name, error)
      } finally {
        await Promise.all(clients.map((client) => client.end()))
      }
    })()
    return closing
  }

  return { start, close }
}

/** Any number will do that nobody else has: this is `drift` in ASCII. */
const lockId = 0x64_72_69_66_74

/** Statements of one transaction each, which the lock makes safe to run in one connection. */
async function dropWhatIsNew(
  server: Client,
  name: string,
  rolesBefore: ReadonlySet<string>,
  scripts: readonly Script[],
): Promise<void> {
  await server.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`)
  const text = scripts.map(({ sql }) => sql.toLowerCase()).join('\n')
  // Somebody else may have made a role in the meantime; those of the replay are named in its SQL.
  const roles = [...(await readRoles(server))].filter(
    (role) => !rolesBefore.has(role) && text.includes(role.toLowerCase()),
  )
  if (roles.length > 0) {
    await server.query(`DROP ROLE IF EXISTS ${roles.map(quoteIdentifier).join(', ')}`)
  }
}

async function readRoles(server: Client): Promise<ReadonlySet<string>> {
  const { rows } = await server.query<{ rolname: string }>(
    'SELECT rolname FROM pg_catalog.pg_roles',
  )
  return new Set(rows.map(({ rolname }) => rolname))
}

const poolerRefused =
  "--replay-on names Neon's pooler, in which one statement does not know of the one before. Leave -pooler out of the host."

function notCreated({ code }: DatabaseError): UserError {
  return new UserError(
    code === '42501'
      ? 'The user of --replay-on may not create a database, and the replay needs one of its own. Allow it with ALTER ROLE … CREATEDB, or name another user.'
      : `The server of --replay-on could not create a database for the replay (SQLSTATE ${code}).`,
  )
}

function leftBehind(name: string, error: unknown): OutsideError {
  const state = error instanceof DatabaseError ? ` (SQLSTATE ${error.code})` : ''
  return new OutsideError(
    `The replay could not be cleared away on the server of --replay-on${state}. See whether the database ${name} is still there, and drop it; and the roles that the migrations create.`,
    { reason: 'unexpected', retry: false },
  )
}
