import { runGit } from './run-git.ts'

/**
 * The branch that a repository's work ends up in: what `origin` says, or else the one that is
 * checked out; `undefined` where neither is known.
 */
export async function readDefaultBranch(folder: string): Promise<string | undefined> {
  const ofOrigin = await runGit(folder, [
    'symbolic-ref',
    '--quiet',
    '--short',
    'refs/remotes/origin/HEAD',
  ])
  const name = ofOrigin?.exitCode === 0 ? ofOrigin.stdout.trim().replace(/^origin\//, '') : ''
  if (name !== '') return name
  const checkedOut = await runGit(folder, ['symbolic-ref', '--quiet', '--short', 'HEAD'])
  return checkedOut?.exitCode === 0 ? checkedOut.stdout.trim() || undefined : undefined
}
