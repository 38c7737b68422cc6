import { dirname, join } from 'node:path'
import { existsSync } from 'node:fs'
import { configFiles } from '../../io/drizzle-kit/config-files.ts'

/** The nearest configuration of drizzle-kit, from a folder up to the repository's root. */
export function findConfig(folder: string, root: string | undefined): string | undefined {
  const found = configFiles.map((name) => join(folder, name)).find((file) => existsSync(file))
  if (found !== undefined) return found
  const above = dirname(folder)
  return folder === root || above === folder ? undefined : findConfig(above, root)
}
