import { streamGit, type StreamOptions } from './stream-git.ts'

/** What a repository has that is no part of what is checked out. */
export interface Unmerged {
  readonly has: (commit: string) => boolean
  /** The names of branches and tags that hold one of the commits, the branches first. */
  readonly refsWith: (commits: readonly string[], most: number) => readonly string[]
}

/** All branches, those of remotes, and tags; not what is stashed. */
export const allRefs: readonly string[] = ['--branches', '--remotes', '--tags']

/** Reads which commits never reached `HEAD`, and the refs that hold them. */
export async function readUnmerged(folder: string, options: StreamOptions): Promise<Unmerged> {
  const commits = await textOf(['rev-list', '--parents', ...allRefs, '--not', 'HEAD'])
  const children = new Map<string, string[]>()
  const known = new Set<string>()
  for (const line of commits.split('\n')) {
    const [id = '', ...parents] = line.split(' ')
    if (id !== '') known.add(id)
    for (const parent of parents) {
      const before = children.get(parent)
      if (before === undefined) children.set(parent, [id])
      else before.push(id)
    }
  }
  const format = '--format=%(objectname)%00%(*objectname)%00%(refname:lstrip=2)'
  const places = ['refs/heads', 'refs/remotes', 'refs/tags']
  const refs = known.size === 0 ? '' : await textOf(['for-each-ref', format, ...places])
  const names = new Map<string, string[]>()
  for (const line of refs.split('\n')) {
    const [id = '', ofTag = '', name = ''] = line.split('\0')
    const commit = ofTag === '' ? id : ofTag
    names.set(commit, [...(names.get(commit) ?? []), name])
  }

  async function textOf(args: readonly string[]): Promise<string> {
    const chunks: Buffer[] = []
    for await (const chunk of streamGit(folder, args, options)) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  }

  return {
    has: (commit) => known.has(commit),
    refsWith(starts, most) {
      const found: string[] = []
      const seen = new Set(starts)
      for (const commit of seen) {
        found.push(...(names.get(commit) ?? []))
        if (found.length >= most) break
        for (const child of children.get(commit) ?? []) seen.add(child)
      }
      return found.slice(0, most)
    },
  }
}
