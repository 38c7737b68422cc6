import { startLook } from '../look.ts'
import type { CheckOptions } from './tell-look.ts'

/** One look at a database, and what it comes to. */
export async function runCheck(options: CheckOptions): Promise<void> {
  const { observing, ...look } = await startLook(options)
  // What compares and tells is loaded while the database is busy.
  const [observation, { tellLook }] = await Promise.all([observing, import('./tell-look.ts')])
  await tellLook({ ...look, observation }, options)
}
