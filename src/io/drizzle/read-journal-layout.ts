import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Migration } from '../../core/migration.ts'
import { UserError } from '../errors.ts'
import type { Script } from '../script.ts'
import type { DrizzleFolder } from './drizzle-folder.ts'
import { fingerprint } from './fingerprint.ts'
import { type JournalEntry, parseJournal } from './journal.ts'
import { readFileIfThere } from '../files/read-file.ts'
import { warn } from './warnings.ts'

/** A folder of drizzle-kit 0.x: `meta/_journal.json`, and `<tag>.sql` for each of its entries. */
export async function readJournalLayout(folder: string, journal: Buffer): Promise<DrizzleFolder> {
  const entries = parseJournal(journal.toString('utf8'), journalPath(folder))
  const migrations: Migration[] = []
  const scripts: Script[] = []
  const warnings: string[] = []
  const absent: string[] = []
  for (const { tag, when } of entries) {
    const file = join(folder, `${tag}.sql`)
    const bytes = await readFileIfThere(file)
    if (bytes === undefined) {
      absent.push(`${tag}.sql`)
      continue
    }
    const { hash, twins, validUtf8, text } = fingerprint(bytes)
    migrations.push({ tag, when, hash, twins })
    scripts.push({ file, sql: text })
    if (!validUtf8) warnings.push(warn.notUtf8(`${tag}.sql`))
  }
  if (absent.length > 0) {
    throw new UserError(
      `${journalPath(folder)} declares migrations whose file is not there: ${absent.join(', ')}. Bring the files back from git; without them Drizzle runs no migration at all. (If they never ran anywhere, remove their entries.)`,
    )
  }
  const undeclared = await undeclaredFiles(folder, entries)
  return {
    layout: 'journal',
    migrations,
    scripts,
    warnings: [...warnings, ...undeclared, ...outOfOrder(entries)],
  }
}

/** Where drizzle-kit 0.x keeps the order of a folder's migrations. */
export function journalPath(folder: string): string {
  return join(folder, 'meta', '_journal.json')
}

async function undeclaredFiles(
  folder: string,
  entries: readonly JournalEntry[],
): Promise<readonly string[]> {
  const declared = new Set(entries.map(({ tag }) => `${tag}.sql`))
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  return files.filter((name) => !declared.has(name)).map(warn.notInJournal)
}

function outOfOrder(entries: readonly JournalEntry[]): readonly string[] {
  const warnings: string[] = []
  let newest: JournalEntry | undefined
  for (const entry of entries) {
    if (newest === undefined || entry.when > newest.when) newest = entry
    else warnings.push(warn.olderThanBefore(entry.tag, newest.tag))
  }
  return warnings
}
