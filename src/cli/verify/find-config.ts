import { dirname, join } from 'node:path'
import { existsSync } from 'node:fs'

/** The names under which drizzle-kit looks for its configuration. */
const names = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map((end) => `drizzle.config.${end}`)

/** The nearest configuration of drizzle-kit, from a folder up to the repository's root. */
export function findConfig(folder: string, root: string | undefined): string | undefined {
  const found = names.map((name) => join(folder, name)).find((file) => existsSync(file))
  if (found !== undefined) return found
  const above = dirname(folder)
  return folder === root || above === folder ? undefined : findConfig(above, root)
}
