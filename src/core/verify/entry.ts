import type { Place } from './problem.ts'

/** A migration as a folder declares it, in the working tree or in a commit. */
export interface Entry {
  /** File name without `.sql` (0.x), or folder name (1.0). */
  readonly tag: string
  /** Milliseconds since the epoch. */
  readonly when: number
  /** Git's id of the file's bytes; there is none where there is no such file. */
  readonly blob?: string | undefined
  /** Its SQL file. */
  readonly file: Place
  /** What declares it: a line of the journal (0.x), or the file itself (1.0). */
  readonly declaredAt: Place
}

/** The newest of some entries by `when`. */
export function newestOf(entries: readonly Pick<Entry, 'tag' | 'when'>[]) {
  const [first, ...rest] = entries
  if (first === undefined) return undefined
  return rest.reduce((newest, entry) => (entry.when > newest.when ? entry : newest), first)
}
