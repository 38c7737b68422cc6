import { join, posix, relative, resolve, sep } from 'node:path'
import { compareWithManifest } from '../../core/verify/compare-with-manifest.ts'
import type { Manifest } from '../../core/manifest.ts'
import { publishedFolder, readManifest, readPublishedNames } from '../published.ts'
import type { Checked, Ground } from './request.ts'

/** What the published manifests say otherwise than the folder: the named one, or those of it. */
export async function checkManifests(ground: Ground, named: string | undefined): Promise<Checked> {
  const found = named === undefined ? await publishedOf(ground) : [await readNamed(named)]
  return {
    rules: found.length > 0 ? ['overtaken', 'runs-late', 'manifest-behind'] : [],
    problems: found.flatMap(({ file, manifest }) =>
      compareWithManifest(ground.survey.entries, manifest, { file: within(ground.root, file) }),
    ),
  }
}

interface Found {
  readonly file: string
  readonly manifest: Manifest
}

async function readNamed(file: string): Promise<Found> {
  return { file: resolve(file), manifest: await readManifest(file) }
}

/** Those of the repository's own migrations-manifest/ that were made from this folder. */
async function publishedOf({ root, path }: Ground): Promise<readonly Found[]> {
  if (root === undefined) return []
  const folder = join(root, publishedFolder)
  const found: Found[] = []
  for (const name of await readPublishedNames(folder)) {
    const file = join(folder, `${name}.json`)
    const manifest = await readManifest(file)
    if (manifest.source === path) found.push({ file, manifest })
  }
  return found
}

/** A file as annotations name it: relative to the repository's root, where it is in one. */
export function within(root: string | undefined, file: string): string {
  const path = relative(root ?? process.cwd(), file)
  return path.split(sep).join(posix.sep)
}
