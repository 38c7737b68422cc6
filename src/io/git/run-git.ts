import { x } from 'tinyexec'
import { OutsideError } from '../errors.ts'

export interface GitAnswer {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** git answers in well under a second; a repository on a network disk gets this long. */
const timeoutMs = 20_000

/**
 * Runs git in a folder that exists. Gives back `undefined` where git is not installed.
 * Throws an `OutsideError` when it does not answer in time.
 */
export async function runGit(
  folder: string,
  args: readonly string[],
): Promise<GitAnswer | undefined> {
  try {
    return await x('git', ['-c', 'core.fsmonitor=false', ...args], {
      timeout: timeoutMs,
      // Without this, a `git` in some node_modules/.bin would run in git's place.
      nodePath: false,
      nodeOptions: { cwd: folder, env: gitEnv },
    })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if ('code' in error && error.code === 'ENOENT') return undefined
    if (error.name === 'AbortError') {
      throw new OutsideError(`git did not answer within ${timeoutMs / 1000} s in ${folder}.`, {
        reason: 'timeout',
        retry: true,
      })
    }
    throw error
  }
}

/**
 * What git sets for a hook, and what would make it look at another repository than the folder's:
 * `git rev-parse --local-env-vars`, without what only carries configuration. The last four would
 * give another meaning to paths.
 */
const ofAnotherRepository = Object.fromEntries(
  [
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_OBJECT_DIRECTORY',
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_IMPLICIT_WORK_TREE',
    'GIT_GRAFT_FILE',
    'GIT_INDEX_FILE',
    'GIT_NO_REPLACE_OBJECTS',
    'GIT_REPLACE_REF_BASE',
    'GIT_PREFIX',
    'GIT_SHALLOW_FILE',
    'GIT_COMMON_DIR',
    'GIT_LITERAL_PATHSPECS',
    'GIT_GLOB_PATHSPECS',
    'GIT_NOGLOB_PATHSPECS',
    'GIT_ICASE_PATHSPECS',
  ].map((name) => [name, undefined]),
)

/** Answers in English, asks nobody, and leaves the index alone. */
const plain = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' } as const

/** What a git of ours is given over the environment of the command. */
export const gitEnv = { ...ofAnotherRepository, ...plain } as const
