import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '../../core/manifest.ts'
import { isAbsence, readFileIfThere } from '../files/read-file.ts'

/** The texts of drizzle-kit's snapshots in a folder, in the order of their names. */
export async function readSnapshots(
  folder: string,
  layout: Manifest['layout'],
): Promise<readonly string[]> {
  const files =
    layout === 'journal'
      ? (await namesIn(join(folder, 'meta')))
          .filter((name) => name.endsWith('_snapshot.json') && !name.startsWith('_'))
          .map((name) => join(folder, 'meta', name))
      : (await namesIn(folder)).map((name) => join(folder, name, 'snapshot.json'))
  const texts = await Promise.all(files.map(readFileIfThere))
  return texts.flatMap((bytes) => bytes?.toString('utf8') ?? [])
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}
