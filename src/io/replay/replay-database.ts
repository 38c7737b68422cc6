import * as z from 'zod/mini'

/** A PostgreSQL with one session, in which a history is replayed. */
export interface ReplayDatabase {
  /** Runs SQL of any number of statements in one simple query, as Drizzle does. */
  readonly run: (sql: string) => Promise<void>
  /** As `run`; gives the one value of the last statement that has any. */
  readonly ask: (sql: string) => Promise<string | null>
  /** Ends it, and leaves nothing of it behind. Can be called at any time, and again. */
  readonly close: () => Promise<void>
}

/** What PostgreSQL says of a statement that failed. */
export interface SqlFailure {
  /** The SQLSTATE, such as `42P01`. */
  readonly code: string
  readonly message: string
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  /** Of the character in the SQL that was sent, from 1. */
  readonly position?: string | undefined
  /** What it is about, where PostgreSQL says that: of errors of integrity constraints it does. */
  readonly schema?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly constraint?: string | undefined
}

const SqlFailure = z.object({
  code: z.string().check(z.regex(/^[0-9A-Z]{5}$/)),
  message: z.string(),
  detail: z.optional(z.string()),
  hint: z.optional(z.string()),
  position: z.optional(z.string()),
  schema: z.optional(z.string()),
  table: z.optional(z.string()),
  column: z.optional(z.string()),
  constraint: z.optional(z.string()),
})

/** What PostgreSQL said, in the error of either driver; any other error is thrown on. */
export function sqlFailure(error: unknown): SqlFailure {
  const parsed = SqlFailure.safeParse(error)
  if (parsed.success) return parsed.data
  throw error
}

/** A text as an SQL literal. Pinned settings have standard_conforming_strings on. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
