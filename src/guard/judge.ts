import type { Allowance } from '../core/allowance.ts'
import { compareHistory } from '../core/compare-history.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Observation } from '../core/observation.ts'
import { readVerdict, unreadableVerdict } from '../core/verdict-of.ts'
import type { Verdict } from '../core/verdict.ts'

export interface Judged {
  readonly manifest: Manifest
  readonly observation: Observation
  readonly allowances: readonly Allowance[]
  readonly newer: 'refuse' | 'accept'
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The verdict on what was read of a ledger. */
export function judge({ manifest, observation, allowances, newer, now }: Judged): Verdict {
  const about = { target: manifest.name, manifest, now }
  if (observation.status === 'unreadable') return unreadableVerdict(about, observation)
  const { ledger } = observation
  const { findings, allowed } = compareHistory({
    manifest,
    ledger,
    allowances,
    now,
    // A row newer than all that is declared is `ahead` while its grace runs, and then `unknown`.
    graces: { pendingMs: 0, aheadMs: newer === 'accept' ? Infinity : 0 },
  })
  return readVerdict({
    ...about,
    ledger,
    // About the allowances themselves, which are no reason not to start.
    findings: findings.filter(({ kind }) => !kind.startsWith('allowance-')),
    allowed: allowed.length,
    coverage: { covered: false, because: 'the guard looks at the ledger alone' },
  })
}
