import { connectionStringProblem } from './connection-string-problem.ts'
import { UserError } from './errors.ts'

/** Where a database is and how to be let in; every part is decoded. */
export interface Connection {
  /** The whole connection string, trimmed. A secret. */
  readonly href: string
  /** In lower case; an IPv6 address without its brackets. */
  readonly host: string
  readonly port: number
  readonly user: string
  /** `undefined` where there is none, as with trust or a password file; Neon always has one. */
  readonly password: string | undefined
  readonly database: string
  /** Whether SQL over HTTP is spoken there. */
  readonly isNeon: boolean
  /** What stands behind the `?`, such as `sslmode`. */
  readonly parameters: ReadonlyMap<string, string>
}

export interface ConnectionStringOptions {
  /** Endings such as `.neon.tech`. Where given, no other host is taken, and these are Neon's. */
  readonly allowedHosts?: readonly string[]
}

const neonHosts = ['.neon.tech'] as const

/**
 * Parses a `postgresql://user:password@host/database` URL. White space around it is dropped: a line
 * break gets in wherever a secret is piped, and belongs to none. Throws a `UserError` that says what
 * is wrong and what to do, calls the setting by `name`, and shows no part of the text.
 */
export function parseConnectionString(
  text: string | undefined,
  name: string,
  options: ConnectionStringOptions = {},
): Connection {
  const href = (text ?? '').trim()
  const fail = (problem: string) => new UserError(`${name} ${problem}`)
  const parts = shape.exec(href)?.groups
  const problem = connectionStringProblem(href, parts)
  if (problem !== undefined || parts === undefined) {
    throw fail(problem ?? `is not a PostgreSQL connection string: use ${form}`)
  }

  const decoded = (key: string, what: string) => {
    const value = decode(parts[key] ?? '')
    if (value !== undefined) return value
    throw fail(`has a % in its ${what} that starts no percent-encoding: write a % itself as %25`)
  }
  const user = decoded('user', 'user name')
  const password = decoded('password', 'password')
  const database = decoded('database', 'database name')
  const host = (parts['host'] ?? '').toLowerCase().replaceAll(/^\[|\]$/g, '')
  const endings = options.allowedHosts ?? neonHosts
  const isNeon = endings.some((ending) => host.endsWith(ending))

  if (options.allowedHosts !== undefined && !isNeon) {
    throw fail(
      `has a host that does not end in ${endings.join(' or ')}: only Neon can be read here`,
    )
  }
  if (isNeon && password === '') {
    throw fail(`has no password: use ${form}, as the Neon console shows it under "Connect"`)
  }
  return {
    href,
    host,
    port: Number(parts['port'] ?? '5432'),
    user,
    password: password === '' ? undefined : password,
    database,
    isNeon,
    parameters: new Map(new URLSearchParams(parts['query'] ?? '')),
  }
}

const form = '`postgresql://user:password@host/database`'

/** Stricter than a URL parser, which lets a raw `#`, `/`, `?` or `@` of a password end it early. */
const shape =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^:/?#@\s]*)(?::(?<password>[^/?#@\s]*))?@)?(?<host>\[[\da-f:.]+\]|[\w.-]*)(?::(?<port>\d{1,5}))?(?:\/(?<database>[^/?#@\s]*))?(?:\?(?<query>[^#\s]*))?$/i

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
