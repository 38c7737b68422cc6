import { rowsIn, type RunQuery } from './run-query.ts'

/** What is used of the function that `postgres()` gives. */
export interface PostgresLike {
  unsafe(text: string): PromiseLike<unknown>
}

/** For postgres.js: what `postgres(url)` gives. */
export function fromPostgres(sql: PostgresLike): RunQuery {
  // Unsafe is a text that could hold somebody's input; the statement of the guard holds none.
  return async (text) => rowsIn(await sql.unsafe(text))
}
