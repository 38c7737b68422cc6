import type { RowProblem } from './finding.ts'
import { createdAtMs, type LedgerRow } from './ledger.ts'
import type { MigrationHash } from './migration.ts'

/** Below this, a created_at is seconds: as milliseconds it would be before September 2001. */
const earliestMs = 1_000_000_000_000

/** A clock may be this much ahead of ours before a row counts as written in the future. */
const clockSkewMs = 5 * 60 * 1000

/**
 * What cannot be right about a row's own values, whatever the history declares; `declaredHash`, if
 * there is one, is right.
 */
export function rowProblems(row: LedgerRow, declaredHash?: MigrationHash): RowProblem[] {
  const problems: RowProblem[] = []
  const ms = createdAtMs(row)
  if (row.createdAt === null) problems.push('created-at-null')
  else if (ms === undefined || ms < 0 || !Number.isSafeInteger(ms)) {
    problems.push('created-at-not-milliseconds')
  } else if (ms < earliestMs) problems.push('created-at-in-seconds')
  if (row.hash !== declaredHash && !/^[0-9a-f]{64}$/.test(row.hash)) {
    problems.push('hash-not-sha256')
  }
  return problems
}

/** Whether Drizzle 0.x will skip all that is generated from now until the row's created_at. */
export function isInFuture(row: LedgerRow, now: number): boolean {
  return (createdAtMs(row) ?? 0) > now + clockSkewMs
}

/**
 * The row that Drizzle 0.x compares with, as `ORDER BY created_at DESC LIMIT 1` gives it. There
 * NULL comes first and counts as 0, so that every migration runs again.
 */
export function newestRow(rows: readonly LedgerRow[]): { row: LedgerRow; ms: number } | undefined {
  let newest: { row: LedgerRow; ms: number } | undefined
  for (const row of rows) {
    if (row.createdAt === null) return { row, ms: 0 }
    const ms = createdAtMs(row)
    if (ms !== undefined && (newest === undefined || ms > newest.ms)) newest = { row, ms }
  }
  return newest
}
