import type { Server } from 'node:net'

/** Lets a server listen on 127.0.0.1, on a port that is free; gives the port. */
export async function listening(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
