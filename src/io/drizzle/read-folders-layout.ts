import { join } from 'node:path'
import type { Migration } from '../../core/migration.ts'
import { UserError } from '../errors.ts'
import type { Script } from '../script.ts'
import type { DrizzleFolder } from './drizzle-folder.ts'
import { fingerprint } from './fingerprint.ts'
import { readFileIfThere } from '../files/read-file.ts'
import { warn } from './warnings.ts'

/** A folder of drizzle-kit 1.0: `<YYYYMMDDHHMMSS>_<name>/migration.sql` for each of the names. */
export async function readFoldersLayout(
  folder: string,
  names: readonly string[],
  looseFiles: readonly string[],
): Promise<DrizzleFolder> {
  const migrations: Migration[] = []
  const scripts: Script[] = []
  const warnings: string[] = []
  // Drizzle 1.0 sorts the names in just this way, whatever it makes of their dates.
  for (const tag of names.toSorted((a, b) => a.localeCompare(b))) {
    const when = whenOf(tag, folder)
    const file = join(tag, 'migration.sql')
    const bytes = await readFileIfThere(join(folder, file))
    if (bytes === undefined) {
      throw new UserError(
        `${join(folder, tag)} holds no migration.sql, so Drizzle passes over it. Bring the file back from git, or delete the folder.`,
      )
    }
    const { hash, twins, validUtf8, text } = fingerprint(bytes)
    migrations.push({ tag, when, hash, twins })
    scripts.push({ file: join(folder, file), sql: text })
    if (!validUtf8) warnings.push(warn.notUtf8(file))
  }
  return {
    layout: 'folders',
    migrations,
    scripts,
    warnings: [...warnings, ...looseFiles.map(warn.notInFolder)],
  }
}

/** Whether Drizzle 1.0 would see a date in the folder's name. */
export function isDated(name: string): boolean {
  return /^\d{14}/.test(name)
}

/** Milliseconds since the epoch of the 14 digits that a folder's name begins with, in UTC. */
function whenOf(tag: string, folder: string): number {
  if (!isDated(tag)) {
    throw new UserError(
      `${join(folder, tag)} holds a migration.sql, but its name does not begin with a date (YYYYMMDDHHMMSS), without which Drizzle 1.0 fails. Name it as drizzle-kit did, or move it out of the folder.`,
    )
  }
  if (/\p{Cc}/u.test(tag)) {
    throw new UserError(
      `${join(folder, JSON.stringify(tag))} has a control character in its name. Name the folder as drizzle-kit did.`,
    )
  }
  const digits = tag.slice(0, 14)
  const iso = digits.replace(/^(.{4})(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6.000Z')
  const when = Date.parse(iso)
  // Date.parse takes some days that no calendar has, and moves them into the next month.
  if (Number.isNaN(when) || when < 0 || new Date(when).toISOString() !== iso) {
    throw new UserError(
      `${join(folder, tag)}: ${digits} is no date since 1970 (YYYYMMDDHHMMSS, in UTC). Name the folder as drizzle-kit did.`,
    )
  }
  return when
}
