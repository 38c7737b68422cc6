import type { Verdict } from '../core/verdict.ts'

/**
 * The database is not what the manifest declares, or nobody could tell. The message is for a log:
 * it says what is wrong and what to do next, and holds no secret and no host.
 */
export class DriftError extends Error {
  override readonly name = 'DriftError'
  // Private, since Node prints the members of an error that nobody catches, and logs would be full.
  readonly #verdict: Verdict

  constructor(message: string, verdict: Verdict) {
    super(message)
    this.#verdict = verdict
  }

  /** With all findings, as `driftwatch check --format json` gives it. */
  get verdict(): Verdict {
    return this.#verdict
  }
}
