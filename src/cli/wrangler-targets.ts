import * as z from 'zod/mini'
import { UserError } from '../io/errors.ts'
import type { BundleTarget } from './bundle-problems.ts'
import { codeOf } from '../io/files/read-file.ts'

const Targets = z.array(z.object({ name: z.string(), manifest: z.optional(z.string()) }))

/**
 * The targets in `[vars]` of wrangler's configuration; `undefined` where there is no configuration,
 * and where wrangler is not installed. Throws a `UserError` where either cannot be understood.
 */
export async function readWranglerTargets(about: {
  readonly config?: string | undefined
  readonly env?: string | undefined
}): Promise<readonly BundleTarget[] | undefined> {
  const vars = await readVars(about)
  const targets = vars?.['TARGETS']
  if (targets === undefined) return undefined
  const parsed = Targets.safeParse(targets)
  if (!parsed.success) {
    throw new UserError(
      'TARGETS in the configuration of wrangler must be a list of tables with a name, such as [[vars.TARGETS]] name = "production".',
    )
  }
  return parsed.data.map(({ name, manifest = name }) => ({ name, manifest }))
}

async function readVars(about: {
  readonly config?: string | undefined
  readonly env?: string | undefined
}): Promise<Readonly<Record<string, unknown>> | undefined> {
  const wrangler = await import('wrangler').catch((error: unknown) => {
    if (codeOf(error) === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  })
  if (wrangler === undefined) return undefined
  try {
    const config = wrangler.unstable_readConfig(about, { hideWarnings: true })
    return config.configPath === undefined ? undefined : config.vars
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError(`The configuration of wrangler cannot be read: ${reason}`)
  }
}
