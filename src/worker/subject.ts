import type { Graces } from '../core/history-context.ts'
import type { AlertPolicy } from '../core/incident/policy.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Exceptions } from '../io/allowances.ts'

/** What a target is held against, and when people are told. */
export interface Subject extends Exceptions {
  readonly target: string
  readonly manifest: Manifest | null
  readonly graces: Graces
  readonly policy: AlertPolicy
}
