import type { Tick } from '../core/incident/transitions.ts'
import type { TargetState } from '../core/target-report.ts'
import type { Verdict } from '../core/verdict.ts'

/** What one check came to, as far as the cron has to know. */
export interface CheckResult {
  readonly verdict: Verdict
  /** Whether the database was read completely, as the heartbeat asks. */
  readonly complete: boolean
  /** Whether it changed nothing, being not newer than one before. */
  readonly late: boolean
  readonly state: TargetState
}

/** The remote face of a target's object. */
export interface TargetObject extends Rpc.DurableObjectBranded {
  check(target: string, tick: Tick): Promise<CheckResult>
}
