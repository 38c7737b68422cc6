import { startLook } from '../look.ts'
import type { CheckOptions } from './tell-look.ts'

/** One look at a database, and what it comes to. */
export async function runCheck(options: CheckOptions): Promise<void> {
  const { observing, ...look } = await startLook(options)
  // While the database is busy, what compares and tells is loaded, and what it most likely asks.
  const { prepareToTell, tellLook } = await import('./tell-look.ts')
  prepareToTell(look.manifest)
  await tellLook({ ...look, observation: await observing }, options)
}
