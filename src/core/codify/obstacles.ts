import type { Finding, FindingKind } from '../finding.ts'

/** Findings of the ledger that are settled first: until then nobody knows what the folder makes. */
const settledFirst: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'pending',
  'skipped',
  'edited',
  'restamped',
  'unknown',
  'ahead',
  'bad-row',
  'ledger-absent',
])

/** What keeps a hand fix from becoming the next migration. */
export function obstaclesIn(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ kind }) => settledFirst.has(kind))
}
