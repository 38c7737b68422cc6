import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { freePort } from './free-port.ts'

export interface LocalServer {
  readonly port: number
  /** `http://127.0.0.1:<port>`, without a path. */
  readonly origin: string
  /** Refuses connections, and drops those that are open. */
  readonly close: () => Promise<void>
  /** Listens again, on the same port. */
  readonly open: () => Promise<void>
}

/** An HTTP server on 127.0.0.1 whose handler may fail as rudely as the world does. */
export async function startLocalServer(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    // A client that has gone leaves nothing to answer; any other failure is a bug of the double.
    response.on('error', () => response.destroy())
    handle(request, response).catch((error: unknown) => {
      response
        .writeHead(599, { 'content-type': 'text/plain' })
        .end(`local server: ${String(error)}`)
    })
  })
  const port = await freePort()
  const open = async () => {
    if (server.listening) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
    await promise
  }
  const close = async () => {
    if (!server.listening) return
    const { promise, resolve } = Promise.withResolvers<void>()
    server.close(() => resolve())
    server.closeAllConnections()
    await promise
  }
  await open()
  return { port, origin: `http://127.0.0.1:${port}`, close, open }
}

/** The whole body, or `null` where it is longer than `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size <= maxBytes) chunks.push(bytes)
  }
  return size > maxBytes ? null : Buffer.concat(chunks).toString('utf8')
}

/** Ends the connection with a reset (RST), as a crashed peer or a firewall does. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}
