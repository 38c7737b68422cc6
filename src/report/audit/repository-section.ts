import type { Rung } from '../../core/ladder.ts'
import { assertNever } from '../../core/never.ts'
import type { Hashed } from '../../core/verify/compare-with-manifest.ts'
import type { ProblemOf } from '../../core/verify/problem.ts'
import { join, type RichText, say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { wordProblem } from '../verify/word-problem.ts'
import { type Block, type Section, text } from './document.ts'
import { schemaSection } from './schema-section.ts'

/** What the files of the repository say at this moment, as far as it was asked for. */
export interface Repository {
  /** The migrations folder, relative to its repository's root. */
  readonly folder: string
  readonly migrations: readonly Hashed[]
  /** The files against the manifest; nothing where that could not be told. */
  readonly manifest?: FilesAndManifest | undefined
  /** The schema's source against the files; nothing where it was not asked for, or not told. */
  readonly schema?: 'migrated' | ProblemOf<'schema-not-migrated'> | undefined
  /** Whole sentences on what was asked for and could not be told. */
  readonly notTold: readonly string[]
}

export interface FilesAndManifest {
  /** The folder that the manifest was made from. */
  readonly source: string
  readonly behind?: ProblemOf<'manifest-behind'> | undefined
  readonly late: readonly ProblemOf<'runs-late'>[]
  /** Whole sentences on what a database will be reported for that ran what was published. */
  readonly changes: readonly string[]
}

/** Whether the repository is what was published, and its schema what the migrations make. */
export function standingOf(repository: Repository) {
  if (differencesOf(repository).length > 0) return 'differs'
  return repository.notTold.length > 0 ? 'not-told' : 'agrees'
}

/** What goes on in the headline of a database that is in sync: the rest may not be fine. */
export function butTheRepository(repository: Repository): RichText {
  const standing = standingOf(repository)
  switch (standing) {
    case 'agrees':
      return []
    case 'differs':
      return words(`, but ${differencesOf(repository).join(', and ')}`)
    case 'not-told':
      return words(', but not all of the repository could be compared')
    default:
      return assertNever(standing)
  }
}

function differencesOf({ manifest, schema }: Repository): string[] {
  const hasChanged = manifest !== undefined && manifest.changes.length > 0
  return [
    ...(hasChanged ? ['the files contradict what was published'] : []),
    ...(manifest?.behind !== undefined && !hasChanged ? ['its manifest is not up to date'] : []),
    ...(schema === undefined || schema === 'migrated'
      ? []
      : ['the schema has no migration for a change']),
  ]
}

/** More tags than these are for JSON. */
const mostTags = 20

/** What differs between the files, the manifest and the schema's source. */
export function repositorySections(repository: Repository, ladder: readonly Rung[]): Section[] {
  const { folder, migrations, manifest, schema } = repository
  const count = words(plural(migrations.length, 'migration'))
  const isSame = manifest !== undefined && !isOtherwise(manifest)
  const blocks = [
    ...(isSame ? [text(say`${folder} holds what the manifest declares: ${count}.`)] : []),
    ...(schema === 'migrated'
      ? [text(say`The schema's source has all its migrations: nothing is left to generate.`)]
      : []),
  ]
  const sections = [
    ...(manifest === undefined ? [] : manifestSections(repository, manifest, ladder)),
    ...(schema === undefined || schema === 'migrated' ? [] : [schemaSection(schema)]),
  ]
  if (blocks.length + sections.length === 0) return []
  return [{ heading: words('Migration files and schema'), blocks, sections }]
}

function isOtherwise({ behind, late, changes }: FilesAndManifest): boolean {
  return behind !== undefined || late.length + changes.length > 0
}

function manifestSections(
  { folder, migrations }: Repository,
  { source, behind, late, changes }: FilesAndManifest,
  ladder: readonly Rung[],
): Section[] {
  const other =
    source === folder
      ? []
      : [text(say`The manifest was made from ${source}, and this is ${folder}.`)]
  // What has changed is to be put back, and not to be published.
  const isToPublish = behind !== undefined && (behind.lacks.length > 0 || changes.length === 0)
  const added = migrations.filter(({ tag }) => behind?.lacks.includes(tag) === true)
  return [
    ...(changes.length === 0
      ? []
      : [
          {
            heading: words('The files contradict what was published'),
            severity: 'warning',
            blocks: [...other, ...changes.map((change) => text(sentence(change, 1000)))],
          } as const,
        ]),
    ...[...(isToPublish ? [behind] : []), ...late].map((problem): Section => {
      const { title, text: told, severity } = wordProblem(problem)
      const known = problem === behind ? recordedBlocks(added, ladder) : []
      return {
        heading: words(title),
        severity,
        blocks: [text(sentence(told, 2000)), ...known],
      }
    }),
  ]
}

/** Rows of new migrations, which are unknown only for want of a manifest. */
function recordedBlocks(added: readonly Hashed[], ladder: readonly Rung[]): Block[] {
  const known = added.flatMap(({ tag, hash }) =>
    ladder.flatMap(({ state, row }) =>
      state === 'unknown' && row?.hash === hash ? [say`${tag} (row ${row?.id ?? ''})`] : [],
    ),
  )
  if (known.length === 0) return []
  const shown = join(known.slice(0, mostTags), ', ')
  const more = words(known.length > mostTags ? ` and ${known.length - mostTags} more` : '')
  return [text(say`The database has run already: ${shown}${more}. Publishing explains that.`)]
}
