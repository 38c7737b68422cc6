import type { Finding } from './finding.ts'
import { severities } from './severity.ts'
import { createdAtMs, type LedgerRow } from './ledger.ts'
import type { Migration } from './migration.ts'
import { assertNever } from './never.ts'
import { objectName } from './schema/ignore-rule.ts'

/**
 * The findings in the one order in which they are always told: the ledger as a whole, the history
 * from its start, then rows that belong to no migration by created_at, then the schema's objects,
 * then exceptions.
 */
export function inOneOrder(
  findings: readonly Finding[],
  migrations: readonly Migration[],
): Finding[] {
  // Nearly always there is nothing to order, and then the history need not be gone through.
  if (findings.length < 2) return [...findings]
  const position = new Map(migrations.map(({ tag }, index) => [tag, index]))
  return findings
    .map((finding) => ({ finding, place: placeOf(finding, position) }))
    .toSorted((a, b) => comparePlaces(a.place, b.place))
    .map(({ finding }) => finding)
}

type Place = readonly [group: number, position: number, severity: number, name: string]

function placeOf(finding: Finding, position: ReadonlyMap<string, number>): Place {
  const worstFirst = -severities.indexOf(finding.severity)
  const ofMigration = (tag: string): Place => [1, position.get(tag) ?? 0, worstFirst, finding.key]
  const ofRow = (row: LedgerRow | undefined): Place => {
    const ms = row === undefined ? undefined : createdAtMs(row)
    return [2, ms ?? -Infinity, worstFirst, finding.key]
  }
  switch (finding.kind) {
    case 'ledger-absent':
      return [0, 0, worstFirst, finding.key]
    case 'pending':
    case 'skipped':
    case 'edited':
    case 'line-endings':
    case 'restamped':
    case 'duplicate':
      return ofMigration(finding.migration.tag)
    case 'bad-row':
    case 'vanished':
      return finding.migration ? ofMigration(finding.migration.tag) : ofRow(finding.row)
    case 'future-row':
      return ofRow(finding.row)
    case 'unknown':
    case 'ahead':
      return ofRow(finding.rows[0])
    case 'lacking':
    case 'changed':
    case 'extra':
      // Objects have an order of their own: a table comes before its parts.
      return [3, 0, 0, `${objectName(finding.object)} ${finding.key}`]
    case 'allowance-unused':
    case 'allowance-expired':
    case 'rule-unused':
    case 'rule-expired':
      return [4, 0, worstFirst, finding.key]
    default:
      return assertNever(finding)
  }
}

function comparePlaces(a: Place, b: Place): number {
  for (const index of [0, 1, 2] as const) {
    // Subtraction would make NaN of two infinities.
    if (a[index] !== b[index]) return a[index] < b[index] ? -1 : 1
  }
  return a[3] < b[3] ? -1 : a[3] > b[3] ? 1 : 0
}
