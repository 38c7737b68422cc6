import { createServer } from 'node:net'

/** A port of 127.0.0.1 that nobody else can take. */
export interface HeldPort {
  readonly port: number
  /** Lets go of it, for a program of ours that comes up at once. */
  readonly release: () => Promise<void>
}

/** What wrangler dev uses, so that people look there. */
export const usualPort = 8787

/** Holds the usual port if nobody has it, or one that is free. */
export async function holdPort(): Promise<HeldPort> {
  const held = (await tryToHold(usualPort)) ?? (await tryToHold(0))
  if (held === undefined) throw new Error('there is no free port')
  return held
}

async function tryToHold(wanted: number): Promise<HeldPort | undefined> {
  const server = createServer((socket) => socket.destroy())
  const { promise, resolve } = Promise.withResolvers<boolean>()
  server.once('error', () => resolve(false)).listen(wanted, '127.0.0.1', () => resolve(true))
  const address = (await promise) ? server.address() : null
  if (address === null || typeof address === 'string') return undefined
  return {
    port: address.port,
    async release() {
      if (!server.listening) return
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      await closed.promise
    },
  }
}
