import type { LogCommit } from './log-parser.ts'
import { migrationAt, type MigrationPlace } from './migration-path.ts'

/** One content that migration files have had, and where it came from and went. */
export interface FileVersion {
  /** The name by which git knows the content. */
  readonly id: string
  /** Where it stood, the latest place first, and the commit that brought it there. */
  readonly stays: readonly Stay[]
  /** Whether it was ever part of what is checked out. */
  readonly isMerged: boolean
  /** The commit after which it stood at its last place no longer. */
  readonly end: End | undefined
}

export interface Stay {
  readonly place: MigrationPlace
  /** `undefined` where the history that was read begins with it. */
  readonly from: LogCommit | undefined
}

export interface End {
  readonly by: LogCommit
  readonly place: MigrationPlace
  /** Whether there was another text at its place then. */
  readonly isEdit: boolean
}

/**
 * The versions of the migration files in these folders. The commits are given the newest first;
 * `isMerged` says which of them what is checked out is made of, and `isStart` which of them only
 * seem to bring what they hold, as a shallow clone does not reach behind them.
 */
export function fileVersions(
  commits: readonly LogCommit[],
  folders: ReadonlySet<string>,
  isMerged: (commit: LogCommit) => boolean,
  isStart: (commit: LogCommit) => boolean,
): readonly FileVersion[] {
  const versions = new Map<string, Draft>()
  const draftOf = (id: string): Draft => {
    const found = versions.get(id) ?? { stays: new Map(), merged: undefined, unmerged: undefined }
    versions.set(id, found)
    return found
  }
  for (const commit of commits) {
    const line = isMerged(commit) ? 'merged' : 'unmerged'
    const kept = keptIn(commit, folders)
    for (const { path, before, after } of commit.changes) {
      const place = migrationAt(path, folders)
      if (place === undefined) continue
      if (after !== undefined) {
        const draft = draftOf(after)
        draft.stays.set(path, { place, from: isStart(commit) ? undefined : commit })
        draft[line] ??= 'there'
      }
      for (const id of before) {
        const draft = draftOf(id)
        if (!draft.stays.has(path)) draft.stays.set(path, { place, from: undefined })
        const isMoved = after === undefined && kept.has(id)
        draft[line] ??= isMoved ? undefined : { by: commit, place, isEdit: after !== undefined }
      }
    }
  }
  return [...versions].map(([id, { stays, merged, unmerged }]) => {
    const last = merged ?? unmerged
    return {
      id,
      stays: [...stays.values()],
      isMerged: merged !== undefined,
      end: last === 'there' ? undefined : last,
    }
  })
}

/** What is known of a version so far: `there` where it came back after it had gone. */
interface Draft {
  readonly stays: Map<string, Stay>
  merged: End | 'there' | undefined
  unmerged: End | 'there' | undefined
}

/** The contents that a commit puts somewhere. */
function keptIn({ changes }: LogCommit, folders: ReadonlySet<string>): ReadonlySet<string> {
  const added = changes.filter(
    ({ path, before }) => before.length === 0 && migrationAt(path, folders) !== undefined,
  )
  return new Set(added.map(({ after }) => after).filter((id) => id !== undefined))
}
