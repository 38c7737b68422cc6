import { runGit } from './run-git.ts'

/** Where git looks for hooks; `undefined` outside of a repository. */
export async function readHooksFolder(folder: string): Promise<string | undefined> {
  const answer = await runGit(folder, [
    'rev-parse',
    '--path-format=absolute',
    '--git-path',
    'hooks',
  ])
  return answer?.exitCode === 0 ? answer.stdout.trim() : undefined
}
