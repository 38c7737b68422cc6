import type { Allowance } from './allowance.ts'
import { compareHistory } from './compare-history.ts'
import type { FirstSeen, Graces } from './history-context.ts'
import { inOneOrder } from './finding-order.ts'
import { type Finding, isAtLeast, type Severity } from './finding.ts'
import type { Manifest } from './manifest.ts'
import type { Observation } from './observation.ts'
import type { Verdict } from './verdict.ts'
import { withMemory } from './what-memory-adds.ts'

export interface AuditInput {
  readonly target: string
  /** `null` where none could be read; the observation then says why. */
  readonly manifest: Manifest | null
  readonly observation: Observation
  readonly allowances: readonly Allowance[]
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What only a monitor has: it has looked before. */
  readonly memory?: AuditMemory
  /** The least severity that counts as drift. */
  readonly failOn?: Severity
}

export interface AuditMemory {
  readonly graces: Graces
  readonly firstSeen: FirstSeen
  /** Findings of kind `vanished`, which no single look can see. */
  readonly vanished: readonly Finding[]
  /** What the ledger was when it was last read with any row in it. */
  readonly before?: { readonly rows: number; readonly seenAt: number } | undefined
}

/** The verdict on one observation of a target. Never stops at the first finding. */
export function audit(input: AuditInput): Verdict {
  const { target, manifest, observation, now, memory, failOn = 'warning' } = input
  const about = {
    target,
    manifest: manifest && { name: manifest.name, digest: manifest.digest },
    checkedAt: new Date(now).toISOString(),
  }
  const schema = manifest?.schema ?? { covered: false, because: 'no manifest could be read' }
  const history = manifest?.migrations.length ?? 0
  if (observation.status === 'unreadable' || manifest === null) {
    const { cause, message } =
      observation.status === 'unreadable'
        ? observation
        : ({ cause: 'manifest', message: 'No manifest could be read.' } as const)
    return {
      status: 'unreadable',
      ...about,
      counts: { critical: 0, warning: 0, notice: 0, history, ledger: 0, allowed: 0 },
      findings: [],
      coverage: { ledger: 'not-read', schema },
      unreadable: { cause, message },
    }
  }
  const { ledger } = observation
  const compared = compareHistory({
    manifest,
    ledger,
    allowances: input.allowances,
    now,
    graces: memory?.graces,
    firstSeen: memory?.firstSeen,
  })
  const findings = inOneOrder(
    withMemory(compared.findings, memory, manifest.ledger),
    manifest.migrations,
  )
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length
  return {
    status: findings.some(({ severity }) => isAtLeast(severity, failOn)) ? 'drifted' : 'in-sync',
    ...about,
    counts: {
      critical: count('critical'),
      warning: count('warning'),
      notice: count('notice'),
      history,
      ledger: ledger.found ? ledger.rows.length : 0,
      allowed: compared.allowed.length,
    },
    findings,
    coverage: { ledger: 'read', schema },
  }
}
