import * as wholeDriver from '@neondatabase/serverless'
import type { NeonDriver } from '../io/neon-driver.ts'
import { compareDrivers } from './compare-drivers.ts'
import { shakeDriver } from './shake-driver.ts'

/** The driver's text to bundle, and why it is the whole one if it is. */
export interface SlimDriver {
  readonly code: string
  readonly keptBecause: string | undefined
}

/**
 * Makes Neon's driver smaller, and holds the smaller one to doing the same by running both. Where
 * it does not, as may be after an upgrade, the driver stays whole: larger, and as good.
 */
export async function slimDriver(whole: string, shake = shakeDriver): Promise<SlimDriver> {
  try {
    const slim = await shake(whole)
    const driver: unknown = await import(`data:text/javascript,${encodeURIComponent(slim)}`)
    if (!isDriver(driver)) return { code: whole, keptBecause: 'the small one has no `neon`' }
    const differing = await compareDrivers(wholeDriver, driver)
    if (differing.length === 0) return { code: slim, keptBecause: undefined }
    const because = `the small one does not do the same with ${differing.join(', ')}`
    return { code: whole, keptBecause: because }
  } catch (error) {
    // Whatever it is, it is no reason not to deploy.
    const reason = error instanceof Error ? error.message : String(error)
    return { code: whole, keptBecause: `it could not be made smaller: ${reason}` }
  }
}

function isDriver(module: unknown): module is NeonDriver {
  return (
    typeof module === 'object' &&
    module !== null &&
    'neon' in module &&
    typeof module.neon === 'function' &&
    'neonConfig' in module
  )
}
