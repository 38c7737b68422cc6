import { realpath } from 'node:fs/promises'
import type { Problem } from '../../core/verify/problem.ts'
import { surveyFolder } from '../../io/drizzle/survey-folder.ts'
import { UserError } from '../../io/errors.ts'
import { isAbsence } from '../../io/files/read-file.ts'
import { readGitPlace } from '../../io/git/read-git-folder.ts'
import type { Ground } from './request.ts'

/** Reads a folder of migrations and where it stands. Throws a `UserError` where it is none. */
export async function readGround(migrations: string): Promise<Ground> {
  const folder = await realpath(migrations).catch((error: unknown) => {
    if (!isAbsence(error)) throw error
    throw new UserError(
      `${migrations} is no folder. Name the one that "out" in drizzle.config names, with --migrations.`,
    )
  })
  const place = await readGitPlace(folder)
  const path = place?.path ?? migrations
  return { folder, path, root: place?.root, survey: await surveyFolder(folder, path) }
}

/** Whether a problem leaves it open which migrations there are, or what they hold. */
export function leavesItOpen({ rule }: Problem): boolean {
  return openRules.has(rule)
}

const openRules: ReadonlySet<string> = new Set<Problem['rule']>([
  'folder-malformed',
  'conflict-marker',
  'file-absent',
  'repeated-tag',
])
