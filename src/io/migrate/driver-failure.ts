import type { Driver } from './migrator.ts'

/** Drizzle names the statement, and what caused it says why: in this order, the cause first. */
export function wordsOf(error: unknown): string {
  const messages: string[] = []
  for (const cause of causesOf(error)) {
    const code = codeOf(cause)
    const message = textOf(cause, 'message')
    if (message !== '' || code !== '') messages.push(code === '' ? message : `${message} (${code})`)
  }
  const words =
    messages.length === 0 ? [`The driver says no more than ${nameOf(error)}.`] : messages
  return words.toReversed().join('\n').slice(0, 4000)
}

/** Whether it is what `lock_timeout` makes of a statement that waits. */
export function isLockTimeout(error: unknown): boolean {
  // `lock_not_available`; with NOWAIT in a statement, PostgreSQL speaks of no timeout.
  return causesOf(error).some(
    (cause) => codeOf(cause) === '55P03' && /timeout/i.test(textOf(cause, 'message')),
  )
}

/**
 * Why the migrator is not let in where Driftwatch itself was: the same connection string does not
 * mean the same to every driver. What has a host or an address in it is not quoted.
 */
export function wordsOfConnecting(error: unknown, driver: Driver, href: string): string {
  const mode = new URL(href).searchParams.get('sslmode')
  const all = causesOf(error).map((cause) => `${textOf(cause, 'message')} ${codeOf(cause)}`)
  const said = all.join('\n')
  const known = reasons.find(({ words }) => words.test(said))
  const start = `${driver} could not connect, though Driftwatch itself could, so nothing was run.`
  // The event of a WebSocket that was not opened holds no word.
  const isSilent = said.trim() === '' && driver === 'neon-serverless'
  const otherwise = isSilent
    ? 'The WebSocket could not be opened: is the host one of Neon, and does this machine reach it with HTTPS?'
    : `It says: ${wordsOf(error)}`
  return `${start} ${known?.means(driver, mode) ?? otherwise}`
}

const reasons: readonly {
  readonly words: RegExp
  readonly means: (driver: Driver, mode: string | null) => string
}[] = [
  {
    words: /no encryption|SSL off|SSL connection is required|connection is insecure/i,
    means: (driver) =>
      `The server lets in only who encrypts, and ${driver} encrypts only where the connection string says so, while Driftwatch does wherever the server can. Add sslmode=require to the connection string.`,
  },
  {
    words: /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|self.signed certificate/,
    means: (driver, mode) =>
      `It does not trust the server's certificate: with sslmode=${mode ?? 'require'}, ${driver} checks it against the authorities and the host, which psql and Driftwatch do only with verify-full. Name the authority's file in NODE_EXTRA_CA_CERTS; or, with pg, add uselibpqcompat=true to the connection string, and it is not checked there either.`,
  },
  {
    words: /does not support SSL/i,
    means: (driver, mode) =>
      `The server has no encryption, and ${driver} insists on it with sslmode=${mode ?? 'require'}, where psql and Driftwatch go on without. Write sslmode=disable where that is right.`,
  },
]

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = []
  for (let cause = error; cause !== undefined && cause !== null; cause = memberOf(cause, 'cause')) {
    if (causes.includes(cause)) break
    causes.push(cause)
    // Of a WebSocket, which fails with an event; and of a host with two addresses.
    const inner = memberOf(cause, 'error') ?? firstOf(memberOf(cause, 'errors'))
    if (inner instanceof Error) causes.push(inner)
  }
  return causes
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined
}

function textOf(value: unknown, name: string): string {
  const text = memberOf(value, name)
  return typeof text === 'string' ? text : ''
}

function codeOf(value: unknown): string {
  return textOf(value, 'code')
}

function nameOf(value: unknown): string {
  return value instanceof Object ? value.constructor.name : typeof value
}
