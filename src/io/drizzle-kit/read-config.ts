import { existsSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import * as z from 'zod/mini'
import { configFiles } from './config-files.ts'
import { isRecord, loadModule } from './load-module.ts'

/** What drizzle-kit is told in a project, as far as it matters here. */
export interface DrizzleConfig {
  /** The folder that it writes to, relative to the project. */
  readonly out: string | undefined
  /** The module with the tables, where there is just one. */
  readonly schema: string | undefined
  /** `schema.table`, where one of them is not Drizzle's own. */
  readonly ledger: string | undefined
}

const Shape = z.looseObject({
  dialect: z.optional(z.string()),
  out: z.optional(z.string()),
  schema: z.optional(z.union([z.string(), z.array(z.string())])),
  migrations: z.optional(
    z.looseObject({ table: z.optional(z.string()), schema: z.optional(z.string()) }),
  ),
})

/**
 * Loads the configuration of drizzle-kit in the current folder, as code where it is code. What
 * cannot be loaded is told in a whole sentence, and is no error.
 */
export async function readDrizzleConfig(): Promise<{
  readonly config: DrizzleConfig | undefined
  readonly warnings: readonly string[]
}> {
  const file = configFiles.find((name) => existsSync(name))
  if (file === undefined) return { config: undefined, warnings: [] }
  const without = (why: string, wayOut = '') => ({
    config: undefined,
    warnings: [
      `${file} ${why}, so it is not known which migrations, schema and ledger it names.${wayOut}`,
    ],
  })
  let loaded: unknown
  try {
    const module = await loadModule(resolve(file))
    loaded = 'default' in module ? module['default'] : module
  } catch (error) {
    const [words = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return without(
      `could not be loaded (${words})`,
      ' If it reads environment variables, set them to any value, and run this again.',
    )
  }
  const parsed = Shape.safeParse(isRecord(loaded) ? loaded : undefined)
  if (!parsed.success) return without('holds no configuration of drizzle-kit')
  const { dialect = 'postgresql', out = 'drizzle', schema, migrations } = parsed.data
  if (dialect !== 'postgresql') return without(`is for ${dialect}, and Driftwatch for PostgreSQL`)
  const { schema: ledgerSchema = 'drizzle', table = '__drizzle_migrations' } = migrations ?? {}
  const ledger = `${ledgerSchema}.${table}`
  const only = typeof schema === 'string' ? schema : schema?.length === 1 ? schema[0] : undefined
  return {
    config: {
      out: inProject(out),
      schema: only === undefined || /[*?{]/.test(only) ? undefined : inProject(only),
      ledger: ledger === 'drizzle.__drizzle_migrations' ? undefined : ledger,
    },
    warnings: [],
  }
}

/** A path as people write it in a configuration: relative to the project, with `/`. */
function inProject(path: string): string {
  return relative('.', path).split(sep).join('/') || '.'
}
