import type { Manifest } from '../core/manifest.ts'
import type { Observation } from '../core/observation.ts'
import { parseConnectionString } from '../io/connection-string.ts'
import { UserError } from '../io/errors.ts'
import { neonBatch } from '../io/neon.ts'
import { readTarget } from '../io/read-target.ts'
import { patience } from './patience.ts'
import type { Settings } from './settings.ts'
import { notSet, type TargetSettings } from './target-settings.ts'

/** The only hosts that a Worker connects to. */
const allowedHosts = ['.neon.tech']

/** One look at a target's database. Never throws for what the setting, the way or the answer is. */
export async function observe(
  { databaseUrl, secret }: TargetSettings,
  { ledger }: Pick<Manifest, 'ledger'>,
  { neonEndpoint }: Pick<Settings, 'neonEndpoint'>,
): Promise<Observation> {
  if (databaseUrl === undefined) {
    return { status: 'unreadable', cause: 'settings', message: notSet(secret) }
  }
  try {
    const connection = parseConnectionString(databaseUrl, secret, { allowedHosts })
    const run = neonBatch(connection, { endpoint: neonEndpoint, ...patience.neon })
    return await readTarget(run, ledger)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { status: 'unreadable', cause: 'settings', message: error.message }
  }
}
