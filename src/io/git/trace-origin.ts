import type { Commit, Fate, Origin } from '../../core/origin.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { Migration, MigrationHash } from '../../core/migration.ts'
import type { End, FileVersion, Stay } from './file-versions.ts'
import type { LogCommit } from './log-parser.ts'
import { migrationAt } from './migration-path.ts'

/** What is declared now, and in which folders it may have stood before. */
export interface Present {
  readonly layout: Manifest['layout']
  readonly migrations: readonly Migration[]
  readonly folders: ReadonlySet<string>
}

/**
 * Where a version of a migration file comes from and what became of it; `undefined` for one that
 * is declared under the tag that it had. `branches` are asked only of what was never merged.
 */
export function traceOrigin(
  version: FileVersion,
  hash: MigrationHash,
  present: Present,
  branches: (commits: readonly string[]) => readonly string[],
): Origin | undefined {
  const { migrations } = present
  const declaring = migrations.filter((migration) => migration.hash === hash)
  if (declaring.length > 0) return renamedOrigin(version, hash, present)
  const [stay] = version.stays
  if (stay === undefined) return undefined
  const { tag, path } = stay.place
  const first = oldest(version.stays)
  const isDeclared = migrations.some((migration) => migration.tag === tag)
  const fate: Fate =
    version.isMerged || (isDeclared && version.end?.isEdit === true)
      ? fateOf(version.end, tag, present)
      : { kind: 'unmerged', branches: [...branches(first === undefined ? [] : [first.id])] }
  return { hash, tag, path, ...(first && { from: commitOf(first) }), fate }
}

/** Of a text that is declared, under another tag than it once had: its twins are not declared. */
function renamedOrigin(
  { stays, isMerged }: FileVersion,
  hash: MigrationHash,
  { layout, migrations }: Present,
): Origin | undefined {
  const [now, ...more] = migrations.filter((migration) => migration.hash === hash)
  // A text that several migrations have, as an empty one, tells of none of them.
  if (now === undefined || more.length > 0 || !isMerged) return undefined
  const tags = new Set(migrations.map(({ tag }) => tag))
  const arrival = stays.find(({ place }) => place.tag === now.tag)
  // `drizzle-kit up` gives each migration a folder, and Drizzle 1.0 knows them again.
  const old = stays.find(({ place }) => place.layout === layout && !tags.has(place.tag))
  if (arrival?.from === undefined || old === undefined) return undefined
  const { tag, path } = old.place
  const fate = { kind: 'renamed', by: commitOf(arrival.from), to: now.tag } as const
  return { hash, tag, path, ...(old.from && { from: commitOf(old.from) }), fate }
}

function fateOf(end: End | undefined, tag: string, present: Present): Fate {
  if (end === undefined) {
    // A merge took another text, or what is checked out is changed and not committed.
    if (present.migrations.some((migration) => migration.tag === tag)) return { kind: 'edited' }
    const alike = present.migrations.find((migration) => nameOf(migration.tag) === nameOf(tag))
    return alike === undefined ? { kind: 'deleted' } : { kind: 'squashed', to: alike.tag }
  }
  const by = commitOf(end.by)
  if (end.isEdit) return { kind: 'edited', by }
  const to = replacementOf(end, present.folders)
  return to === undefined ? { kind: 'deleted', by } : { kind: 'squashed', by, to }
}

/**
 * The tag of the migration that a commit brought in the place of one that it deleted: of the same
 * name or number, or the first of fewer than it deleted, or the only one that it changed.
 */
function replacementOf({ by, place }: End, folders: ReadonlySet<string>): string | undefined {
  const changes = by.changes.flatMap(({ path, before, after }) => {
    const at = migrationAt(path, folders)
    return at === undefined ? [] : [{ tag: at.tag, before, after }]
  })
  const added = changes.filter(({ before, after }) => before.length === 0 && after !== undefined)
  const kept = new Set(added.map(({ after }) => after))
  const deleted = changes.filter(
    ({ before, after }) => after === undefined && !before.some((id) => kept.has(id)),
  )
  const isNew = added.filter(({ after }) => !wasThere(after, changes))
  const alike = isNew.find(
    ({ tag }) => nameOf(tag) === nameOf(place.tag) || numberOf(tag) === numberOf(place.tag),
  )
  if (alike !== undefined) return alike.tag
  if (deleted.length < 2) return undefined
  const edited = changes.filter(({ before, after }) => before.length > 0 && after !== undefined)
  const [instead] = isNew.length > 0 ? isNew : edited.length === 1 ? edited : []
  return isNew.length < deleted.length ? instead?.tag : undefined
}

function wasThere(id: string | undefined, changes: readonly { before: readonly string[] }[]) {
  return id !== undefined && changes.some(({ before }) => before.includes(id))
}

/** `add_orders` of `0001_add_orders`. */
function nameOf(tag: string): string {
  return tag.replace(/^\d+_/, '')
}

/** `0001` of `0001_add_orders`: drizzle-kit gives each number once. */
function numberOf(tag: string): string {
  return /^\d+(?=_)/.exec(tag)?.[0] ?? tag
}

function oldest(stays: readonly Stay[]): LogCommit | undefined {
  return stays
    .map(({ from }) => from)
    .filter((from) => from !== undefined)
    .reduce<LogCommit | undefined>((a, b) => (a === undefined || b.at < a.at ? b : a), undefined)
}

/** As many digits as tell commits apart in the largest of repositories. */
const shownDigits = 12

function commitOf({ id, at, author }: LogCommit): Commit {
  return { commit: id.slice(0, shownDigits), at, author }
}
