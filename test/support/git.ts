import { x } from 'tinyexec'
import { type Files, makeFolder } from './folder.ts'

/** Runs git by itself: no configuration of the user's, a fixed author and time. Gives what it prints. */
export function git(folder: string, ...args: readonly string[]): Promise<string> {
  return gitWith({}, folder, args)
}

async function gitWith(
  change: Readonly<Record<string, string>>,
  folder: string,
  args: readonly string[],
): Promise<string> {
  const env = {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
    GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
    ...change,
  }
  const config = ['-c', 'init.defaultBranch=main', '-c', 'core.autocrlf=false']
  const options = { cwd: folder, env }
  const done = await x('git', [...config, ...args], { throwOnError: true, nodeOptions: options })
  return done.stdout.trim()
}

/** A temporary repository with these files, all of them committed. */
export async function makeRepository(files: Files): Promise<string> {
  const root = await makeFolder(files)
  await git(root, 'init', '--quiet')
  await git(root, 'add', '--all')
  await git(root, 'commit', '--quiet', '-m', 'First')
  return root
}

export interface Committer {
  /** Whoever it is, as it is written. */
  readonly author?: string
  /** The day of 2026 on which it is committed. */
  readonly day: number
}

/** Commits all that has changed, or a merge that was begun, and gives the commit's name. */
export async function commitAll(
  folder: string,
  { author = 'Ann', day }: Committer,
): Promise<string> {
  await git(folder, 'add', '--all')
  const date = new Date(Date.UTC(2026, 0, day, 10)).toISOString()
  const who = { GIT_AUTHOR_NAME: author, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  await gitWith(who, folder, ['commit', '--quiet', '--allow-empty', '-m', `Day ${day}`])
  return git(folder, 'rev-parse', 'HEAD')
}
