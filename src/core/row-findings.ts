import type { Context } from './history-context.ts'
import { declared, type Finding, type FindingOf } from './finding.ts'
import { createdAtMs, type LedgerRow } from './ledger.ts'
import { hashOf, type MatchedRow } from './match-rows.ts'
import { type Migration, twinForm } from './migration.ts'
import { assertNever } from './never.ts'
import { isInFuture, rowProblems } from './row-problems.ts'

/** How many rows of one unknown hash a finding shows. */
const sampleSize = 5

/** What a row's match says by itself; strangers are told together, by hash. */
export function matchFindings({ row, match }: MatchedRow, context: Context): Finding[] {
  switch (match.as) {
    case 'applied':
    case 'stranger':
      return []
    case 'line-endings': {
      const { migration } = match
      const form = twinForm(migration, hashOf(row))
      const key = `line-endings:${migration.tag}`
      const facts = { key, migration: declared(migration), row }
      return form === undefined
        ? []
        : [{ kind: 'line-endings', severity: 'notice', ...facts, form }]
    }
    case 'edited': {
      const key = `hash:${hashOf(row)}`
      const facts = { key, migration: declared(match.migration), row }
      const origin = context.origin(hashOf(row))
      return [{ kind: 'edited', severity: 'critical', ...facts, ...origin }]
    }
    case 'restamped': {
      // A bad row says for itself which migration it stands for.
      if (rowProblems(row).length > 0) return []
      const facts = { key: `restamped:${row.id}`, migration: declared(match.migration), row }
      const willRunAgain = match.only && runsAgain(match.migration, context)
      const origin = context.origin(hashOf(row))
      return [{ kind: 'restamped', severity: 'warning', ...facts, willRunAgain, ...origin }]
    }
    case 'duplicate': {
      const facts = { key: `duplicate:${row.id}`, migration: declared(match.migration), row }
      return [{ kind: 'duplicate', severity: 'warning', ...facts }]
    }
    default:
      return assertNever(match)
  }
}

/** The rows that nothing explains, one finding a hash. */
export function strangerFindings(strangers: readonly LedgerRow[], context: Context): Finding[] {
  return [...Map.groupBy(strangers, hashOf)].map(([hash, group]) => {
    const key = `hash:${hash}`
    const firstSeenAt = context.firstSeen(key)
    const era = eraOf(group, context.migrations)
    const rows = group.slice(0, sampleSize)
    const facts = { key, hash, rows, count: group.length, ...context.origin(hash) }
    const inFlight =
      era === 'after' &&
      context.now - firstSeenAt < context.graces.aheadMs &&
      group.every((row) => rowProblems(row).length === 0 && !isInFuture(row, context.now))
    return inFlight
      ? { kind: 'ahead', severity: 'notice', ...facts, firstSeenAt }
      : { kind: 'unknown', severity: 'critical', ...facts, era }
  })
}

/** What is wrong with a row's values, whatever it stands for. */
export function valueFindings({ row, match }: MatchedRow, context: Context): Finding[] {
  const findings: Finding[] = []
  const problems = rowProblems(row, match.as === 'applied' ? match.migration.hash : undefined)
  if (problems.length > 0) {
    const facts = match.as === 'stranger' ? {} : { migration: declared(match.migration) }
    const key = `bad-row:${row.id}`
    findings.push({ kind: 'bad-row', key, severity: 'critical', row, problems, ...facts })
  }
  if (context.mayHoldFuture && isInFuture(row, context.now)) {
    findings.push({ kind: 'future-row', key: `future-row:${row.id}`, severity: 'critical', row })
  }
  return findings
}

/** Whether Drizzle will run a migration again that only a row with another identity records. */
function runsAgain(migration: Migration, { rule, newest }: Context): boolean {
  switch (rule) {
    case 'newer-than-newest':
      return newest === undefined || migration.when > newest.ms
    case 'not-named':
      return true
    case 'not-named-after-upgrade':
      // The upgrade falls back to the hash and names the row.
      return false
    default:
      return assertNever(rule)
  }
}

/** Where the newest of the rows stands among the declared migrations. */
function eraOf(
  rows: readonly LedgerRow[],
  migrations: readonly Migration[],
): FindingOf<'unknown'>['era'] {
  const stamps = rows.map(createdAtMs).filter((ms) => ms !== undefined)
  if (stamps.length === 0) return 'undated'
  const newest = stamps.reduce((a, b) => Math.max(a, b))
  if (migrations.every(({ when }) => newest > when)) return 'after'
  return migrations.every(({ when }) => newest < when) ? 'before' : 'within'
}
