import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'

/** Messages of PostgreSQL's protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */

export function frame(type: string, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body)
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeUInt32BE(bytes.length + 4, 1)
  return Buffer.concat([head, bytes])
}

export function errorMessage(code: string, words: string): Buffer {
  return frame('E', `SFATAL\0VFATAL\0C${code}\0M${words}\0\0`)
}

/** What a server says once it lets a client in. */
export function welcome(): Buffer {
  return Buffer.concat([
    frame('R', Buffer.alloc(4)),
    frame('S', 'server_version\x0017.0\0'),
    frame('S', 'client_encoding\0UTF8\0'),
    frame('S', 'standard_conforming_strings\0on\0'),
    // A key of its own, which cancels nothing.
    frame('K', randomBytes(8)),
    frame('Z', 'I'),
  ])
}

type OnFrame = (type: string, body: Buffer, whole: Buffer) => void

/** Cuts a stream into messages. */
export function framesOf(): (chunk: Buffer, onFrame: OnFrame) => void {
  let rest = Buffer.alloc(0)
  return (chunk, onFrame) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
      const end = rest.readUInt32BE(1) + 1
      const whole = rest.subarray(0, end)
      rest = rest.subarray(end)
      onFrame(whole.toString('latin1', 0, 1), whole.subarray(5), whole)
    }
  }
}

const version3 = 196_608
const cancel = 80_877_102

/** Reads a client's first messages, and gives what it sent behind them; says no to encryption. */
export function startUpOf(
  socket: Duplex,
  onStart: (parameters: ReadonlyMap<string, string>, rest: Buffer) => void,
): void {
  let rest = Buffer.alloc(0)
  const take = (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 8 && rest.length >= rest.readUInt32BE(0)) {
      const message = rest.subarray(0, rest.readUInt32BE(0))
      rest = rest.subarray(message.length)
      const code = message.readUInt32BE(4)
      if (code === cancel) {
        socket.end()
        return
      }
      if (code !== version3) {
        socket.write('N')
        continue
      }
      socket.off('data', take)
      const words: readonly string[] = message.toString('utf8', 8).split('\0')
      const pairs = words.flatMap((word, at) => {
        const value = words[at + 1]
        return at % 2 === 0 && word !== '' && value !== undefined ? [[word, value] as const] : []
      })
      onStart(new Map(pairs), rest)
      return
    }
  }
  socket.on('data', take)
}
