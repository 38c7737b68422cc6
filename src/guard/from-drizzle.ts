import { rowsIn, type RunQuery } from './run-query.ts'

/** What is used of a Drizzle database, of 0.x and of 1.0 alike. */
export interface DrizzleLike {
  execute(sql: string): PromiseLike<unknown>
}

/** For what `drizzle()` gives, over whichever driver for PostgreSQL. */
export function fromDrizzle(db: DrizzleLike): RunQuery {
  return async (sql) => rowsIn(await db.execute(sql))
}
