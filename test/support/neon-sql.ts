import { Client, DatabaseError } from 'pg'
import * as z from 'zod/mini'
import { databaseFailure, SqlFailure } from './neon-failure.ts'

const Query = z.object({
  query: z.string(),
  params: z.optional(z.array(z.unknown())),
  arrayMode: z.optional(z.nullable(z.boolean())),
})
type Query = z.infer<typeof Query>
const Payload = z.union([z.object({ queries: z.array(Query) }), Query])

/** What the request's `Neon-…` headers ask for. */
export interface SqlOptions {
  readonly isolationLevel: string | undefined
  readonly readOnly: boolean
  readonly deferrable: boolean
  readonly rawText: boolean
  readonly arrayMode: boolean
  readonly maxResponseBytes: number
}

/** One statement's result, in Neon's shape. */
export interface SqlResult {
  rowAsArray: boolean
  fields: readonly { readonly name: string }[]
  rows: readonly unknown[]
  command: string
  rowCount: number | null
}
export type SqlAnswer = SqlResult | { results: SqlResult[] }

const isolationLevels = new Map([
  ['ReadUncommitted', 'READ UNCOMMITTED'],
  ['ReadCommitted', 'READ COMMITTED'],
  ['RepeatableRead', 'REPEATABLE READ'],
  ['Serializable', 'SERIALIZABLE'],
])

/**
 * Runs the body of a `POST /sql` as Neon's proxy does: the extended protocol only, a transaction
 * for a batch. Throws `SqlFailure`. `onConnect` gets the backend's process id.
 */
export async function runSql(
  connection: URL,
  port: number,
  body: string,
  options: SqlOptions,
  onConnect: (pid: number) => void,
): Promise<SqlAnswer> {
  const parsed = Payload.safeParse(jsonOrUndefined(body))
  if (!parsed.success) throw new SqlFailure(400, { message: 'could not parse the request body' })
  const payload = parsed.data
  const { isolationLevel } = options
  const level = isolationLevel === undefined ? undefined : isolationLevels.get(isolationLevel)
  if (isolationLevel !== undefined && level === undefined) {
    throw new SqlFailure(400, { message: 'invalid isolation level' })
  }
  const user = decodeURIComponent(connection.username)
  const client = new Client({
    host: '127.0.0.1',
    port,
    user,
    password: decodeURIComponent(connection.password),
    database: decodeURIComponent(connection.pathname.slice(1)),
    application_name: connection.searchParams.get('application_name') ?? undefined,
    ssl: false,
  })
  // A connection that is ended from outside is reported by the query that it breaks.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const [[pid] = []] = (await run(client, { query: 'SELECT pg_backend_pid()', params: [] })).rows
    onConnect(Number(pid))
    if (!('queries' in payload)) return await answer(client, payload, options)
    const modes = [
      level && `ISOLATION LEVEL ${level}`,
      options.readOnly && 'READ ONLY',
      options.deferrable && 'DEFERRABLE',
    ].filter(Boolean)
    await client.query(`START TRANSACTION ${modes.join(' ')}`)
    const results: SqlResult[] = []
    for (const query of payload.queries) results.push(await answer(client, query, options))
    await client.query('COMMIT')
    return { results }
  } catch (error) {
    throw error instanceof DatabaseError ? databaseFailure(error, user) : error
  } finally {
    // The proxy answers as soon as it has the answer, whatever becomes of its connection.
    client.end().catch(() => undefined)
  }
}

async function answer(client: Client, query: Query, options: SqlOptions): Promise<SqlResult> {
  const { rows, fields, command, rowCount } = await run(client, query)
  if (rows.reduce((sum, row) => sum + rowBytes(row), 0) > options.maxResponseBytes) {
    const message = `response is too large (max is ${options.maxResponseBytes} bytes)`
    throw new SqlFailure(507, { message })
  }
  const rowAsArray = query.arrayMode ?? options.arrayMode
  const values = options.rawText
    ? rows
    : rows.map((row) => row.map((text, index) => jsonValue(text, fields[index]?.dataTypeID)))
  const names = fields.map(({ name }) => name)
  return {
    rowAsArray,
    fields: fields.map((field) => ({ ...field, format: 'text' })),
    rows: rowAsArray ? values : values.map((row) => asObject(names, row)),
    command,
    rowCount,
  }
}

/** A row as the object that Neon makes of it: of equal names the last one wins. */
export function asObject(names: readonly string[], row: readonly unknown[]): object {
  return Object.fromEntries(names.map((name, index) => [name, row[index]]))
}

async function run(client: Client, { query, params = [] }: Query) {
  const config = {
    text: query,
    values: params.map(parameter),
    rowMode: 'array',
    // Otherwise a text without parameters takes the simple protocol, and several statements pass.
    queryMode: 'extended',
    types: { getTypeParser: () => (text: string) => text },
  } as const
  return client.query<(string | null)[]>({ ...config, values: [...config.values] })
}

function parameter(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value
  if (!Array.isArray(value)) return JSON.stringify(value)
  return `{${value.map((item: unknown) => element(item)).join(',')}}`
}

function element(value: unknown): string {
  const text = parameter(value)
  if (text === null || Array.isArray(value)) return text ?? 'NULL'
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

/** PostgreSQL's text as JSON, by the type's OID, for requests that do not ask for raw text. */
function jsonValue(text: string | null, type: number | undefined): unknown {
  if (text === null || type === undefined) return text
  if (type === 16) return text === 't'
  if ([21, 23, 700, 701].includes(type)) return Number.isFinite(Number(text)) ? Number(text) : text
  return type === 114 || type === 3802 ? JSON.parse(text) : text
}

function rowBytes(row: readonly (string | null)[]): number {
  return row.reduce((sum, value) => sum + Buffer.byteLength(value ?? 'null') + 3, 2)
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
