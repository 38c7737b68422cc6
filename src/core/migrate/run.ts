import type { DeclaredMigration } from '../finding.ts'
import type { LedgerTable } from '../ledger.ts'
import type { Manifest } from '../manifest.ts'
import type { WholeRow } from './compare-rows.ts'
import { isUntouched, type TableCheck } from './compare-tables.ts'
import { type Evidence, judge, type Judged, type ProbeCheck } from './judge.ts'
import type { FailedStatement } from './failure.ts'
import type { Holder } from './holder.ts'
import type { State } from './state.ts'

/** What of a run is known before its migrator starts: who, what, where, and with which versions. */
export interface RunFacts {
  readonly manifest: Pick<Manifest, 'name' | 'digest' | 'git' | 'source' | 'layout'>
  readonly ledger: LedgerTable
  readonly database: string
  readonly actor: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly versions: {
    readonly driftwatch: string
    readonly node: string
    readonly postgres: string
    readonly drizzle: string
    readonly driver: string
  }
  readonly pending: readonly DeclaredMigration[]
  /** Where it was rehearsed, and how long that took; nothing where it was not. */
  readonly rehearsed: { readonly where: string; readonly ms: number } | undefined
  /** Objects of the pending migrations that were there before, just as they make them. */
  readonly alreadyThere: readonly string[]
  /** Objects that the pending migrations drop, and that were gone before. */
  readonly alreadyGone: readonly string[]
  /** Of the rows that an allowance accepts. */
  readonly allowedIds: readonly string[]
}

/** All that is known as the migrator is about to start: what is left of a run that is killed then. */
export interface BegunRun {
  readonly facts: RunFacts
  readonly rows: readonly WholeRow[]
  readonly tables: readonly Omit<TableCheck, 'after'>[]
  readonly probes: readonly Omit<ProbeCheck, 'after'>[]
}

/** How the migrator ended, and how long it took where it said so. */
export type Ended =
  | { readonly how: 'done'; readonly ms: number }
  | {
      readonly how: 'failed'
      readonly words: string
      readonly statement?: FailedStatement
      /** Where it waited for a lock in vain: who was seen to hold it. */
      readonly lockHeldBy?: readonly Holder[]
      readonly ms: number
    }
  | { readonly how: 'ended' | 'stopped'; readonly words: string; readonly ms: number }

/** A run whose migrator was started. */
export interface Run {
  readonly facts: RunFacts
  /** The pending ones whose files end the migrator's one transaction by themselves, as by COMMIT. */
  readonly endsTransaction: readonly string[]
  readonly ended: Ended
  readonly state: State
  /** Or why it could not be had. */
  readonly evidence: Evidence | { readonly because: string }
  /** Milliseconds since the epoch. */
  readonly endedAt: number
}

/** Whether the migrator has done what it is for, or says so. */
export function isThrough({ ended, state }: Pick<Run, 'ended' | 'state'>): boolean {
  return state.status === 'applied' || ended.how === 'done'
}

/** The tables that were to stay as they are, and did not. */
export function differingTables({ evidence }: Pick<Run, 'evidence'>): readonly TableCheck[] {
  return 'because' in evidence ? [] : evidence.tables.filter((table) => !isUntouched(table))
}

/** The verdict on a run. Where it is through and could not be looked at, that is PARTIAL at best. */
export function verdictOf(run: Run): Judged['verdict'] {
  if (!isThrough(run)) return 'FAIL'
  const { evidence, state } = run
  if (!('because' in evidence)) return judge(evidence).verdict
  return state.status === 'applied' ? 'PARTIAL' : 'FAIL'
}
