import { ReadError, type ReadFailure } from './read-error.ts'

const locked: Omit<ReadFailure, 'sqlState'> = {
  reason: 'locked',
  message:
    'The ledger is locked, as it is while a migration changes it. It is read again at the next check; if it stays so, look for a stuck migration in `pg_stat_activity`.',
  // What is read waits for no lock for long, so that no migration waits for it.
  again: 'at-once',
}

const failures: Readonly<Record<string, Omit<ReadFailure, 'sqlState'>>> = {
  '28P01': {
    reason: 'wrong-password',
    message:
      'The database refused the user name or the password. Put the current connection string into the setting that holds it.',
    again: 'never',
  },
  '28000': {
    reason: 'wrong-password',
    message:
      'The database does not let this user in from here. Check the user name, and what the server allows (pg_hba.conf).',
    again: 'never',
  },
  '3D000': {
    reason: 'no-database',
    message:
      'The server has no database of the name in the connection string. Check its last part: `/database`.',
    again: 'never',
  },
  '42501': {
    reason: 'no-permission',
    message:
      'The role may not read what it needs: CONNECT on the database, USAGE on the schema and SELECT on the ledger.',
    again: 'never',
  },
  '55P03': locked,
  // A deadlock, of which PostgreSQL ended this side.
  '40P01': locked,
  '57014': {
    reason: 'timeout',
    message:
      'The database did not finish a read of milliseconds within 5 s. Look for what keeps it busy in `pg_stat_activity`.',
    again: 'later',
  },
  '53300': {
    reason: 'busy',
    message:
      'The database has no connection left. Raise the limit of its connections, or look for who holds them in `pg_stat_activity`.',
    again: 'at-once',
  },
  '25006': {
    reason: 'unexpected',
    message:
      'Something tried to write to the database, and Driftwatch only reads. Nothing was changed.',
    again: 'never',
  },
  // Internal errors. What is read here meets them where DDL runs at the same time: `cache lookup
  // failed`, since PostgreSQL describes objects as they are now, and finds them as they were. The
  // message, which could tell that from damage, is foreign text; a second try tells it as well.
  XX000: {
    reason: 'unexpected',
    message:
      'PostgreSQL came upon something of its own that it could not find, with the error code XX000, as happens while a migration runs. It is read again at the next check; if it stays so, its own log says more.',
    again: 'at-once',
  },
}

const startingOrStopping: Omit<ReadFailure, 'sqlState'> = {
  reason: 'unreachable',
  message:
    'The database was starting or stopping and dropped the connection. If it stays so, look at its state where it is hosted.',
  again: 'at-once',
}

/** What a refusal means, by its SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function sqlStateError(sqlState: string): ReadError {
  const isConnection = sqlState.startsWith('08') || ['57P01', '57P02', '57P03'].includes(sqlState)
  const failure = isConnection ? startingOrStopping : failures[sqlState]
  if (failure !== undefined) return new ReadError({ ...failure, sqlState })
  return new ReadError({
    reason: 'unexpected',
    message: `PostgreSQL refused to be read, with the error code ${sqlState}. Its own log says more.`,
    again: 'never',
    sqlState,
  })
}

/** Whether a text is an SQLSTATE, and so may be shown. */
export function isSqlState(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9A-Z]{5}$/.test(text)
}
