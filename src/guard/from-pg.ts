import { rowsIn, type RunQuery } from './run-query.ts'

/** What is used of a `Client` or `Pool`, and what all that is built like them has, too. */
export interface PgLike {
  query(text: string): PromiseLike<unknown>
}

/**
 * For `pg`, by a `Pool`, a connected `Client` or a client of a pool; for the `Pool` and `Client` of
 * `@neondatabase/serverless`; and for PGlite.
 */
export function fromPg(clientOrPool: PgLike): RunQuery {
  return async (sql) => rowsIn(await clientOrPool.query(sql))
}
