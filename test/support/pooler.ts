import { createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Client } from 'pg'
import { listening } from './listening.ts'
import { errorMessage, frame, framesOf, startUpOf, welcome } from './postgres-frames.ts'

/**
 * A pooler as PgBouncer is in transaction mode, in front of one database of a real PostgreSQL: a
 * client has a server's session for as long as a transaction lasts, and the next client gets it as
 * it was left. Nothing is reset in between. Clients are let in without a password.
 */
export interface Pooler {
  readonly url: string
  readonly stop: () => void
}

interface Upstream {
  readonly socket: Duplex
  applicationName: string
  /** Whom it serves; nobody where it is idle. */
  client: Downstream | undefined
  /** Of the pooler's own statements, which no client asked for. */
  unseen: number
}

interface Downstream {
  readonly socket: Socket
  readonly applicationName: string
  upstream: Upstream | undefined
  /** That it had last. */
  before: Upstream | undefined
  /** What it has asked and nobody has answered yet. */
  asked: number
  /** What waits for an upstream. */
  waiting: Buffer[]
}

/**
 * Which of the idle sessions a client gets: the one that came back last, as PgBouncer does, the one
 * that waits longest, or the one that this client had before, and otherwise a new one.
 */
export type HandOver = 'last' | 'first' | 'sticky'

export interface PoolerOptions {
  /** How many sessions of the server there are at most. */
  readonly size?: number
  readonly handOver?: HandOver | undefined
}

export async function startPooler(
  databaseUrl: string,
  { size = 4, handOver = 'last' }: PoolerOptions = {},
): Promise<Pooler> {
  const idle: Upstream[] = []
  const queue: Downstream[] = []
  const sockets = new Set<Duplex>()
  let open = 0

  async function openUpstream(): Promise<Upstream> {
    // Logs in with pg, and takes its socket.
    const login = new Client({ connectionString: databaseUrl, application_name: 'pooler' })
    await login.connect()
    const socket = login.connection.stream
    socket.removeAllListeners()
    sockets.add(socket)
    const upstream: Upstream = { socket, applicationName: 'pooler', client: undefined, unseen: 0 }
    const frames = framesOf()
    socket.on('data', (chunk) =>
      frames(chunk, (type, body, whole) => answer(upstream, type, body, whole)),
    )
    socket.on('error', () => undefined)
    socket.on('close', () => {
      open -= 1
      sockets.delete(socket)
      idle.splice(0, idle.length, ...idle.filter((each) => each !== upstream))
      upstream.client?.socket.destroy()
      openOneMore()
    })
    return upstream
  }

  function answer(upstream: Upstream, type: string, body: Buffer, whole: Buffer) {
    if (upstream.unseen > 0) {
      if (type === 'Z') upstream.unseen -= 1
      return
    }
    const { client } = upstream
    client?.socket.write(whole)
    if (client === undefined || type !== 'Z') return
    client.asked -= 1
    if (client.asked > 0 || body.toString() !== 'I') return
    client.upstream = undefined
    giveBack(upstream)
  }

  function giveBack(upstream: Upstream) {
    upstream.client = undefined
    const next = queue.shift()
    if (next === undefined) idle.push(upstream)
    else link(next, upstream)
  }

  function link(client: Downstream, upstream: Upstream) {
    client.upstream = upstream
    client.before = upstream
    upstream.client = client
    if (client.applicationName !== upstream.applicationName) {
      upstream.applicationName = client.applicationName
      upstream.unseen += 1
      upstream.socket.write(frame('Q', `SET application_name = '${client.applicationName}'\0`))
    }
    for (const waiting of client.waiting.splice(0)) upstream.socket.write(waiting)
  }

  function takeIdle(client: Downstream): Upstream | undefined {
    if (handOver === 'last') return idle.pop()
    if (handOver === 'first') return open < size ? undefined : idle.shift()
    const at = idle.findIndex((upstream) => upstream === client.before)
    if (at === -1 && open < size) return undefined
    return idle.splice(Math.max(at, 0), 1)[0]
  }

  function ask(client: Downstream, type: string, whole: Buffer) {
    if (type === 'X') return void client.socket.end()
    if (type === 'Q' || type === 'S') client.asked += 1
    if (client.upstream !== undefined) return void client.upstream.socket.write(whole)
    client.waiting.push(whole)
    if (client.waiting.length > 1) return
    const upstream = takeIdle(client)
    if (upstream !== undefined) return link(client, upstream)
    queue.push(client)
    openOneMore()
  }

  function openOneMore() {
    if (open >= size || queue.length === 0) return
    open += 1
    openUpstream().then(giveBack, () => queue.shift()?.socket.destroy())
  }

  function leave(client: Downstream) {
    queue.splice(0, queue.length, ...queue.filter((each) => each !== client))
    // In the middle of a transaction, which nobody else may go on with.
    client.upstream?.socket.destroy()
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    startUpOf(socket, (parameters) => {
      if (parameters.has('options')) {
        socket.end(errorMessage('08P01', 'unsupported startup parameter: options'))
        return
      }
      const client: Downstream = {
        socket,
        applicationName: parameters.get('application_name') ?? '',
        upstream: undefined,
        before: undefined,
        asked: 0,
        waiting: [],
      }
      const frames = framesOf()
      socket.on('data', (chunk) => frames(chunk, (type, _, whole) => ask(client, type, whole)))
      socket.on('close', () => {
        sockets.delete(socket)
        leave(client)
      })
      socket.write(welcome())
    })
  })
  const port = await listening(server)
  const url = new URL(databaseUrl)
  url.port = String(port)
  return {
    url: url.href,
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
