/** A commit of which git has told what it changed. */
export interface LogCommit {
  /** Its full name. */
  readonly id: string
  readonly parents: readonly string[]
  /** When it was committed, in seconds since the epoch. */
  readonly at: number
  readonly author: string
  readonly changes: readonly Change[]
}

/** What became of one path; of a merge, only what is as in none of its parents is told. */
export interface Change {
  readonly path: string
  /** The names of the contents that were there, one at most for each parent. */
  readonly before: readonly string[]
  /** The name of the content that is there since; `undefined` where the path is gone. */
  readonly after: string | undefined
}

/** The options of `git log` with which it prints what `parseLog` reads, whatever is configured. */
export const logOptions: readonly string[] = [
  '--full-history',
  // Of a merge, a change that neither side made.
  '-c',
  '--raw',
  '-z',
  '--no-abbrev',
  '--no-renames',
  '--no-relative',
  '--no-color',
  '--no-show-signature',
  '--encoding=UTF-8',
  '--format=tformat:%x01%H%x00%P%x00%ct%x00%an',
]

/** The commits that git prints with `logOptions`, in its order: the newest first. */
export async function* parseLog(chunks: AsyncIterable<Buffer>): AsyncGenerator<LogCommit> {
  let commit: { head: string[]; changes: Change[] } | undefined
  let meta: string | undefined
  for await (const field of fieldsOf(chunks)) {
    if (commit !== undefined && commit.head.length < 4) {
      commit.head.push(field)
      continue
    }
    if (meta !== undefined) {
      commit?.changes.push(changeOf(meta, field))
      meta = undefined
      continue
    }
    // Between a commit's head and its changes stands an empty line, or an empty field.
    const text = field.replace(/^\n+/, '')
    if (text.startsWith('\u0001')) {
      if (commit !== undefined) yield commitOf(commit)
      commit = { head: [text.slice(1)], changes: [] }
    } else if (text.startsWith(':')) meta = text
  }
  if (commit !== undefined) yield commitOf(commit)
}

/** Texts that end in NUL; the last may end with the output. */
async function* fieldsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString('utf8')
      rest = []
      start = end + 1
    }
    rest.push(chunk.subarray(start))
  }
  const last = Buffer.concat(rest).toString('utf8')
  if (last !== '') yield last
}

function commitOf({ head, changes }: { head: string[]; changes: Change[] }): LogCommit {
  const [id = '', parents = '', at = '', author = ''] = head
  return { id, parents: parents.split(' ').filter(Boolean), at: Number(at), author, changes }
}

/** `:` once for each parent, the modes, the names of the contents, and letters. */
function changeOf(meta: string, path: string): Change {
  const parents = meta.search(/[^:]/)
  const names = meta
    .slice(parents)
    .split(' ')
    .slice(parents + 1, 2 * (parents + 1))
  const [after, ...before] = names
    .toReversed()
    .map((name) => (/^0+$/.test(name) ? undefined : name))
  return { path, before: before.filter((name) => name !== undefined), after }
}
