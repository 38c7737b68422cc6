import type { Place } from './finding.ts'
import type { LedgerRow } from './ledger.ts'
import type { Manifest } from './manifest.ts'
import type { Origin } from './origin.ts'

/** How long a state is borne that a deploy in flight explains. */
export interface Graces {
  readonly pendingMs: number
  readonly aheadMs: number
}

export type FirstSeen = (key: string) => number | undefined

/** What the rules of this history and ledger have in common, and the time at which they are asked. */
export interface Context {
  readonly now: number
  readonly graces: Graces
  readonly firstSeen: (key: string) => number
  readonly migrations: Manifest['migrations']
  /** What is known of a hash that no declared migration has, to go into its finding. */
  readonly origin: (hash: string) => { readonly origin?: Origin }
  /** What a migration must be newer than for Drizzle 0.x to run it; 1.0 has no such row. */
  readonly newest: { readonly row: LedgerRow; readonly ms: number } | undefined
  /** Where the row of a migration that is not applied would stand. */
  readonly place: Place
  readonly ledgerIsEmpty: boolean
  /** Whether a row may be later than now, which only Drizzle 0.x minds; only the newest is asked. */
  readonly mayHoldFuture: boolean
  /** 1.0 runs again what the ledger does not name. */
  readonly rule: 'newer-than-newest' | 'not-named' | 'not-named-after-upgrade'
}
