import type { Manifest } from '../manifest.ts'
import { overtaken } from './compare-with-base.ts'
import { type Entry, newestOf } from './entry.ts'
import type { Place, Problem } from './problem.ts'

/** A migration of the folder, with the hash that Drizzle would record for it. */
export type Hashed = Entry & { readonly hash?: string | undefined }

/** What a published manifest knows otherwise, and which new migrations its newest one overtakes. */
export function compareWithManifest(
  entries: readonly Hashed[],
  manifest: Pick<Manifest, 'name' | 'layout' | 'migrations'>,
  place: Place,
): Problem[] {
  const { name, layout, migrations } = manifest
  const published = new Map(migrations.map(({ tag, hash }) => [tag, hash]))
  const declared = new Set(entries.map(({ tag }) => tag))
  const added = entries.filter(({ tag }) => !published.has(tag))
  const lacks = added.map(({ tag }) => tag)
  const differs = entries
    .filter(
      ({ tag, hash }) => hash !== undefined && published.has(tag) && published.get(tag) !== hash,
    )
    .map(({ tag }) => tag)
  const keeps = migrations.map(({ tag }) => tag).filter((tag) => !declared.has(tag))
  const isBehind = [lacks, differs, keeps].some((tags) => tags.length > 0)
  return [
    ...overtaken(added, newestOf(migrations), `the published manifest ${name}`, layout),
    ...(isBehind
      ? [{ rule: 'manifest-behind', manifest: name, lacks, differs, keeps, place } as const]
      : []),
  ]
}
