import type { ProofName } from '../../core/codify/proof.ts'
import type { LedgerTable } from '../../core/ledger.ts'
import type { Cluster, Embedded } from './embedded.ts'
import type { Rebuild } from './rebuild.ts'

/** A migration to be proven, and all that the proofs need. */
export interface ProofRequest {
  /** The declared schema, without rows. */
  readonly cluster: Cluster
  readonly ledger: LedgerTable
  /** The new migration's text. */
  readonly sql: string
  /** Its statements, none of them within a block of several. */
  readonly oneByOne: readonly string[]
  /** How the live schema is made again: the whole of it, and then less, where that fails. */
  readonly rebuilds: readonly Rebuild[]
  /** What differs from the catalog that is to be, in words. */
  readonly notAsGoal: (lines: readonly string[]) => readonly string[]
  /** Told of each proof before it begins. */
  readonly onProof?: (name: ProofName) => void
  /** Runs `work` with one that is closed in the end, whatever comes of it. */
  readonly withDatabase: <T>(database: Embedded, work: () => Promise<T>) => Promise<T>
}
