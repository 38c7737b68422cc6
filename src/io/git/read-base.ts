import { OutsideError } from '../errors.ts'
import { runGit } from './run-git.ts'

/** A folder as a commit has it. */
export interface CommittedFolder {
  readonly commit: string
  /** Git's ids of the files, by their path within the folder, with `/`. */
  readonly blobs: ReadonlyMap<string, string>
}

/** What a change is compared with, or why there is nothing to compare it with. */
export type Base =
  | {
      readonly found: true
      /** The newest commit of the base branch. */
      readonly tip: CommittedFolder
      /** The commit in which HEAD and the base branch parted. */
      readonly fork: CommittedFolder
    }
  | {
      readonly found: false
      readonly because: 'no-such-commit' | 'no-commit-yet' | 'no-common-commit'
      readonly isShallow: boolean
    }

/**
 * Reads from git's objects, without a checkout, what a base branch has in a folder of the working
 * tree. The name must not begin with `-`. Throws an `OutsideError` where git fails.
 */
export async function readBase(folder: string, base: string): Promise<Base> {
  const shallow = await runGit(folder, ['rev-parse', '--is-shallow-repository'])
  const isShallow = shallow?.stdout.trim() === 'true'
  const tip = await commitOf(folder, base)
  if (tip === undefined) return { found: false, because: 'no-such-commit', isShallow }
  if ((await commitOf(folder, 'HEAD')) === undefined) {
    return { found: false, because: 'no-commit-yet', isShallow }
  }
  const fork = (await runGit(folder, ['merge-base', tip, 'HEAD']))?.stdout.trim()
  if (!fork) return { found: false, because: 'no-common-commit', isShallow }
  const [atTip, atFork] = await Promise.all([readTree(folder, tip), readTree(folder, fork)])
  return { found: true, tip: atTip, fork: atFork }
}

/** The text of a file that git keeps under this id. */
export function readBlob(folder: string, blob: string): Promise<string> {
  return ask(folder, ['cat-file', 'blob', blob])
}

async function commitOf(folder: string, name: string): Promise<string | undefined> {
  const answer = await runGit(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`])
  return answer?.exitCode === 0 ? answer.stdout.trim() : undefined
}

/** Paths are those within the folder, as git is asked from there. */
async function readTree(folder: string, commit: string): Promise<CommittedFolder> {
  const listing = await ask(folder, ['ls-tree', '-r', '-z', commit])
  const blobs = listing.split('\0').flatMap((line): [string, string][] => {
    const [, type, id, path] = /^\d+ (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line) ?? []
    return type === 'blob' && id !== undefined && path !== undefined ? [[path, id]] : []
  })
  return { commit, blobs: new Map(blobs) }
}

async function ask(folder: string, args: readonly string[]): Promise<string> {
  const answer = await runGit(folder, args)
  if (answer?.exitCode === 0) return answer.stdout
  throw new OutsideError(
    `git could not read what it keeps of ${folder} (\`git ${args[0] ?? ''}\`). In a partial clone, see that it can fetch.`,
    { reason: 'unexpected', retry: true },
  )
}
