import * as z from 'zod/mini'
import { formAmong } from './migration.ts'

const Commit = z.object({
  /** The first 12 digits of its name, by which git finds it. */
  commit: z.string(),
  /** When it was committed, in seconds since the epoch. */
  at: z.number(),
  author: z.string(),
})
export type Commit = Readonly<z.infer<typeof Commit>>

/** What became of a version of a migration file, as the repository's history tells it. */
const Fate = z.discriminatedUnion('kind', [
  /** The file's text became another one. No one commit did where a merge chose another text. */
  z.object({ kind: z.literal('edited'), by: z.optional(Commit) }),
  z.object({ kind: z.literal('deleted'), by: z.optional(Commit) }),
  /** Its text stands under another tag now, which is another migration to Drizzle. */
  z.object({ kind: z.literal('renamed'), by: Commit, to: z.string() }),
  /** Deleted where another migration came in its place: squashed, or generated anew. */
  z.object({ kind: z.literal('squashed'), by: z.optional(Commit), to: z.string() }),
  /** It never reached what is checked out. The names are those of branches and tags. */
  z.object({ kind: z.literal('unmerged'), branches: z.array(z.string()) }),
])
export type Fate = Readonly<z.infer<typeof Fate>>

/** Where a hash comes from that no declared migration has: a version that a migration file once had. */
export const Origin = z.object({
  /** As Drizzle makes it of this version's text. */
  hash: z.string(),
  /** The migration's tag then: the file's name without `.sql` (0.x), or the folder's name (1.0). */
  tag: z.string(),
  /** The file then, relative to the repository's root. */
  path: z.string(),
  /** The commit that first brought this version, where so much of the history was read. */
  from: z.optional(Commit),
  fate: Fate,
})
export type Origin = Readonly<z.infer<typeof Origin>>

/**
 * The origin of a hash among the lines of a manifest, also where only line endings, a BOM or the
 * final newline differ.
 */
export function originOf(hash: string, lines: readonly string[] = []): Origin | undefined {
  // Of a shorter one, the first digits alone could be somebody else's.
  if (hash.length !== 64) return undefined
  const line =
    lines.find((each) => each.startsWith(hash)) ??
    lines.find((each) => formAmong(each.slice(65, 129), hash) !== undefined)
  return line === undefined ? undefined : parseLine(line)
}

/**
 * The line that a manifest keeps of an origin, with the twins of its text. A line is cheap to read
 * past: only that of a hash which a ledger holds is ever taken apart.
 */
export function originLine(origin: Origin, twins: string): string {
  const { hash, tag, path, from, fate } = origin
  const by = 'by' in fate ? fate.by : undefined
  const rest = fate.kind === 'unmerged' ? fate.branches : 'to' in fate ? [fate.to] : []
  const fields = [fate.kind, tag, path, commitText(from), commitText(by), ...rest]
  return [`${hash} ${twins}`, ...fields.map(plain)].join(separator)
}

const separator = ' | '

/** By hand, so that the guard, which reads a manifest by its digest, needs no zod. */
function parseLine(line: string): Origin | undefined {
  const hash = line.slice(0, 64)
  const [, kind = '', tag, path, from, by, ...rest] = line.split(separator)
  const fate = fateOf(kind, parseCommit(by), rest)
  if (tag === undefined || path === undefined || fate === undefined) return undefined
  const commit = parseCommit(from)
  return { hash, tag, path, ...(commit && { from: commit }), fate }
}

function fateOf(kind: string, by: Commit | undefined, rest: readonly string[]): Fate | undefined {
  const [to] = rest
  switch (kind) {
    case 'edited':
    case 'deleted':
      return { kind, ...(by && { by }) }
    case 'renamed':
      return by === undefined || to === undefined ? undefined : { kind, by, to }
    case 'squashed':
      return to === undefined ? undefined : { kind, ...(by && { by }), to }
    case 'unmerged':
      return { kind, branches: [...rest] }
    default:
      return undefined
  }
}

function commitText(commit: Commit | undefined): string {
  return commit === undefined ? '-' : `${commit.commit} ${commit.at} ${commit.author}`
}

function parseCommit(text = ''): Commit | undefined {
  const [, commit, at, author] = /^(\w+) (\d+) (.*)$/s.exec(text) ?? []
  return commit && author !== undefined ? { commit, at: Number(at), author } : undefined
}

/** No more of a foreign text than a message shows, and without what separates two. */
function plain(text: string): string {
  return text
    .slice(0, 200)
    .toWellFormed()
    .replaceAll(/[\p{Cc}|]/gu, ' ')
}
