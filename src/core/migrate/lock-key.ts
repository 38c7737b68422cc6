/**
 * The key of the advisory lock that keeps two runs of `driftwatch migrate` apart, in each database:
 * the letters `drift` as a number. Whoever migrates by other means can take it, too:
 * `SELECT pg_advisory_lock(431416239732)`.
 */
export const migrationLockKey = 431_416_239_732n
