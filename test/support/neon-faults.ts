import type { ServerResponse } from 'node:http'
import { reset } from './local-server.ts'
import { SqlFailure } from './neon-failure.ts'
import { asObject, type SqlAnswer, type SqlResult } from './neon-sql.ts'

/** What goes wrong with one request. */
type Fault =
  /** An answer in place of the database's. */
  | {
      readonly answer: string | Buffer
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The database's own answer, spoilt. */
  | { readonly change: (answer: SqlAnswer) => string }
  /** Something below HTTP; `json` is the database's own answer. */
  | { readonly socket: (response: ServerResponse, json: string) => void }

const html = '<!doctype html><html><body><h1>Sign in to continue</h1></body></html>'
const json = { 'content-type': 'application/json' } as const
const page = { 'content-type': 'text/html' } as const

function text(status: number, answer: string): Fault {
  return { status, answer, headers: { 'content-type': 'text/plain' } }
}

/** What the proxy itself says, in the shape of a database error; it knows no SQLSTATE. */
function proxyError(status: number, message: string, fields: object = {}): Fault {
  const { body } = new SqlFailure(status, { message, ...fields })
  return { status, answer: JSON.stringify(body), headers: json }
}

function sqlError(code: string, message: string, severity = 'ERROR'): Fault {
  return proxyError(400, message, { code, severity })
}

function results(answer: SqlAnswer): SqlResult[] {
  return 'results' in answer ? answer.results : [answer]
}

function changeLast(change: (last: SqlResult) => SqlResult) {
  return (answer: SqlAnswer) => {
    const last = results(answer).at(-1)
    const changed = last === undefined ? [] : [change(last)]
    return JSON.stringify({ results: [...results(answer).slice(0, -1), ...changed] })
  }
}

const permits =
  'Failed to acquire permit to connect to the database. Too many database connection attempts are currently ongoing.'
const quota = 'Your account or project has exceeded the compute time quota. Upgrade your plan.'
const hostile = "secret-from-the-server's-own-words"

/** Every way in which Neon, or what stands before it, fails. Refused, DNS and TLS are the server's. */
export const neonFaults = {
  'reset-before': { socket: reset },
  'reset-mid-headers': {
    socket(response) {
      response.socket?.write('HTTP/1.1 200 OK\r\ncontent-ty', () => reset(response))
    },
  },
  'reset-mid-body': {
    socket(response, answer) {
      response.writeHead(200, { ...json, 'content-length': answer.length + 1000 })
      response.write(answer.slice(0, answer.length / 2), () => reset(response))
    },
  },
  'hang-before-headers': { socket: () => undefined },
  'hang-mid-body': {
    socket(response, answer) {
      response.writeHead(200, json).write(answer.slice(0, answer.length / 2))
    },
  },
  // The flag invites to try again, in vain.
  'http-402': proxyError(402, quota, { 'neon:retryable': true }),
  'http-402-text': text(402, 'Payment Required'),
  'http-403': text(403, 'Forbidden'),
  'http-404': text(404, 'Not Found'),
  'http-413': proxyError(413, 'request is too large (max is 10485760 bytes)'),
  'http-429': text(429, 'Too Many Requests'),
  'http-500': text(500, hostile),
  'control-plane': proxyError(500, 'Control plane request failed'),
  permits: proxyError(500, permits),
  'quota-as-500': proxyError(500, quota),
  'http-502': { status: 502, answer: html, headers: page },
  'http-503': text(503, 'Service Unavailable'),
  'http-504': text(504, 'Gateway Timeout'),
  'http-507': proxyError(507, 'response is too large (max is 10485760 bytes)'),
  'wrong-password': proxyError(400, "password authentication failed for user 'secret-user'"),
  'sql-28P01': sqlError('28P01', 'password authentication failed for user "secret-user"', 'FATAL'),
  'sql-3D000': sqlError('3D000', 'database "secret-db" does not exist', 'FATAL'),
  'sql-42501': sqlError('42501', 'permission denied for table secret_table'),
  'sql-42P01': sqlError('42P01', 'relation "secret.table" does not exist'),
  'sql-3F000': sqlError('3F000', 'schema "secret" does not exist'),
  'sql-57014': sqlError('57014', 'canceling statement due to statement timeout'),
  'sql-55P03': sqlError('55P03', 'canceling statement due to lock timeout'),
  'sql-53300': sqlError('53300', 'sorry, too many clients already', 'FATAL'),
  'sql-57P01': sqlError('57P01', 'terminating connection due to administrator command', 'FATAL'),
  'sql-57P03': sqlError('57P03', 'the database system is starting up', 'FATAL'),
  'sql-08006': sqlError('08006', hostile, 'FATAL'),
  'sql-XX000': sqlError('XX000', hostile),
  'endpoint-disabled': proxyError(400, 'The endpoint is disabled. Enable it using the API.'),
  'endpoint-unknown': proxyError(400, 'The requested endpoint could not be found.'),
  'address-refused': proxyError(
    400,
    'This IP address 192.0.2.1 is not allowed to connect to this endpoint. Please add it to the allowed list.',
  ),
  '400-html': { status: 400, answer: html, headers: page },
  '200-html': { status: 200, answer: html, headers: page },
  '200-empty': { status: 200, answer: '', headers: json },
  '204': { status: 204, answer: '' },
  '200-object': { status: 200, answer: '{}', headers: json },
  '200-null': { status: 200, answer: 'null', headers: json },
  '301': {
    status: 301,
    answer: '',
    headers: { location: 'http://127.0.0.1:9/secret-elsewhere' },
  },
  'short-by-one': { change: (answer) => JSON.stringify({ results: results(answer).slice(0, -1) }) },
  'fewer-rows': { change: changeLast((last) => ({ ...last, rows: last.rows.slice(1) })) },
  'rows-as-objects': {
    change: changeLast((last) => {
      const names = last.fields.map(({ name }) => name)
      const rows = last.rows.map((row) => (Array.isArray(row) ? asObject(names, row) : row))
      return { ...last, rows }
    }),
  },
  'numbers-for-text': {
    change: changeLast((last) => ({ ...last, rows: last.rows.map(() => [1, 2, 3, 4]) })),
  },
  'no-fields': { change: () => JSON.stringify({ results: [{}, {}, {}, {}] }) },
  'truncated-json': {
    change(answer) {
      const whole = JSON.stringify(answer)
      return whole.slice(0, whole.length / 2)
    },
  },
  'gzip-garbage': {
    status: 200,
    answer: Buffer.from('1f8b0800deadbeef', 'hex'),
    headers: { ...json, 'content-encoding': 'gzip' },
  },
  '60-megabytes': {
    socket(response) {
      response.writeHead(200, json)
      const piece = Buffer.alloc(1024 * 1024, ' ')
      let left = 60
      const more = () => {
        while (left > 0 && !response.destroyed) {
          left -= 1
          if (!response.write(piece)) return
        }
        if (!response.writableEnded) response.end('{"results":[]}')
      }
      response.on('drain', more)
      more()
    },
  },
} as const satisfies Readonly<Record<string, Fault>>

export type NeonFault = keyof typeof neonFaults

/** The fault by its name, as one of its three kinds. */
export function faultOf(name: NeonFault): Fault {
  return neonFaults[name]
}
