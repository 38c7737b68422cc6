import { x } from 'tinyexec'
import { type Files, makeFolder } from './folder.ts'

/** Runs git by itself: no configuration of the user's, a fixed author and time. Gives what it prints. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const env = {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
    GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
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
