import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import { UserError } from '../errors.ts'
import type { Connection } from '../connection-string.ts'

/** How to encrypt: tried in this order, the second only where the server has no TLS. */
export type TlsPlan = readonly [first: Tls, second?: Tls]
type Tls = false | ConnectionOptions

/**
 * What `sslmode` and `sslrootcert` mean to libpq, so that a connection string does here what it
 * does in psql: https://www.postgresql.org/docs/current/libpq-ssl.html. Throws a `UserError`.
 */
export async function tlsPlan({ parameters }: Connection): Promise<TlsPlan> {
  const mode = parameters.get('sslmode') ?? 'prefer'
  const root = parameters.get('sslrootcert')
  // `system` is the list of authorities that Node uses by itself.
  const trust = root === undefined || root === 'system' ? {} : { ca: await certificate(root) }
  // Encrypted, and open to whoever can stand in between.
  const unverified = { rejectUnauthorized: false }
  switch (mode) {
    case 'disable':
      return [false]
    case 'allow':
    case 'prefer':
      return [unverified, false]
    case 'require':
      return root === undefined ? [unverified] : [{ ...trust, ...anyName }]
    case 'verify-ca':
      return [{ ...trust, ...anyName }]
    case 'verify-full':
      return [trust]
    default:
      throw new UserError(
        'The connection string has an sslmode that PostgreSQL does not know: use disable, prefer, require, verify-ca or verify-full.',
      )
  }
}

/** The certificate may be for another host, as long as a trusted authority signed it. */
const anyName = { checkServerIdentity: () => undefined }

async function certificate(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new UserError(
      'The file that sslrootcert of the connection string names cannot be read: check the path.',
    )
  })
}
