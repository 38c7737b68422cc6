import type { Manifest } from '../core/manifest.ts'
import { identityOf } from '../core/schema/catalog-object.ts'
import { linesAfter } from '../core/schema/declared-schema.ts'
import { publishedFolder } from './published.ts'
import { checkCommandLines } from './shell-command.ts'

export interface Summarized {
  readonly manifest: Manifest
  readonly file: string
  readonly isPublished: boolean
  readonly isInRepository: boolean
  /** How long the replay took, in milliseconds. */
  readonly replayMs: number
}

/** What was written, in some lines for a terminal, and what is next. */
export function manifestSummary(summarized: Summarized): string {
  const { manifest, file, isPublished, replayMs } = summarized
  const next = isPublished
    ? [`Next: Commit ${publishedFolder}/, and deploy the Worker before the migrations run.`]
    : []
  return [
    file,
    `  ${historyLine(manifest)}`,
    `  ${originLine(manifest)}`,
    ...pastLines(summarized),
    `  schema: ${schemaLine(manifest, replayMs)}`,
    ...next,
    'To hold a database against it:',
    ...checkCommandLines(file).map((line) => `  ${line}`),
    '',
  ].join('\n')
}

function historyLine({ migrations }: Manifest): string {
  const [first] = migrations
  const last = migrations.at(-1)
  const count = counted(migrations.length, 'migration', 'migrations')
  if (first === undefined || last === undefined) return count
  return first === last ? `${count}: ${first.tag}` : `${count}: ${first.tag} to ${last.tag}`
}

function originLine({ source, git }: Manifest): string {
  const commit =
    git === null
      ? 'no commit known'
      : `commit ${git.commit.slice(0, 12)}${git.dirty ? ', with changes that are not committed' : ''}`
  return `from ${source}, ${commit}`
}

/** What is known of hashes that a ledger may hold and no file has. */
function pastLines({ manifest: { origins = [] }, isInRepository }: Summarized): string[] {
  if (!isInRepository) return ['  no git work tree: what unknown hashes are will not be told']
  if (origins.length === 0) return []
  const count = counted(origins.length, 'version', 'versions')
  return [`  git history: ${count} of migrations that are not declared now, to explain hashes`]
}

function schemaLine({ schema, migrations }: Manifest, replayMs: number): string {
  if (!schema.covered) return `not covered: ${schema.because}`
  const types = [...linesAfter(schema, migrations.length)].map(
    (line) => identityOf(line).split('\t', 1)[0],
  )
  const told = [
    { type: 'table', plural: 'tables' },
    { type: 'column', plural: 'columns' },
    { type: 'index', plural: 'indexes' },
  ].map(({ type, plural }) => ({
    type,
    plural,
    count: types.filter((each) => each === type).length,
  }))
  const others = types.length - told.reduce((sum, { count }) => sum + count, 0)
  const parts = [
    ...told.map(({ type, plural, count }) => counted(count, type, plural)),
    counted(others, 'other object', 'other objects'),
  ]
  const took = `${(replayMs / 1000).toFixed(1)} s on PostgreSQL ${schema.serverVersion}`
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}, replayed in ${took}`
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
