import { randomBytes } from 'node:crypto'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { escapeIdentifier } from 'pg'
import type { Postgres } from './postgres.ts'

/** Copies of one database, each under a host of its own and the same name, as branches are. */
export interface Copies {
  /** Makes a copy; gives its host. */
  readonly make: () => Promise<string>
  readonly stop: () => Promise<void>
}

/**
 * The copies are of the moment when this is called, as PostgreSQL copies no database that somebody
 * is connected to. Needs Linux, where all of 127.0.0.0/8 is this machine.
 */
export async function startCopies(postgres: Postgres, url: string): Promise<Copies> {
  const snapshot = await copyOf(postgres, new URL(url).pathname.slice(1))
  const servers: Server[] = []
  return {
    async make() {
      const database = await copyOf(postgres, snapshot)
      const server = createServer((client) => {
        const upstream = connect(postgres.port, '127.0.0.1')
        for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
        client.on('close', () => upstream.destroy())
        upstream.pipe(client)
        withDatabase(client, upstream, database)
      })
      const host = `127.0.0.${2 + servers.push(server)}`
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      server.once('error', reject)
      server.listen(postgres.port, host, resolve)
      await promise
      return host
    },
    async stop() {
      for (const server of servers) server.close()
    },
  }
}

async function copyOf(postgres: Postgres, database: string): Promise<string> {
  const name = `copy_${randomBytes(6).toString('hex')}`
  const names = [name, database].map((each) => escapeIdentifier(each))
  await postgres.query(`CREATE DATABASE ${names.join(' TEMPLATE ')} STRATEGY file_copy`)
  return name
}

/** Everything but the start-up message asks for something else than a database. */
const notStartUp = new Set([80_877_102, 80_877_103, 80_877_104])

/** Passes on what a client sends, with another database in its start-up message. */
function withDatabase(client: Socket, upstream: Socket, database: string): void {
  let waiting = Buffer.alloc(0)
  const take = (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
    while (waiting.length >= 8 && waiting.length >= waiting.readUInt32BE(0)) {
      const length = waiting.readUInt32BE(0)
      const message = waiting.subarray(0, length)
      waiting = waiting.subarray(length)
      if (notStartUp.has(message.readUInt32BE(4))) {
        upstream.write(message)
        continue
      }
      const words = message.subarray(8).toString('utf8').split('\0')
      words[words.indexOf('database') + 1] = database
      const body = Buffer.from(words.join('\0'))
      const head = Buffer.alloc(8)
      head.writeUInt32BE(body.length + 8, 0)
      message.copy(head, 4, 4, 8)
      upstream.write(Buffer.concat([head, body, waiting]))
      client.off('data', take)
      client.pipe(upstream)
      return
    }
  }
  client.on('data', take)
}
