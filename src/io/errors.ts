import type { Cause } from '../core/observation.ts'

/** The reader can mend it: printed without a stack. Says what is wrong, with what, and the way out. */
export class UserError extends Error {
  override readonly name = 'UserError'
}

/**
 * Something outside failed: a database, Slack, git. The message is in our own words and holds no
 * secret, no host and nothing that the other side said.
 */
export class OutsideError extends Error {
  override readonly name = 'OutsideError'
  /** What went wrong, as a person would sort it. */
  readonly reason: Cause
  /** Whether another try, later and unchanged, can help. */
  readonly retry: boolean

  constructor(message: string, facts: { readonly reason: Cause; readonly retry: boolean }) {
    super(message)
    this.reason = facts.reason
    this.retry = facts.retry
  }
}
