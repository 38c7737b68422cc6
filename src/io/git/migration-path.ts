import { posix } from 'node:path'
import type { LogCommit } from './log-parser.ts'

/** Where a migration's file stands, in either layout of Drizzle. */
export interface MigrationPlace {
  readonly path: string
  /** Relative to the repository's root; `.` for the root itself. */
  readonly folder: string
  readonly layout: 'journal' | 'folders'
  readonly tag: string
}

/** The files of which git's history is asked, wherever a migrations folder may have been. */
export const migrationPathspecs: readonly string[] = [
  ':(top,glob)**/*.sql',
  ':(top,glob)**/meta/_journal.json',
]

/** What a path is as a migration's file of one of these folders. */
export function migrationAt(
  path: string,
  folders: ReadonlySet<string>,
): MigrationPlace | undefined {
  const parent = posix.dirname(path)
  const above = posix.dirname(parent)
  if (posix.basename(path) === 'migration.sql' && parent !== '.' && folders.has(above)) {
    return { path, folder: above, layout: 'folders', tag: posix.basename(parent) }
  }
  if (!path.endsWith('.sql') || !folders.has(parent)) return undefined
  return { path, folder: parent, layout: 'journal', tag: posix.basename(path, '.sql') }
}

/**
 * The folder, and the folders that it has been before: those from which one commit moved the
 * journal (0.x), or a dated folder as it was (1.0). The commits are given the newest first.
 */
export function formerFolders(commits: readonly LogCommit[], folder: string): Set<string> {
  const folders = new Set([folder])
  for (const { changes } of commits) {
    const gone = changes.filter(({ after }) => after === undefined)
    if (gone.length === 0) continue
    const added = changes.filter(({ before, after }) => before.length === 0 && after !== undefined)
    for (const { path, after } of added) {
      const end = endingOf(path, folders)
      if (end === undefined) continue
      for (const old of gone) {
        const isMoved = end === journal || (after !== undefined && old.before.includes(after))
        const former = isMoved ? folderBefore(old.path, end) : undefined
        if (former !== undefined) folders.add(former)
      }
    }
  }
  return folders
}

const journal = 'meta/_journal.json'

/** The path below one of the folders, of a file by which a folder is known again. */
function endingOf(path: string, folders: ReadonlySet<string>): string | undefined {
  const place = migrationAt(path, folders)
  if (place?.layout === 'folders' && /^\d{14}/.test(place.tag)) return `${place.tag}/migration.sql`
  const folder = folderBefore(path, journal)
  return folder !== undefined && folders.has(folder) ? journal : undefined
}

function folderBefore(path: string, end: string): string | undefined {
  if (path === end) return '.'
  return path.endsWith(`/${end}`) ? path.slice(0, -end.length - 1) : undefined
}
