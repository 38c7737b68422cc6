import { join } from 'node:path'
import * as z from 'zod/mini'
import type { NextMigration } from '../../core/codify/next-migration.ts'
import type { Manifest } from '../../core/manifest.ts'
import { journalPath } from '../drizzle/read-journal-layout.ts'
import { readFileIfThere } from '../files/read-file.ts'
import type { Draft } from '../files/write-all.ts'

const Journal = z.looseObject({
  entries: z.array(z.looseObject({ idx: z.optional(z.number()), version: z.optional(z.string()) })),
})
type Journal = z.infer<typeof Journal>

/** A journal with all that it holds, and the bytes of its file. */
export interface WholeJournal {
  readonly journal: Journal
  readonly bytes: Uint8Array
}

/** The journal of a folder of 0.x as it is written; nothing in one of 1.0. */
export async function readWholeJournal(folder: string): Promise<WholeJournal | undefined> {
  const bytes = await readFileIfThere(journalPath(folder))
  if (bytes === undefined) return undefined
  const written: unknown = JSON.parse(bytes.toString('utf8'))
  const { entries, ...head } = Journal.parse(written)
  // zod gives known keys first, and the file is to keep its order.
  const isRecord = typeof written === 'object' && written !== null
  return { journal: { ...(isRecord ? written : head), entries }, bytes }
}

/** The number of the newest entry; -1 where there is none. */
export function lastIdxOf(whole: WholeJournal | undefined): number {
  return Math.max(-1, ...(whole?.journal.entries ?? []).map(({ idx = -1 }) => idx))
}

export interface FilesRequest {
  readonly folder: string
  readonly layout: Manifest['layout']
  readonly whole: WholeJournal | undefined
  readonly next: NextMigration
  readonly sql: string
  readonly snapshot: string | undefined
}

/** The files of the new migration. The journal comes last: without it, the others are not seen. */
export function migrationFiles(request: FilesRequest): readonly Draft[] {
  const { folder, layout, next, sql, snapshot, whole } = request
  const { tag, when, idx } = next
  const text = snapshot === undefined ? [] : [snapshot]
  if (layout === 'folders' || whole === undefined) {
    return [
      ...text.map((content) => ({ file: join(folder, tag, 'snapshot.json'), content })),
      { file: join(folder, tag, 'migration.sql'), content: sql },
    ]
  }
  const { journal, bytes } = whole
  const version = journal.entries.at(-1)?.version ?? '7'
  const entry = { idx, version, when, tag, breakpoints: true }
  const [prefix = ''] = tag.split('_')
  // Without a prefix, drizzle-kit would name it so that it passes it over itself.
  const kept = prefix === '' ? [] : text
  return [
    { file: join(folder, `${tag}.sql`), content: sql },
    ...kept.map((content) => ({
      file: join(folder, 'meta', `${prefix}_snapshot.json`),
      content,
    })),
    {
      file: journalPath(folder),
      content: JSON.stringify({ ...journal, entries: [...journal.entries, entry] }, null, 2),
      replaces: bytes,
    },
  ]
}
