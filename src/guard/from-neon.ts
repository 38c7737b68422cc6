import { rowsIn, type RunQuery } from './run-query.ts'

/** What is used of the function that `neon()` gives. */
export interface NeonLike {
  query(text: string): PromiseLike<unknown>
}

/** For `@neondatabase/serverless` over HTTP: what `neon(url)` gives, with whatever options. */
export function fromNeon(sql: NeonLike): RunQuery {
  return async (text) => rowsIn(await sql.query(text))
}
