import type { Manifest } from '../core/manifest.ts'
import type { Observation } from '../core/observation.ts'
import { parseConnectionString } from '../io/connection-string.ts'
import { UserError } from '../io/errors.ts'
import { neonBatch } from '../io/neon.ts'
import { type KnownSchema, readTarget } from '../io/read-target.ts'
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
  schema?: KnownSchema,
): Promise<Observation> {
  if (databaseUrl === undefined) {
    return { status: 'unreadable', cause: 'settings', message: notSet(secret) }
  }
  const { promise: late, resolve } = Promise.withResolvers<Observation>()
  let isFullLook = false
  const wanted = schema && {
    isKnown: (...about: Parameters<KnownSchema['isKnown']>) => {
      isFullLook = !schema.isKnown(...about)
      return !isFullLook
    },
  }
  const giveUp = () => resolve(isFullLook ? schemaTooLate : tooLate)
  const timer = setTimeout(giveUp, patience.readMs)
  try {
    const connection = parseConnectionString(databaseUrl, secret, { allowedHosts })
    const run = neonBatch(connection, { endpoint: neonEndpoint, ...patience.neon })
    return await Promise.race([readTarget(run, ledger, wanted), late])
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { status: 'unreadable', cause: 'settings', message: error.message }
  } finally {
    clearTimeout(timer)
  }
}

/** Each answer may have come in time, and all of them together too late. */
const tooLate: Observation = {
  status: 'unreadable',
  cause: 'timeout',
  message:
    'The database answered too slowly to be read in time. It is read again at the next check.',
}

const schemaTooLate: Observation = {
  ...tooLate,
  message:
    'The ledger was read, and there was no time left for the schema. It is read again at the next check; if it stays so, `schema = false` in TARGETS leaves it out.',
}
