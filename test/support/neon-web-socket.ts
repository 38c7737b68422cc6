import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { Client, DatabaseError } from 'pg'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import { listening } from './listening.ts'
import { errorMessage, frame, framesOf, startUpOf, welcome } from './postgres-frames.ts'

/**
 * Neon's proxy for PostgreSQL over a WebSocket, in front of a real server: it asks for the password
 * in clear text, which the driver sends along without being asked, and passes the start-up
 * parameters on.
 */
export interface NeonWebSocket {
  /** For `--import`, with this in the environment, so that the driver comes here. */
  readonly env: Readonly<Record<string, string>>
  /** How many clients were let in. */
  readonly count: () => number
  /** Breaks all connections, without a word to either side. */
  readonly cut: () => void
  readonly stop: () => void
}

const preload = new URL('./use-neon-web-socket.ts', import.meta.url).href

export async function startNeonWebSocket(databaseUrl: string): Promise<NeonWebSocket> {
  const { hostname: host, port } = new URL(databaseUrl)
  const http = createServer()
  const server = new WebSocketServer({ server: http, path: '/v2' })
  const sockets = new Set<WebSocket>()
  const upstreams = new Set<Duplex>()
  let count = 0

  async function logIn(parameters: ReadonlyMap<string, string>, password: string): Promise<Duplex> {
    const login = new Client({
      host,
      port: Number(port),
      password,
      user: parameters.get('user'),
      database: parameters.get('database'),
      application_name: parameters.get('application_name'),
      options: parameters.get('options'),
    })
    await login.connect()
    // Logs in with pg, and takes its socket.
    const { stream } = login.connection
    stream.removeAllListeners()
    return stream
  }

  async function enter(
    client: Duplex,
    parameters: ReadonlyMap<string, string>,
    password: string,
  ): Promise<Duplex | undefined> {
    try {
      return await logIn(parameters, password)
    } catch (error) {
      const code = error instanceof DatabaseError ? (error.code ?? '08006') : '08006'
      client.end(errorMessage(code, 'could not log in'))
      return undefined
    }
  }

  function join(client: Duplex, upstream: Duplex, waiting: readonly Buffer[]) {
    count += 1
    upstreams.add(upstream)
    upstream.on('error', () => undefined)
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
    client.write(welcome())
    for (const each of waiting) upstream.write(each)
    client.on('data', (chunk) => upstream.write(chunk))
    upstream.on('data', (chunk) => client.write(chunk))
  }

  server.on('connection', (webSocket) => {
    sockets.add(webSocket)
    const client: Duplex = createWebSocketStream(webSocket)
    client.on('error', () => undefined)
    startUpOf(client, (parameters, rest) => {
      const frames = framesOf()
      const waiting: Buffer[] = []
      let password: string | undefined
      const take = (chunk: Buffer) =>
        frames(chunk, (type, body, whole) => {
          if (type !== 'p' || password !== undefined) {
            waiting.push(whole)
            return
          }
          password = body.toString('utf8', 0, body.length - 1)
          void enter(client, parameters, password).then((upstream) => {
            client.off('data', take)
            return upstream && join(client, upstream, waiting)
          })
        })
      client.on('data', take)
      // AuthenticationCleartextPassword
      client.write(frame('R', Buffer.from([0, 0, 0, 3])))
      take(rest)
    })
  })
  const webPort = await listening(http)
  const cut = () => {
    for (const socket of sockets) socket.terminate()
    for (const upstream of upstreams) upstream.destroy()
  }
  return {
    env: { NODE_OPTIONS: `--import=${preload}`, NEON_WEB_SOCKET: `127.0.0.1:${webPort}/v2` },
    count: () => count,
    cut,
    stop() {
      cut()
      server.close()
      http.close()
    },
  }
}
