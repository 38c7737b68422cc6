import { differencesOf } from '../../core/codify/compare-lines.ts'
import { isKnownToDrizzle } from '../../core/codify/known-to-drizzle.ts'
import { assertNever } from '../../core/never.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { carriedSnapshot } from '../../io/codify/carry-snapshot.ts'
import { openCopy } from '../../io/codify/embedded.ts'
import { readSnapshots } from '../../io/codify/read-snapshots.ts'
import { asFile, runAsDrizzle, wordsOfFailure } from '../../io/codify/run-statements.ts'
import { generateAside } from '../../io/drizzle-kit/generate-aside.ts'
import { UserError } from '../../io/errors.ts'
import { catalogReader } from '../../io/replay/catalog-reader.ts'
import { schemaText } from '../../report/codify/schema-text.ts'
import { withCleanUp } from '../clean-up.ts'
import { askSchema } from './ask-schema.ts'
import { type Ground, liveWhere } from './ground.ts'
import type { Request } from './request.ts'

/** The snapshot that goes with the migration, or why there is none. */
export type SnapshotMade =
  /** As drizzle-kit sees the schema's source, which agrees with the migration. */
  | { readonly status: 'of-schema'; readonly text: string }
  /** The one before under a new id, as `generate --custom` has it. */
  | {
      readonly status: 'carried'
      readonly text: string
      readonly because: string
      /** It was asked for, so that the schema was not looked at. */
      readonly isWanted: boolean
    }
  /** The folder has no snapshot to go on from. */
  | { readonly status: 'none' }
  /** The schema's source says something else, in words; what can be added to it, as text. */
  | {
      readonly status: 'refused'
      readonly differences: readonly string[]
      readonly add: readonly string[]
    }

/**
 * The snapshot of the new migration. Whether the schema's source agrees is found out by running
 * what drizzle-kit would generate for it: it has to come to the same catalog.
 */
export async function snapshotFor(
  request: Request,
  ground: Ground,
  chosen: readonly SchemaFinding[],
): Promise<SnapshotMade> {
  const { migrations, onStep } = request
  const before = carriedSnapshot(await readSnapshots(migrations, ground.folder.layout))
  if (before === undefined) return { status: 'none' }
  const isWanted = request.keepSnapshot
  const carried = (because: string) =>
    ({ status: 'carried', text: before, because, isWanted }) as const
  if (isWanted) return carried('--keep-snapshot asks for it')
  onStep('Asking drizzle-kit about the schema…')
  const { answer, isAsked, folder } = await askSchema(request, ground)
  if (answer === undefined) return carried('no schema was named')
  switch (answer.status) {
    case 'not-ours':
      return carried(answer.because)
    case 'failed':
      if (isAsked) throw new UserError(`The schema could not be compared: ${answer.words}`)
      return carried(`the schema could not be compared (${answer.words})`)
    case 'same':
    case 'different': {
      const statements = answer.status === 'same' ? [] : answer.statements
      const question = answer.status === 'same' ? undefined : answer.question
      const { differences, isToAdd } =
        question === undefined
          ? await disagreements(ground, chosen, statements)
          : { differences: [question], isToAdd: () => true }
      if (differences.length > 0) {
        return { status: 'refused', differences, add: schemaText(chosen.filter(isToAdd)) }
      }
      if (statements.length === 0) return { status: 'of-schema', text: before }
      const { files, casing } = answer
      const text = await generateAside({ files, casing, migrations: folder })
      if (text !== undefined) return { status: 'of-schema', text }
      throw new UserError(
        'drizzle-kit wrote no snapshot for the schema: see what `drizzle-kit generate` says of it.',
      )
    }
    default:
      return assertNever(answer)
  }
}

/** SQLSTATEs of what is there already, or is not there: columns, tables, and other objects. */
const ofOtherSchema: ReadonlySet<string> = new Set([
  '42701',
  '42703',
  '42704',
  '42710',
  '42P01',
  '42P07',
])

const isBehind =
  "That is what PostgreSQL says of what drizzle-kit would generate. As a rule its snapshot is behind the migrations: a custom migration changed the schema, and its snapshot does not know. Codify with --keep-snapshot, and bring the snapshot up to date with `drizzle-kit generate`, where you leave of the file's statements only those that the migrations do not have."

async function disagreements(
  ground: Ground,
  chosen: readonly SchemaFinding[],
  statements: readonly string[],
): Promise<{
  readonly differences: readonly string[]
  /** Whether it is something of a finding that differs, to be added. */
  readonly isToAdd: (finding: SchemaFinding) => boolean
}> {
  const { declared, provided, ledger } = ground
  const database = await openCopy(ground.cluster)
  return withCleanUp(database.close, async () => {
    const failed =
      statements.length === 0 ? undefined : await runAsDrizzle(database, asFile(statements))
    if (failed !== undefined) {
      const behind = ofOtherSchema.has(failed.failure.code) ? [isBehind] : []
      return { differences: [...wordsOfFailure(failed), ...behind], isToAdd: () => true }
    }
    const lines = await catalogReader(database, ledger)()
    const found = { lines, serverVersion: declared.serverVersion }
    const left = differencesOf(liveWhere(ground, chosen), found, provided).filter(({ object }) =>
      isKnownToDrizzle(object),
    )
    const names = new Set(left.map(({ object }) => objectName(object)))
    return {
      differences: left.map(({ words }) => `By the schema, ${words}.`),
      isToAdd: ({ object }: SchemaFinding) => names.has(objectName(object)),
    }
  })
}
