import type { DeclaredMigration, Finding } from '../../core/finding.ts'
import type { LedgerShape } from '../../core/ledger.ts'
import type { Holder } from '../../core/migrate/holder.ts'
import type { ProbeSeen } from '../../core/migrate/judge.ts'
import type { Run, RunFacts } from '../../core/migrate/run.ts'
import type { Verdict } from '../../core/verdict.ts'
import type { CopyRehearsed } from './copy.ts'
import type { Rehearsed } from './rehearsed.ts'

/** A probe that was asked before the run. */
export interface ProbeBefore {
  /** As it may be shown: without host and query. */
  readonly name: string
  readonly url: string
  readonly expect: number
  readonly before: ProbeSeen
}

/** What a controlled run came to. Only of `ran` can anything in the database have changed. */
export type Outcome =
  /** Somebody else has the lock, or the migrator of an earlier run is still at it. */
  | { readonly status: 'locked'; readonly holders: readonly Holder[]; readonly by: 'run' | 'rest' }
  /** Nothing is pending, and nothing differs. */
  | { readonly status: 'nothing'; readonly verdict: Verdict }
  /** The database differs in more than in what is pending. */
  | {
      readonly status: 'refused'
      readonly findings: readonly Finding[]
      /** Whether it was as it should be only a moment before. */
      readonly hasMoved: boolean
      readonly shape: LedgerShape
      readonly history: readonly DeclaredMigration[]
    }
  | { readonly status: 'not-rehearsed'; readonly rehearsed: Extract<Rehearsed, { done: false }> }
  /** It does not go on a copy of the database as it does in an empty one. */
  | {
      readonly status: 'not-on-copy'
      readonly copy: Exclude<CopyRehearsed, { as: 'expected' }>
    }
  | { readonly status: 'red'; readonly probes: readonly ProbeBefore[] }
  | {
      readonly status: 'planned'
      readonly facts: RunFacts
      readonly probes: readonly ProbeBefore[]
    }
  | { readonly status: 'ran'; readonly run: Run }
