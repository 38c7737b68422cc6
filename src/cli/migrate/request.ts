import type { TableName } from '../../core/migrate/compare-tables.ts'
import type { Holder } from '../../core/migrate/holder.ts'
import type { BegunRun } from '../../core/migrate/run.ts'
import type { LedgerTable } from '../../core/ledger.ts'
import type { Exceptions } from '../../io/allowances.ts'
import type { Connection } from '../../io/connection-string.ts'
import type { Driver } from '../../io/migrate/migrator.ts'
import type { Probe } from '../../io/migrate/probe.ts'
import type { Entry } from '../../io/process/ask-child.ts'

/** What a controlled run was asked to do. */
export interface MigrateRequest {
  readonly migrations: string
  readonly name: string
  readonly ledger: LedgerTable
  readonly connection: Connection
  readonly exceptions: Exceptions
  readonly driver?: Driver | undefined
  /** How long the migrator waits for a lock; as usual unless given. */
  readonly lockTimeoutMs?: number | undefined
  readonly preludes: readonly string[]
  readonly untouched: readonly TableName[]
  readonly probes: readonly Probe[]
  readonly probeMayBeRed: boolean
  /** For the probes; empty where there is none. */
  readonly token: string
  readonly dryRun: boolean
  /** Who runs it. */
  readonly actor: string
}

/** Where the migrations run before they run for good, by the names that `--rehearse` takes. */
export const rehearsePlaces = ['embedded', 'neon-branch', 'none'] as const
export type Rehearse = (typeof rehearsePlaces)[number]

/** The steps of a run, in their order. */
export const steps = [
  'lock',
  'look',
  'rehearse',
  'decide',
  'probe',
  'checksum',
  'look again',
  'migrate',
  'read the ledger',
  'look at the schema',
  'checksum again',
  'probe again',
  'write the proof',
] as const
export type Step = (typeof steps)[number]

/** What a run does besides its work. */
export interface Effects {
  /** Keeps what is known before the migrator starts. What it throws ends the run there. */
  readonly begins: (begun: BegunRun) => Promise<void>
  /** Told as each step begins. What it throws ends the run there. */
  readonly reached: (step: Step) => void
  /** Told of those for whose lock the migrator waits. */
  readonly blocked: (holders: readonly Holder[]) => void
  /** Aborted where somebody asks the run to end. */
  readonly signal: AbortSignal
  /** By which the migrator's process is started. */
  readonly entry: Entry
}
