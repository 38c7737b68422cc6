import type { Severity } from '../../core/finding.ts'
import type { CheckFormat } from '../formats.ts'
import { type LookOptions, startLook } from '../look.ts'

/** The options of `check`, as commander gives them. */
export interface CheckOptions extends LookOptions {
  readonly format: CheckFormat
  readonly failOn: Severity
  readonly color?: boolean
}

/** One look at a database, and what it comes to. */
export async function runCheck(options: CheckOptions): Promise<void> {
  const { observing, ...look } = await startLook(options)
  // What compares and tells is loaded while the database is busy.
  const [observation, { tellLook }] = await Promise.all([observing, import('./tell-look.ts')])
  await tellLook({ ...look, observation }, options)
}
