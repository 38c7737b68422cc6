import type { Finding } from '../../core/finding.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { ObjectCheck } from '../../core/migrate/compare-objects.ts'
import type { Looked } from './look.ts'
import type { Prepared } from './prepare.ts'
import type { Effects, MigrateRequest } from './request.ts'

/** A run as it would be on the database itself. */
export interface CopyRequest {
  readonly request: MigrateRequest
  readonly effects: Effects
  readonly prepared: Prepared
  /** With the schema that the rehearsal in an empty database made. */
  readonly manifest: Manifest
  readonly applied: number
  readonly looked: Looked
}

/** What came of running the pending migrations on a copy of the database, with its rows. */
export type CopyRehearsed =
  | { readonly as: 'expected' }
  /** Drizzle or PostgreSQL refused; `words` are theirs. */
  | { readonly as: 'failed'; readonly words: string }
  /** Objects that are not as an empty database has them, or findings that are new. */
  | {
      readonly as: 'different'
      readonly objects: readonly ObjectCheck[]
      readonly findings: readonly Finding[]
    }
