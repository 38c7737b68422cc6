import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { carriedSnapshot } from '../../io/codify/carry-snapshot.ts'
import { readSnapshots } from '../../io/codify/read-snapshots.ts'
import type { Ground } from './ground.ts'
import type { Request } from './request.ts'

/** The snapshot that goes with the migration, or why there is none. */
export type SnapshotMade =
  /** As drizzle-kit sees the schema's source, which agrees with the migration. */
  | { readonly status: 'of-schema'; readonly text: string }
  /** The one before under a new id, as `generate --custom` has it. */
  | { readonly status: 'carried'; readonly text: string; readonly because: string }
  /** The folder has no snapshot to go on from. */
  | { readonly status: 'none' }
  /** The schema's source says something else, in words. */
  | {
      readonly status: 'refused'
      readonly differences: readonly string[]
      readonly add: readonly string[]
    }

export async function snapshotFor(
  { migrations }: Request,
  { folder }: Ground,
  _chosen: readonly SchemaFinding[],
  _tag: string,
): Promise<SnapshotMade> {
  const text = carriedSnapshot(await readSnapshots(migrations, folder.layout))
  return text === undefined
    ? { status: 'none' }
    : { status: 'carried', text, because: 'no schema was named' }
}
