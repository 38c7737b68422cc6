import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import type { DrizzleFolder } from './drizzle-folder.ts'
import { isAbsence, readFileIfThere, readingError } from '../files/read-file.ts'
import { isDated, readFoldersLayout } from './read-folders-layout.ts'
import { journalPath, readJournalLayout } from './read-journal-layout.ts'

/**
 * Reads a folder of drizzle-kit 0.x or 1.0. Throws a `UserError` that names the file where Drizzle
 * itself would fail, or where it could not be told what Drizzle would do.
 */
export async function readDrizzleFolder(folder: string): Promise<DrizzleFolder> {
  const names = await readNames(folder)
  const journal = await readFileIfThere(journalPath(folder))
  const migrationFolders: string[] = []
  for (const name of names) {
    if (await isMigrationFolder(folder, name)) migrationFolders.push(name)
  }
  const [first] = migrationFolders
  if (journal !== undefined && first !== undefined) {
    throw new UserError(
      `${folder} holds both layouts: meta/_journal.json of drizzle-kit 0.x, and ${first} of 1.0. Drizzle 1.0 refuses such a folder and 0.x ignores the new part. Finish \`drizzle-kit up\` and delete meta/, or delete the folders of 1.0.`,
    )
  }
  if (journal !== undefined) return readJournalLayout(folder, journal)
  const looseFiles = names.filter((name) => name.endsWith('.sql'))
  if (first !== undefined) return readFoldersLayout(folder, migrationFolders, looseFiles)
  throw new UserError(
    `${folder} is no folder of drizzle-kit migrations: it has neither meta/_journal.json (drizzle-kit 0.x) nor a folder like 20260131120000_name with a migration.sql in it (1.0). ${await hint(folder, names)}`,
  )
}

async function readNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (error) {
    if (isAbsence(error)) {
      throw new UserError(
        `${folder} is no folder. Name the one that "out" in drizzle.config names, with --migrations.`,
      )
    }
    throw readingError(folder, error)
  }
}

/** Drizzle 1.0 goes by the file; a date alone is enough here, to tell of a file that is gone. */
async function isMigrationFolder(folder: string, name: string): Promise<boolean> {
  const path = join(folder, name)
  if (!(await isFolder(path))) return false
  return isDated(name) || (await isThere(join(path, 'migration.sql')))
}

async function hint(folder: string, names: readonly string[]): Promise<string> {
  if (names.includes('_journal.json')) return `Name the folder above it with --migrations.`
  for (const name of names) {
    if (await isThere(journalPath(join(folder, name)))) {
      return `Did you mean ${join(folder, name)}?`
    }
  }
  return names.some((name) => name.endsWith('.sql'))
    ? 'It has SQL files: bring meta/ back from git, and see that no .gitignore leaves it out.'
    : 'Name the one that "out" in drizzle.config names, with --migrations.'
}

async function isThere(path: string): Promise<boolean> {
  return (await statIfThere(path)) !== undefined
}

async function isFolder(path: string): Promise<boolean> {
  return (await statIfThere(path))?.isDirectory() === true
}

async function statIfThere(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw readingError(path, error)
  }
}
