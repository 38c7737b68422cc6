/** Runs one SQL statement, without parameters, in one round trip; gives its rows. */
export type RunQuery = (sql: string) => Promise<readonly unknown[]>

/**
 * The rows in what a driver gives: the rows themselves, or a result that has them. Nothing else has
 * any, and then there is nothing that could be taken for an answer.
 */
export function rowsIn(result: unknown): readonly unknown[] {
  if (Array.isArray(result)) return result
  if (typeof result !== 'object' || result === null || !('rows' in result)) return []
  return Array.isArray(result.rows) ? result.rows : []
}
