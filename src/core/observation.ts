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
  'manifest',
  'settings',
  'unexpected',
] as const
export type Cause = (typeof causes)[number]

/** Causes that lie with the monitor itself: waiting does not mend them. */
export function isOwnFault(cause: Cause): boolean {
  return cause === 'manifest' || cause === 'settings'
}

/** What a complete read of one database brought back: everything from one snapshot. */
export interface Reading {
  readonly status: 'read'
  readonly ledger: LedgerReading
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
