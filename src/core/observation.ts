import type { LedgerReading } from './ledger.ts'

/** Why a target could not be read, as a person would say it. */
export const causes = [
  'unreachable',
  'asleep',
  'timeout',
  'locked',
  'wrong-password',
  'no-database',
  'no-permission',
  'quota',
  'busy',
  'malformed',
  'too-large',
  'too-few-tables',
  'manifest',
  'settings',
  'unexpected',
] as const
export type Cause = (typeof causes)[number]

/** Causes that lie with the monitor itself: waiting does not mend them. */
export function isOwnFault(cause: Cause): boolean {
  return cause === 'manifest' || cause === 'settings'
}

/** What a read brought back of the live schema. */
export type SchemaReading =
  | {
      readonly status: 'read'
      /** Changes when the schema does; means nothing in another database. Only if asked for. */
      readonly digest?: string
      /** The catalog's text: sorted lines. */
      readonly lines: string
      /** How many objects the lines leave out, by reason. */
      readonly leftOut: string
    }
  /** What the last full look found still holds. */
  | { readonly status: 'unchanged'; readonly digest: string }

/** What a complete read of one database brought back: everything from one snapshot. */
export interface Reading {
  readonly status: 'read'
  readonly ledger: LedgerReading
  /** `undefined` where it was not asked for. */
  readonly schema?: SchemaReading | undefined
  /** PostgreSQL's own version text, such as `17.5`. */
  readonly serverVersion: string
}

/** A read that brought back nothing that may be relied on. */
export interface Unreadable {
  readonly status: 'unreadable'
  readonly cause: Cause
  /** What failed and what to do; holds no secret, no host and no text of the server's. */
  readonly message: string
}

/** What one read of a target brought back, or why it could not be read. */
export type Observation = Reading | Unreadable
