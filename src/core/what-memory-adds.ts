import type { Finding, FindingOf } from './finding.ts'
import type { FirstSeen, Graces } from './history-context.ts'
import type { LedgerTable } from './ledger.ts'
import type { SchemaFound } from './schema/audit-schema.ts'

/** What a monitor knows that has looked before. */
export interface AuditMemory {
  readonly graces: Graces
  readonly firstSeen: FirstSeen
  /** Findings of kind `vanished`, which no single look can see. */
  readonly vanished: readonly Finding[]
  /** What the ledger was when it was last read with any row in it. */
  readonly before?: { readonly rows: number; readonly seenAt: number } | undefined
  /** What the last full look at the schema found, for an observation that says it is unchanged. */
  readonly schema?: SchemaFound | undefined
}

/** The findings of one look, and what a monitor adds that has looked before. */
export function withMemory(
  findings: readonly Finding[],
  memory: AuditMemory | undefined,
  ledger: LedgerTable,
): Finding[] {
  const vanished = memory?.vanished ?? []
  return [
    ...findings
      .filter((finding) => !isToldBy(vanished, finding))
      .map((finding) => withRowsBefore(finding, memory)),
    ...vanished.map((gone) => withFate(gone, findings, ledger)),
  ]
}

/**
 * Whether a migration counts as not applied only because its row has vanished. That is told as what
 * it is: the advice to migrate would run it a second time.
 */
function isToldBy(vanished: readonly Finding[], finding: Finding): boolean {
  if (finding.kind !== 'pending' && finding.kind !== 'skipped') return false
  const { tag } = finding.migration
  return vanished.some((gone) => gone.kind === 'vanished' && gone.migration?.tag === tag)
}

function withRowsBefore(finding: Finding, memory: AuditMemory | undefined): Finding {
  const before = memory?.before
  return finding.kind === 'ledger-absent' && before !== undefined && before.rows > 0
    ? { ...finding, before }
    : finding
}

/** A row that is gone, with its ledger, and with what becomes of its migration now. */
function withFate(gone: Finding, findings: readonly Finding[], ledger: LedgerTable): Finding {
  if (gone.kind !== 'vanished') return gone
  const shape = gone.row.name === null ? '0.x' : '1.0'
  const fate = gone.migration && fateOf(gone.migration.tag, findings)
  return { ...gone, place: { ...ledger, shape }, ...(fate && { fate }) }
}

function fateOf(tag: string, findings: readonly Finding[]): Fate {
  const isOf = (finding: FindingOf<'pending' | 'skipped' | 'restamped'>) =>
    finding.migration.tag === tag
  if (findings.some((finding) => finding.kind === 'skipped' && isOf(finding))) return 'skipped'
  const runsAgain = findings.some(
    (finding) =>
      (finding.kind === 'pending' && isOf(finding)) ||
      (finding.kind === 'restamped' && isOf(finding) && finding.willRunAgain),
  )
  return runsAgain ? 'runs-again' : 'recorded'
}

type Fate = NonNullable<FindingOf<'vanished'>['fate']>
