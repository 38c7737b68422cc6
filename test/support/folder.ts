import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Texts and bytes by path; a path that ends in `/` is an empty folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** A temporary folder with these files, which is gone when the test is over. */
export async function makeFolder(files: Files): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'driftwatch-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await addFiles(folder, files)
  return folder
}

export async function addFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path)
    await mkdir(path.endsWith('/') ? target : dirname(target), { recursive: true })
    if (!path.endsWith('/')) await writeFile(target, content)
  }
}

/** A folder of drizzle-kit 0.x: the SQL by tag, each generated a day after the one before. */
export function journalFiles(sql: Readonly<Record<string, string | Uint8Array>>): Files {
  const entries = Object.keys(sql).map((tag, idx) => ({
    idx,
    version: '7',
    when: Date.UTC(2026, 0, 1 + idx),
    tag,
    breakpoints: true,
  }))
  const files = Object.entries(sql).map(([tag, text]) => [`${tag}.sql`, text] as const)
  return { 'meta/_journal.json': journalText(entries), ...Object.fromEntries(files) }
}

/** The text of a journal with these entries, as drizzle-kit 0.31 writes it. */
export function journalText(
  entries: unknown,
  head: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ version: '7', dialect: 'postgresql', entries, ...head }, null, 2)
}
