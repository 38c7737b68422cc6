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

/** The five migrations that the application has when the story begins. */
export const history: readonly StoryMigration[] = await readHistory()

/** A row that was in production's ledger before the history began; no file has this hash. */
export const orphan = {
  id: 1,
  hash: '6cec6782aaf9057166ccb08a58ef9b80d73f31313388e5223707008c0bd35984',
  createdAt: 1764195174560,
} as const

/** What was written to production by hand, before the last of the five put it into a file. */
export const handPatch = `
  ALTER TABLE intake_clarifications ADD COLUMN email_status varchar NOT NULL DEFAULT 'NOT_SENT';
  ALTER TABLE intake_clarifications ADD COLUMN email_error text;
  ALTER TABLE intake_clarifications ADD COLUMN last_email_attempt_at timestamp`

/** Generated on a branch in January, and run from a laptop; the branch was never merged. */
export const strangersMigration: StoryMigration = {
  tag: '0002_index_users_by_email',
  when: Date.UTC(2026, 0, 20, 16, 42),
  sql: 'CREATE INDEX "users_email_idx" ON "users" USING btree ("email");',
}

/** What the team writes next. */
export const nextMigration: StoryMigration = {
  tag: '0005_add_closed_at_to_intake_clarifications',
  when: Date.UTC(2026, 2, 2, 9, 30),
  sql: 'ALTER TABLE "intake_clarifications" ADD COLUMN "closed_at" timestamp;',
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

async function readHistory(): Promise<readonly StoryMigration[]> {
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
