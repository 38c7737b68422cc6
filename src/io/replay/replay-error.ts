import { UserError } from '../errors.ts'
import type { Script } from '../script.ts'
import type { SqlFailure } from './replay-database.ts'
import type { FailedPiece } from './split-statements.ts'

/** What a person should see of a script that cannot be replayed. */
export interface ReplayFault {
  /** From 1. */
  readonly line: number
  /** What PostgreSQL says, each a line. */
  readonly said: readonly string[]
  /** The statement, or a part of it, indented. */
  readonly shown: readonly string[]
  /** What usually helps. */
  readonly wayOut: string
}

/** What PostgreSQL says of a script, and of which line. */
export function replayFault({ sql }: Script, { piece, failure }: FailedPiece): ReplayFault {
  const first = piece.start + piece.sql.length - piece.sql.trimStart().length
  const fault = failure.position === undefined ? first : piece.start + Number(failure.position) - 1
  const lineOf = (index: number) => sql.slice(0, index).split('\n').length
  return {
    line: lineOf(fault),
    said: [failure.message, failure.detail, failure.hint].filter((text) => text !== undefined),
    shown: shown(piece.sql.trim(), lineOf(fault) - lineOf(first)),
    wayOut: wayOut(failure),
  }
}

/** Where a script cannot be replayed, what PostgreSQL says of it, and what usually helps. */
export function replayError(script: Script, failed: FailedPiece): UserError {
  const fault = replayFault(script, failed)
  return new UserError(
    [
      `${script.file} cannot be replayed, so nothing was written. PostgreSQL says of line ${fault.line}:`,
      ...fault.said.map((text) => `  ${text}`),
      ...fault.shown,
      fault.wayOut,
      'With --ledger-only the manifest is made without the schema.',
    ].join('\n'),
  )
}

/** So that a function of 300 lines does not fill the terminal. */
const shownLines = 8
const shownWidth = 76

/** The lines of a statement; of a long one, those up to where the fault is. */
function shown(sql: string, faultLine: number): string[] {
  const lines = sql.split(/\r?\n/)
  const from = Math.max(0, Math.min(faultLine - 4, lines.length - shownLines))
  const window = lines.slice(from, from + shownLines).map((line) => {
    const text = line.replaceAll('\t', '  ')
    return text.length > shownWidth ? `${text.slice(0, shownWidth - 1)}…` : text
  })
  return [
    ...(from > 0 ? ['…'] : []),
    ...window,
    ...(from + shownLines < lines.length ? ['…'] : []),
  ].map((line) => `    ${line}`)
}

function wayOut({ code, message }: SqlFailure): string {
  return (
    hints.find(({ codes, words }) => codes.includes(code) && (words?.test(message) ?? true))
      ?.hint ?? general
  )
}

const general =
  'A database that ran these migrations has had something that an empty one has not: give the SQL that makes it with --prelude FILE, or name a PostgreSQL that has it with --replay-on URL.'

const provided = (what: string) =>
  `${what} comes from the host, and not from the migrations: make it in a file of SQL, and give that with --prelude FILE.`

/** By what PostgreSQL says: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const hints: readonly {
  readonly codes: readonly string[]
  readonly words?: RegExp
  readonly hint: string
}[] = [
  { codes: ['42704'], words: /^role /, hint: provided('The role') },
  {
    codes: ['3F000'],
    words: /"(auth|storage|realtime|extensions|vault|neon_auth)"/,
    hint: provided('The schema'),
  },
  {
    codes: ['0A000', '58P01', '22023'],
    words: /extension/,
    hint: 'The PostgreSQL of the replay does not have this extension. Replay on one that has it with --replay-on URL, or let a --prelude FILE stand in for what is used of it.',
  },
  {
    codes: ['42P07', '42710', '42701', '42P06', '42723'],
    hint: 'The migrations before this one make it already, so this history is not what made your databases: look for a migration that was copied, squashed or generated twice.',
  },
  {
    codes: ['42P01', '42703', '42883', '42704', '3F000'],
    hint: 'No migration before this one makes it. Where the host provides it, or somebody made it by hand, give the SQL that makes it with --prelude FILE.',
  },
  {
    codes: ['23502', '23503', '23505', '23514', 'P0001', 'P0002'],
    hint: 'The migration may need rows that only your databases have: a replay begins with none.',
  },
  {
    codes: ['25001', '2D000'],
    hint: 'Drizzle runs all that is pending in one transaction, and PostgreSQL does not run this in one. Write it without CONCURRENTLY; or run it by hand, and let `driftwatch record` mark its migration as applied.',
  },
  {
    codes: ['55P04'],
    hint: 'Drizzle runs all that is pending in one transaction, in which a new value of an enum cannot be used yet. Let the migration that adds it run first, in a deploy of its own, and then the one that uses it.',
  },
  { codes: ['57014'], hint: 'Drizzle cannot run it either: write its rows as INSERT.' },
  {
    codes: ['42601'],
    words: /\uFEFF/,
    hint: 'The file begins with a byte order mark, which is no SQL. Save it as UTF-8 without one.',
  },
  {
    codes: ['42601'],
    hint: 'This is no SQL that PostgreSQL 18 takes. Where it is what your databases ran, replay on their version with --replay-on URL.',
  },
]
