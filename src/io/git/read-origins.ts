import { originLine, type Origin } from '../../core/origin.ts'
import { fingerprint } from '../drizzle/fingerprint.ts'
import { OutsideError } from '../errors.ts'
import { readBlobs } from './cat-file-batch.ts'
import { fileVersions } from './file-versions.ts'
import { type LogCommit, logOptions, parseLog } from './log-parser.ts'
import { formerFolders, migrationPathspecs } from './migration-path.ts'
import { allRefs, readUnmerged } from './read-refs.ts'
import { runGit } from './run-git.ts'
import { type StreamOptions, streamGit } from './stream-git.ts'
import { type Present, traceOrigin } from './trace-origin.ts'

/** What is asked for: the history of a folder that holds these migrations now. */
export interface OriginsRequest extends Omit<Present, 'folders'> {
  /** The folder, as git is to be run in it. */
  readonly cwd: string
  /** The folder relative to the repository's root, with `/`; `.` for the root itself. */
  readonly path: string
  /** How many commits that changed SQL files are read, the newest first. */
  readonly commits: number | 'all'
}

export interface OriginsRead {
  /** The lines for the manifest, the newest first. */
  readonly lines: readonly string[]
  /** Whole sentences on what could not be read. */
  readonly warnings: readonly string[]
}

/** A manifest is part of a Worker, and 200 lines are some 15 KiB of it. */
const mostOrigins = 200

const mostBranches = 5

/** What is larger is a dump and no migration. */
const mostBytes = 4 * 1024 * 1024

/** So long nobody minds to wait who publishes a manifest. */
const timeLimitMs = 30_000

/**
 * Reads where hashes come from that no declared migration has, with a few git processes whatever
 * the number of commits. What cannot be read is a warning: a manifest is whole without origins.
 */
export async function readOrigins(request: OriginsRequest): Promise<OriginsRead> {
  const signal = AbortSignal.timeout(timeLimitMs)
  try {
    return await trace(request, { signal })
  } catch (error) {
    if (!signal.aborted && !(error instanceof OutsideError)) throw error
    const why = signal.aborted
      ? `The git history was not read within ${timeLimitMs / 1000} s (\`--git-history 1000\` reads only as many commits)`
      : 'git could not read the history of the folder'
    return {
      lines: [],
      warnings: [`${why}, so the manifest does not tell where unknown hashes come from.`],
    }
  }
}

async function trace(request: OriginsRequest, options: StreamOptions): Promise<OriginsRead> {
  const { cwd, path, layout, migrations } = request
  const state = await runGit(cwd, ['rev-parse', '--is-shallow-repository', 'HEAD'])
  // In a repository without commits.
  if (state?.exitCode !== 0) return { lines: [], warnings: [] }
  const isShallow = state.stdout.startsWith('true')
  const unmerged = await readUnmerged(cwd, options)
  const commits: LogCommit[] = []
  const limit = request.commits === 'all' ? [] : [`--max-count=${request.commits}`]
  const log = ['log', ...logOptions, ...limit, ...allRefs, 'HEAD', '--', ...migrationPathspecs]
  for await (const commit of parseLog(streamGit(cwd, log, options))) commits.push(commit)

  const folders = formerFolders(commits, path)
  const present: Present = { layout, migrations, folders }
  const versions = fileVersions(
    commits,
    folders,
    ({ id }) => !unmerged.has(id),
    ({ parents }) => isShallow && parents.length === 0,
  )
  const byId = new Map(versions.map((version) => [version.id, version]))
  const found = new Map<string, { readonly origin: Origin; readonly twins: string }>()
  let left = 0
  for await (const { id, bytes } of readBlobs(cwd, [...byId.keys()], mostBytes, options)) {
    const version = byId.get(id)
    if (bytes === undefined) left += 1
    if (bytes === undefined || version === undefined) continue
    const { hash, twins } = fingerprint(bytes)
    const origin = traceOrigin(version, hash, present, (starts) =>
      unmerged.refsWith(starts, mostBranches),
    )
    // Of texts that differ in line endings only, one line tells.
    if (origin !== undefined && !found.has(twins)) found.set(twins, { origin, twins })
  }
  const newest = [...found.values()].toSorted((a, b) => timeOf(b.origin) - timeOf(a.origin))
  return {
    lines: newest.slice(0, mostOrigins).map(({ origin, twins }) => originLine(origin, twins)),
    warnings: [...(isShallow ? [shallow] : []), ...tooMany(newest.length), ...unread(left)],
  }
}

function timeOf({ from, fate }: Origin): number {
  return Math.max(from?.at ?? 0, 'by' in fate ? (fate.by?.at ?? 0) : 0)
}

const shallow =
  'The clone is shallow, so the manifest tells only of a part of the git history where unknown hashes come from. Fetch all of it: `git fetch --unshallow` (in GitHub Actions: `fetch-depth: 0`).'

function tooMany(count: number): string[] {
  return count <= mostOrigins
    ? []
    : [
        `The git history has ${count} versions of migrations that are not declared now. The manifest tells of the ${mostOrigins} newest; ${count - mostOrigins} are left out.`,
      ]
}

function unread(count: number): string[] {
  return count === 0
    ? []
    : [
        `${count} ${count === 1 ? 'version' : 'versions'} of SQL files in the git history ${count === 1 ? 'is' : 'are'} larger than ${mostBytes / 1024 / 1024} MiB or not in this clone, so the manifest does not tell of ${count === 1 ? 'it' : 'them'}.`,
      ]
}
