import type { Manifest } from '../../core/manifest.ts'
import type { Migration } from '../../core/migration.ts'
import type { Script } from '../script.ts'

/** What a folder of drizzle-kit declares. */
export interface DrizzleFolder {
  readonly layout: Manifest['layout']
  /** In the order in which Drizzle runs them. */
  readonly migrations: readonly Migration[]
  /** What Drizzle runs: one script for each of the migrations. */
  readonly scripts: readonly Script[]
  /** Whole sentences on what Drizzle bears in silence; files are named within the folder. */
  readonly warnings: readonly string[]
}
