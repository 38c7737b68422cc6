import { stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import type { Manifest, Prelude } from '../core/manifest.ts'
import type { Migration } from '../core/migration.ts'
import { readDrizzleFolder } from '../io/drizzle/read-drizzle-folder.ts'
import { isAbsence, readingError } from '../io/files/read-file.ts'
import { readGitPlace } from '../io/git/read-git-folder.ts'
import { isStillPrelude } from './preludes.ts'
import { manifestCommandLine } from './shell-command.ts'

/**
 * What keeps a manifest from being what its migrations folder declares, and the command that
 * mends it; `undefined` where it is the same, and where the folder is not in this tree.
 * Throws a `UserError` where the folder cannot be read.
 */
export async function sourceProblem(
  manifest: Manifest,
  file: string,
  workingFolder: string,
): Promise<string | undefined> {
  const { name, ledger, source, schema } = manifest
  const bases = await basesFor(workingFolder)
  const folder = await findSource(source, bases)
  if (folder === undefined) return undefined
  const declared = await readDrizzleFolder(folder)
  const preludes = await Promise.all(
    (manifest.preludes ?? []).map((prelude) => findPrelude(prelude, bases)),
  )
  const differences = [
    ...(declared.layout === manifest.layout ? [] : [`layout ${declared.layout}`]),
    ...compareMigrations(manifest.migrations, declared.migrations),
    ...preludes.flatMap(({ difference }) => difference ?? []),
  ]
  if (differences.length === 0) return undefined
  const migrations = relative(workingFolder, folder) || '.'
  const command = manifestCommandLine({
    migrations,
    name,
    ledger,
    preludes: preludes.map(({ path }) => relative(workingFolder, path)),
    ledgerOnly: !schema.covered,
  })
  return `${file} is older than ${migrations}: ${differences.join('; ')}. Run: ${command}`
}

/** What a manifest names counts from the repository's root, or from where the command is run. */
async function basesFor(workingFolder: string): Promise<readonly string[]> {
  const root = (await readGitPlace(workingFolder))?.root
  return root === undefined ? [workingFolder] : [root, workingFolder]
}

async function findSource(source: string, bases: readonly string[]): Promise<string | undefined> {
  for (const base of bases) {
    const folder = resolve(base, source)
    if (await isFolder(folder)) return folder
  }
  return undefined
}

interface FoundPrelude {
  readonly path: string
  readonly difference?: string
}

async function findPrelude(prelude: Prelude, bases: readonly string[]): Promise<FoundPrelude> {
  for (const base of bases) {
    const path = resolve(base, prelude.file)
    const isSame = await isStillPrelude(path, prelude)
    if (isSame === true) return { path }
    if (isSame === false) return { path, difference: `changed the prelude ${prelude.file}` }
  }
  const path = resolve(bases[0] ?? '', prelude.file)
  return { path, difference: `gone the prelude ${prelude.file}` }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (isAbsence(error)) return false
    throw readingError(path, error)
  }
}

function compareMigrations(
  published: readonly Migration[],
  declared: readonly Migration[],
): readonly string[] {
  const before = new Map(published.map((migration) => [migration.tag, migration]))
  const tags = new Set(declared.map(({ tag }) => tag))
  const isNew = ({ tag }: Migration) => !before.has(tag)
  const isChanged = ({ tag, hash, when }: Migration) => {
    const known = before.get(tag)
    return known !== undefined && (known.hash !== hash || known.when !== when)
  }
  const isGone = ({ tag }: Migration) => !tags.has(tag)
  const differences = [
    ...told('added', declared.filter(isNew)),
    ...told('changed', declared.filter(isChanged)),
    ...told('gone', published.filter(isGone)),
  ]
  const isReordered = published.some(({ tag }, index) => declared[index]?.tag !== tag)
  return differences.length === 0 && isReordered ? ['another order'] : differences
}

function told(what: string, migrations: readonly Migration[]): readonly string[] {
  return migrations.length === 0 ? [] : [`${what} ${migrations.map(({ tag }) => tag).join(', ')}`]
}
