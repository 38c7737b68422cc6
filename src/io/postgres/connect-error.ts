import { DatabaseError } from 'pg'
import { ReadError } from '../read-error.ts'
import { isSqlState, sqlStateError } from '../sql-state.ts'

/** What a failure of pg's means, by its codes and pg's own words; quotes none of it. */
export function postgresError(error: unknown): ReadError {
  if (error instanceof DatabaseError && isSqlState(error.code)) return sqlStateError(error.code)
  const code = codeOf(error)
  const words = error instanceof Error ? error.message : ''
  const known = failures.find(({ codes, text }) => codes?.test(code) ?? text?.test(words))
  return known?.error() ?? unreachable('The connection to the database broke.', 'at-once')
}

/** Whether a server said that it has no TLS, which `sslmode=prefer` does not mind. */
export function hasNoTls(error: unknown): boolean {
  return error instanceof Error && noTls.test(error.message)
}

const noTls = /does not support SSL/i

const failures: readonly {
  readonly codes?: RegExp
  readonly text?: RegExp
  readonly error: () => ReadError
}[] = [
  {
    codes: /^(ENOTFOUND|EAI_\w+)$/,
    error: () =>
      unreachable('The name of the host in the connection string is not known. Check it.', 'later'),
  },
  {
    codes: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/,
    error: () =>
      unreachable(
        'Nothing answers at the host and port of the connection string. Check them, and that the server runs and lets this machine in.',
        'at-once',
      ),
  },
  {
    codes: /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/,
    error: () =>
      unreachable(
        "The server's TLS certificate is not trusted, or is for another host. Give its authority with sslrootcert, or choose another sslmode.",
        'never',
      ),
  },
  {
    text: noTls,
    error: () =>
      unreachable(
        'The server has no TLS, and the sslmode of the connection string asks for it.',
        'never',
      ),
  },
  {
    text: /client password must be a (non-empty )?string/i,
    error: () =>
      new ReadError({
        reason: 'wrong-password',
        message: 'The server asks for a password, and the connection string has none.',
        again: 'never',
      }),
  },
  {
    text: /^timeout expired/,
    error: () =>
      unreachable(
        'The database did not let us in in time. Check the host, and what stands before it.',
        'at-once',
      ),
  },
  {
    text: /^Query read timeout/,
    error: () =>
      new ReadError({
        reason: 'timeout',
        message:
          'The database did not finish a read of milliseconds in time. Look for what keeps it busy in `pg_stat_activity`.',
        again: 'later',
      }),
  },
]

function unreachable(message: string, again: 'at-once' | 'later' | 'never'): ReadError {
  return new ReadError({ reason: 'unreachable', message, again })
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const isCoded = error instanceof Error && 'code' in error
  return isCoded && typeof error.code === 'string' ? error.code : ''
}
