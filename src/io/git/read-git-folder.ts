import type { Manifest } from '../../core/manifest.ts'
import { OutsideError, UserError } from '../errors.ts'
import { type GitAnswer, runGit } from './run-git.ts'

/** Where a folder stands in its git repository. */
export interface GitFolder {
  /** The absolute path of the repository's root. */
  readonly root: string
  /** The folder relative to the root, with `/`; `.` for the root itself. */
  readonly path: string
  /**
   * The last commit that touched the folder, and whether the folder holds uncommitted changes or
   * untracked files; `null` where no commit is known to have touched it.
   */
  readonly git: Manifest['git']
  /** Whole sentences on why `git` says less than it could. */
  readonly warnings: readonly string[]
}

/**
 * Reads where a folder stands in git; `null` outside of a repository, and where git is not
 * installed. Throws a `UserError` where git refuses the repository, an `OutsideError` where it fails.
 */
export async function readGitFolder(folder: string): Promise<GitFolder | null> {
  const place = await readGitPlace(folder)
  if (place === null) return null
  const { root, path } = place
  const commit = await readLastCommit(folder)
  if (commit === undefined) return { root, path, git: null, warnings: [] }
  if (await isWhereShallowCloneEnds(folder, commit)) {
    const warning = `The clone is shallow and does not reach back to the commit that last touched ${path}, so the manifest will not name it. Fetch the whole history (in GitHub Actions: \`fetch-depth: 0\`).`
    return { root, path, git: null, warnings: [warning] }
  }
  const changes = await ask(folder, ['status', '--porcelain', '--untracked-files=all', '--', '.'])
  return { root, path, git: { commit, dirty: changes !== '' }, warnings: [] }
}

/** The part of `readGitFolder` that only asks where the folder stands. */
export async function readGitPlace(
  folder: string,
): Promise<Pick<GitFolder, 'root' | 'path'> | null> {
  const place = await runGit(folder, ['rev-parse', '--show-toplevel', '--show-prefix'])
  if (place === undefined || isOutsideOfRepository(place)) return null
  const [root = '', prefix = ''] = expectSuccess(place, folder).split('\n')
  return { root, path: prefix.replace(/\/$/, '') || '.' }
}

/** `undefined` in a repository without commits, and for a folder that no commit has touched. */
async function readLastCommit(folder: string): Promise<string | undefined> {
  const head = await runGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (head?.exitCode !== 0) return undefined
  // rev-list, as `git log` listens to the user's configuration (log.showSignature).
  const commit = await ask(folder, ['rev-list', '-1', 'HEAD', '--', '.'])
  return commit.trim() || undefined
}

/** There a commit seems to have made every file, as its parents are not known. */
async function isWhereShallowCloneEnds(folder: string, commit: string): Promise<boolean> {
  const shallow = await ask(folder, ['rev-parse', '--is-shallow-repository'])
  if (shallow.trim() !== 'true') return false
  const parents = await ask(folder, ['rev-list', '-1', '--parents', commit, '--'])
  return parents.trim() === commit
}

async function ask(folder: string, args: readonly string[]): Promise<string> {
  return expectSuccess(await runGit(folder, args), folder)
}

/** git exits with 128 for all of them; its English words tell them apart. */
function isOutsideOfRepository({ exitCode, stderr }: GitAnswer): boolean {
  return exitCode === 128 && /not a git repository|must be run in a work tree/.test(stderr)
}

function expectSuccess(answer: GitAnswer | undefined, folder: string): string {
  if (answer?.exitCode === 0) return answer.stdout
  if (answer?.stderr.includes('dubious ownership') === true) {
    throw new UserError(
      `git refuses the repository of ${folder}, as it belongs to another user. Run the command that git names: \`git config --global --add safe.directory <its root>\`.`,
    )
  }
  throw new OutsideError(`git could not read the repository of ${folder}.`, {
    reason: 'unexpected',
    retry: false,
  })
}
