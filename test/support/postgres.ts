import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { Client, escapeIdentifier } from 'pg'
import { UserError } from '../../src/io/errors.ts'
import { freePort } from './free-port.ts'
import { postgresBinaries, postgresUser, type PostgresVersion } from './postgres-binaries.ts'

export interface Role {
  readonly name: string
  readonly password: string
}

/** A running PostgreSQL of our own, on 127.0.0.1. */
export interface Postgres {
  readonly version: PostgresVersion
  readonly port: number
  /** Of the superuser `postgres`, unless another role is given. */
  readonly url: (database?: string, role?: Role) => string
  /** Creates an empty database, under a random name unless one is given; gives its URL. */
  readonly createDatabase: (name?: string) => Promise<string>
  /** Runs as the superuser, in a connection of its own. Several statements only without params. */
  readonly query: (
    sql: string,
    params?: readonly unknown[],
    database?: string,
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Ends the server and removes its data. */
  readonly stop: () => Promise<void>
}

export interface PostgresOptions {
  /** Server settings, such as `{ log_statement: 'all' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * Starts a real PostgreSQL from the installed npm packages, in about a second. It keeps no process
 * alive, and ends and cleans up by itself when this process ends, however it ends. Throws a
 * `UserError` where this system cannot run one.
 */
export async function startPostgres(
  version: PostgresVersion,
  options: PostgresOptions = {},
): Promise<Postgres> {
  for (let triesLeft = 4; ; triesLeft -= 1) {
    try {
      return await tryToStart(version, options)
    } catch (error) {
      if (triesLeft === 0 || !String(error).includes(portTaken)) throw error
    }
  }
}

/** What PostgreSQL says where another process took the port between our look and its start. */
const portTaken = 'could not bind'

async function tryToStart(version: PostgresVersion, options: PostgresOptions): Promise<Postgres> {
  const user = await postgresUser()
  // As another user we may not reach a TMPDIR below root's home.
  const prefix = join(user ? '/tmp' : tmpdir(), `postgres-${version}-`)
  const folder = await mkdtemp(prefix)
  const data = await mkdtemp((await hasRoomInMemory()) ? join(memory, 'postgres-') : prefix)
  const password = randomBytes(18).toString('hex')
  try {
    const passwordFile = join(folder, 'password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (user) {
      for (const path of [folder, data, passwordFile]) await chown(path, user.uid, user.gid)
    }
    const native = await postgresBinaries(version, user, folder)
    const port = await freePort()
    const settings = { ...baseSettings(version), ...options.settings, port: String(port) }
    const child = spawn(
      '/bin/sh',
      ['-c', script, 'sh', native, folder, data, initFlags(version), ...settingFlags(settings)],
      // Detached, so that an interrupt at the terminal leaves the order of ending to us.
      { cwd: '/', detached: true, env, stdio: ['pipe', 'ignore', 'pipe'], ...user },
    )
    await untilReady(child, version)
    return handle(version, port, password, child)
  } catch (error) {
    for (const path of [folder, data]) await rm(path, { recursive: true, force: true })
    throw error
  }
}

/** Creating a database there takes a tenth of the time; Docker gives only 64 MB unless asked. */
const memory = '/dev/shm'

async function hasRoomInMemory(): Promise<boolean> {
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize > 2 * 1024 ** 3
}

/**
 * Lives as long as its stdin is open, which is as long as we live. SIGQUIT ends PostgreSQL at once,
 * without the checkpoint that data which nobody will read again does not need.
 */
const script = `
native=$1 folder=$2 data=$3 flags=$4; shift 4
exec 3<&0
trap : QUIT
(cat <&3; kill -QUIT 0) >/dev/null 2>&1 &
watch=$!
"$native/bin/initdb" --pgdata="$data" --pwfile="$folder/password" $flags >/dev/null &&
  rm "$folder/password" && "$native/bin/postgres" -D "$data" "$@"
code=$?
kill $watch 2>/dev/null
rm -rf "$folder" "$data"
exit $code
`

/** No PG… variable of the caller's may reach the server. */
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

function initFlags(version: PostgresVersion): string {
  const builtin = '--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8'
  const libc = process.platform === 'linux' ? '--locale=C.UTF-8' : '--locale=C'
  const locale = version >= 17 ? builtin : libc
  return `--username=postgres --auth=scram-sha-256 --encoding=UTF8 --no-sync ${locale}`
}

function baseSettings(version: PostgresVersion): Readonly<Record<string, string>> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    shared_buffers: '16MB',
    TimeZone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_min_messages: 'log',
    ...(version >= 18 ? { io_method: 'sync' } : {}),
  }
}

function settingFlags(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

type Child = ChildProcessByStdio<Writable, null, Readable>

async function untilReady(child: Child, version: PostgresVersion): Promise<void> {
  let log = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4000)
    if (log.includes('ready to accept connections')) resolve()
  })
  child.once('error', reject)
  child.once('exit', () => {
    reject(new UserError(`PostgreSQL ${version} did not start:\n${log.trim()}`))
  })
  await promise
}

function handle(version: PostgresVersion, port: number, password: string, child: Child): Postgres {
  child.unref()
  for (const stream of [child.stdin, child.stderr]) if (stream instanceof Socket) stream.unref()

  const url: Postgres['url'] = (database = 'postgres', role = { name: 'postgres', password }) => {
    const user = `${encodeURIComponent(role.name)}:${encodeURIComponent(role.password)}`
    return `postgresql://${user}@127.0.0.1:${port}/${encodeURIComponent(database)}`
  }
  const query: Postgres['query'] = async (sql, params, database) => {
    const client = new Client({ connectionString: url(database) })
    await client.connect()
    try {
      const done = await client.query<Record<string, unknown>>(sql, params && [...params])
      return done.rows
    } finally {
      await client.end()
    }
  }
  return {
    version,
    port,
    url,
    query,
    async createDatabase(name = `db_${randomBytes(6).toString('hex')}`) {
      await query(`CREATE DATABASE ${escapeIdentifier(name)} STRATEGY file_copy`)
      return url(name)
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const { promise, resolve } = Promise.withResolvers<void>()
      child.once('exit', () => resolve())
      child.ref()
      child.stdin.end()
      await promise
    },
  }
}
