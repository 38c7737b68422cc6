import type { LedgerTable } from '../../core/ledger.ts'
import type { DeclaredSchema } from '../../core/schema/declared-schema.ts'
import type { ReplayFault } from '../../io/replay/replay-error.ts'
import type { Script } from '../../io/script.ts'

export interface RehearsalRequest {
  /** All of the history: first what is applied, then what is pending. */
  readonly scripts: readonly Script[]
  readonly applied: number
  readonly ledger: LedgerTable
  readonly preludes: readonly Script[]
}

/** What came of it: the schema after each migration, or what PostgreSQL says of one that fails. */
export type Rehearsed =
  | { readonly done: true; readonly schema: DeclaredSchema }
  | {
      readonly done: false
      readonly script: Script
      readonly fault: ReplayFault
      /** Whether it is one of those that are about to run. */
      readonly isPending: boolean
    }
