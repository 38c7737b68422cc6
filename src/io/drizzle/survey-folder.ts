import { readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { Hashed } from '../../core/verify/compare-with-manifest.ts'
import type { Layout, Problem } from '../../core/verify/problem.ts'
import { isAbsence, readFileIfThere, readingError } from '../files/read-file.ts'
import { UserError } from '../errors.ts'
import { type Fingerprint, fingerprint } from './fingerprint.ts'
import { isDated } from './read-folders-layout.ts'
import { journalPath } from './read-journal-layout.ts'
import { conflictLine, surveyJournal } from './survey-journal.ts'

/** A migration of the working tree. */
export interface Surveyed extends Hashed {
  /** What its file holds; nothing where there is none. */
  readonly content?: Fingerprint & { readonly bytes: Buffer }
}

/** All that a folder declares, and all that is wrong with it. */
export interface Survey {
  readonly layout: Layout
  /** In the order in which Drizzle runs them. */
  readonly entries: readonly Surveyed[]
  readonly problems: readonly Problem[]
}

/**
 * Reads a folder of drizzle-kit and goes on where something in it is wrong. `root` is put before
 * the files' names: the folder's path in its repository. Throws a `UserError` where there is no
 * folder, or nothing of drizzle-kit in it.
 */
export async function surveyFolder(folder: string, root: string): Promise<Survey> {
  const paths = await readPaths(folder)
  const journal = await readFileIfThere(journalPath(folder))
  if (journal === undefined && !paths.some(isMigrationFile)) {
    throw new UserError(
      `${folder} is no folder of drizzle-kit migrations: it has neither meta/_journal.json (drizzle-kit 0.x) nor a folder like 20260131120000_name with a migration.sql in it (1.0). Name the one that "out" in drizzle.config names, with --migrations.`,
    )
  }
  const declared =
    journal === undefined
      ? declaredByFolders(paths, root)
      : declaredByJournal(journal.toString('utf8'), paths, root)
  const entries: Surveyed[] = []
  const problems = [...declared.problems]
  for (const entry of declared.entries) {
    const bytes = await readFileIfThere(join(folder, posix.relative(root, entry.file.file)))
    if (bytes === undefined) {
      problems.push({ rule: 'file-absent', tag: entry.tag, place: entry.declaredAt })
      entries.push(entry)
      continue
    }
    const content = { ...fingerprint(bytes), bytes }
    const line = conflictLine(content.text)
    if (line !== undefined) {
      problems.push({ rule: 'conflict-marker', place: { ...entry.file, line } })
    }
    if (!content.validUtf8) problems.push({ rule: 'not-utf8', place: entry.file })
    entries.push({ ...entry, hash: content.hash, content })
  }
  return { layout: declared.layout, entries, problems }
}

/** What the paths within a folder of 0.x and its journal declare. */
export function declaredByJournal(text: string, paths: readonly string[], root: string): Survey {
  const file = posix.join(root, 'meta/_journal.json')
  const { entries, problems } = surveyJournal(text, file)
  const tags = new Set(entries.map(({ tag }) => tag))
  const loose = paths.filter((path) => /^[^/]+\.sql$/.test(path) && !tags.has(path.slice(0, -4)))
  const [second] = paths.filter(isMigrationFile)
  return {
    layout: 'journal',
    entries: entries.map(({ tag, when, line }) => ({
      tag,
      when,
      file: { file: posix.join(root, `${tag}.sql`) },
      declaredAt: { file, line },
    })),
    problems: [
      ...problems,
      // Of a journal that cannot be read, all files would seem to be loose.
      ...(problems.length > 0 ? [] : loose.map((path) => undeclared('journal', root, path))),
      ...(second === undefined ? [] : [bothLayouts(posix.join(root, second))]),
    ],
  }
}

/** What the paths within a folder of 1.0 declare. */
export function declaredByFolders(paths: readonly string[], root: string): Survey {
  const inFolders = paths.filter((path) => isMigrationFile(path))
  // Drizzle 1.0 sorts the names in just this way, whatever it makes of their dates.
  const tags = inFolders.map((path) => posix.dirname(path)).toSorted((a, b) => a.localeCompare(b))
  const dated = tags.map((tag) => ({ tag, when: whenOf(tag), file: fileOf(root, tag) }))
  const snapshots = paths.filter((path) => /^\d{14}[^/]*\/snapshot\.json$/.test(path))
  const bare = snapshots.map((path) => posix.dirname(path)).filter((tag) => !tags.includes(tag))
  return {
    layout: 'folders',
    entries: dated.flatMap(({ tag, when, file }) =>
      when === undefined ? [] : [{ tag, when, file, declaredAt: file }],
    ),
    problems: [
      ...bare.map(
        (tag) => ({ rule: 'file-absent', tag, place: fileOf(root, tag, 'snapshot.json') }) as const,
      ),
      ...dated
        .filter(({ when }) => when === undefined)
        .map(
          ({ tag, file }) =>
            ({ rule: 'folder-malformed', fault: undated(tag), place: file }) as const,
        ),
      ...paths
        .filter((path) => /^[^/]+\.sql$/.test(path))
        .map((path) => undeclared('folders', root, path)),
    ],
  }
}

function undeclared(layout: Layout, root: string, path: string): Problem {
  return { rule: 'file-undeclared', layout, place: { file: posix.join(root, path) } }
}

function bothLayouts(file: string): Problem {
  const fault =
    'The folder holds both layouts: meta/_journal.json of drizzle-kit 0.x, and folders of 1.0. Drizzle 1.0 refuses it and 0.x ignores the new part. Finish `drizzle-kit up` and delete meta/, or delete the folders of 1.0.'
  return { rule: 'folder-malformed', fault, place: { file } }
}

function undated(tag: string): string {
  return `The name of ${JSON.stringify(tag)} does not begin with a date (YYYYMMDDHHMMSS, in UTC), without which Drizzle 1.0 fails. Name the folder as drizzle-kit did.`
}

function fileOf(root: string, tag: string, name = 'migration.sql') {
  return { file: posix.join(root, tag, name) }
}

function isMigrationFile(path: string): boolean {
  return /^[^/]+\/migration\.sql$/.test(path)
}

/** Milliseconds since the epoch of the date that a folder's name begins with. */
function whenOf(tag: string): number | undefined {
  if (!isDated(tag)) return undefined
  const iso = tag.replace(/^(.{4})(..)(..)(..)(..)(..).*$/su, '$1-$2-$3T$4:$5:$6.000Z')
  const when = Date.parse(iso)
  return Number.isNaN(when) || when < 0 ? undefined : when
}

/** The files of a folder and of the folders in it, with `/`. */
async function readPaths(folder: string): Promise<readonly string[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true })
    const inner = await Promise.all(
      found
        .filter((each) => !each.isFile() && each.name !== 'meta')
        .map(async ({ name }) => {
          const names = await readdir(join(folder, name)).catch((error: unknown) => {
            // Such as a symbolic link to a file.
            if (isAbsence(error)) return []
            throw error
          })
          return names.map((each) => `${name}/${each}`)
        }),
    )
    return [
      ...found.filter((each) => !each.isDirectory()).map(({ name }) => name),
      ...inner.flat(),
    ].toSorted()
  } catch (error) {
    if (isAbsence(error)) {
      throw new UserError(
        `${folder} is no folder. Name the one that "out" in drizzle.config names, with --migrations.`,
      )
    }
    throw readingError(folder, error)
  }
}
