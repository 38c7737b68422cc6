import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'

export interface StoryMigration {
  readonly tag: string
  readonly when: number
  readonly sql: string
}

const source = join(import.meta.dirname, 'drizzle')

const Journal = z.object({ entries: z.array(z.object({ tag: z.string(), when: z.number() })) })

const all = await readAll()

/** The four migrations that the application has when the story begins. */
export const history: readonly StoryMigration[] = all.slice(0, -1)

/** The fifth puts into a file what was patched by hand; it runs with the patch and without it. */
export const canonicalMigration: StoryMigration = lastOf(all)

/** A row that was in production's ledger before the history began; no file has this hash. */
export const orphan = {
  id: 1,
  hash: '6cec6782aaf9057166ccb08a58ef9b80d73f31313388e5223707008c0bd35984',
  createdAt: 1764195174560,
} as const

/** The columns that the code expected and production did not have. */
export const patchedColumns = ['email_error', 'email_status', 'last_email_attempt_at'] as const

/** How they were patched into production by hand. */
export const handPatch = [
  "ALTER TABLE intake_clarifications ADD COLUMN email_status varchar NOT NULL DEFAULT 'NOT_SENT'",
  'ALTER TABLE intake_clarifications ADD COLUMN email_error text',
  'ALTER TABLE intake_clarifications ADD COLUMN last_email_attempt_at timestamp',
] as const

/** The index that `strangersMigration` makes. */
export const strangersIndex = 'users_email_idx'

/** Generated on a branch in January, and run from a laptop; the branch was never merged. */
export const strangersMigration: StoryMigration = {
  tag: '0002_index_users_by_email',
  when: Date.UTC(2026, 0, 20, 16, 42),
  sql: `CREATE INDEX "${strangersIndex}" ON "users" USING btree ("email");`,
}

/** The hash that Drizzle writes to its ledger. */
export function hashOf({ sql }: StoryMigration): string {
  return createHash('sha256').update(sql).digest('hex')
}

/** Writes a folder as drizzle-kit 0.31 does, in the order in which they were generated. */
export async function writeMigrations(
  folder: string,
  migrations: readonly StoryMigration[],
): Promise<void> {
  const ordered = migrations.toSorted((a, b) => a.when - b.when)
  await mkdir(join(folder, 'meta'), { recursive: true })
  for (const { tag, sql } of ordered) await writeFile(join(folder, `${tag}.sql`), sql)
  const entries = ordered.map(({ tag, when }, idx) => ({
    idx,
    version: '7',
    when,
    tag,
    breakpoints: true,
  }))
  const journal = { version: '7', dialect: 'postgresql', entries }
  await writeFile(join(folder, 'meta', '_journal.json'), JSON.stringify(journal, null, 2))
}

function lastOf(migrations: readonly StoryMigration[]): StoryMigration {
  const last = migrations.at(-1)
  if (last === undefined) throw new Error('there are no migrations')
  return last
}

async function readAll(): Promise<readonly StoryMigration[]> {
  const text = await readFile(join(source, 'meta', '_journal.json'), 'utf8')
  const { entries } = Journal.parse(JSON.parse(text))
  return Promise.all(
    entries.map(async ({ tag, when }) => ({
      tag,
      when,
      sql: await readFile(join(source, `${tag}.sql`), 'utf8'),
    })),
  )
}
