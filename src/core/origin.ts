import * as z from 'zod/mini'
import { MigrationHash } from './migration.ts'

const Commit = z.object({
  /** Its full name: 40 or 64 hex digits. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40,64}$/)),
  /** When it was committed, in seconds since the epoch. */
  at: z.int(),
  author: z.string(),
})

/** What became of a version of a migration file, as the repository's history tells it. */
const Fate = z.discriminatedUnion('kind', [
  /** The file's text became another one. */
  z.object({ kind: z.literal('edited'), by: Commit }),
  z.object({ kind: z.literal('deleted'), by: Commit }),
  /** Its text stands under another tag now, which is another migration to Drizzle. */
  z.object({ kind: z.literal('renamed'), by: Commit, to: z.string() }),
  /** Deleted together with others by a commit that brought one migration in their place. */
  z.object({ kind: z.literal('squashed'), by: Commit, to: z.string() }),
  /** It never reached the branch that is checked out. */
  z.object({ kind: z.literal('unmerged'), branches: z.array(z.string()) }),
])

/** Where a hash comes from that no declared migration has: a version that a migration file once had. */
export const Origin = z.object({
  hash: MigrationHash,
  /** The migration's tag then: the file's name without `.sql` (0.x), or the folder's name (1.0). */
  tag: z.string(),
  /** The commit that brought this version. */
  from: Commit,
  fate: Fate,
})
export type Origin = Readonly<z.infer<typeof Origin>>
export type Fate = Readonly<z.infer<typeof Fate>>
