/** The proofs of a migration, each run in an embedded PostgreSQL. */
export const proofNames = ['from-empty', 'on-live', 'twice', 'with-rows'] as const
export type ProofName = (typeof proofNames)[number]

/** What came of one proof. */
export interface Proof {
  readonly name: ProofName
  /** What was done and seen, each a whole sentence. */
  readonly said: readonly string[]
  /** Why it does not hold, each a whole sentence; empty where it does. */
  readonly failed: readonly string[]
  /** The statement that failed, where it was one. */
  readonly statement?: string | undefined
}

export function holds({ failed }: Proof): boolean {
  return failed.length === 0
}
