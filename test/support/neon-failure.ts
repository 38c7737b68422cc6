import { type DatabaseError, escapeLiteral } from 'pg'

/** An answer with another status than 200; the body is Neon's error JSON. */
export class SqlFailure extends Error {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(String(body.message))
    this.status = status
    this.body = { message: null, ...emptyBody, ...body }
  }
}

const emptyBody = {
  code: '',
  detail: null,
  hint: null,
  position: null,
  internalPosition: null,
  internalQuery: null,
  severity: '',
  where: null,
  table: null,
  column: null,
  schema: null,
  dataType: null,
  constraint: null,
  file: null,
  line: null,
  routine: null,
} as const

/** The answer to what PostgreSQL refused. */
export function databaseFailure(error: DatabaseError, user: string): SqlFailure {
  // The proxy checks passwords itself, and so knows no SQLSTATE for a wrong one.
  if (error.code === '28P01') {
    const message = `password authentication failed for user ${escapeLiteral(user)}`
    return new SqlFailure(400, { message })
  }
  const { message, code, severity, detail, hint, position, where, table, column, schema } = error
  const { internalPosition, internalQuery, dataType, constraint, file, line, routine } = error
  const first = { message, code, severity, detail, hint, position, internalPosition, internalQuery }
  const rest = { where, table, column, schema, dataType, constraint, file, line, routine }
  return new SqlFailure(400, Object.fromEntries(present({ ...first, ...rest })))
}

function present(fields: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(fields).filter(([, value]) => value !== undefined)
}
