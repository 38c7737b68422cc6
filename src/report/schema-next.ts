import { driftwatchCommand } from '../core/command.ts'
import { assertNever } from '../core/never.ts'
import type { Because } from '../core/schema/explain.ts'
import { isRename } from '../core/schema/difference.ts'
import type { SchemaFinding } from '../core/schema/without-definitions.ts'
import { type RichText, say } from './rich-text.ts'
import type { Step } from './wording-parts.ts'
import { ignoreStep } from './wording-rules.ts'

/** What to do about an object that differs; the migration that explains it comes first. */
export function schemaNext(finding: SchemaFinding): Step[] {
  if (finding.because !== undefined) return [settleStep(finding.because)]
  const mending = mendingSteps(finding)
  const byHand =
    mending.length === 0
      ? migrationText(finding)
      : say`If it is meant to be so, let ${'driftwatch codify'} write the migration.`
  return [
    ...mending,
    { text: byHand },
    ignoreStep(finding, say`Or accept that it differs, and say why:`),
  ]
}

/** What a migration explains goes with it. */
export function settleStep({ why, tag }: Because): Step {
  if (why === 'pending') {
    return {
      text: say`If ${tag} can run twice, run it: ${driftwatchCommand('migrate')} rehearses it, bears what is as it leaves it, and rolls back where it fails. If it cannot, and all of it is done: ${driftwatchCommand(`record --only ${tag}`)} prints the statement that records it.`,
    }
  }
  return {
    text: say`Settle ${tag} first, which is a finding of its own; then check again, as this goes with it.`,
  }
}

/** A migration for what is to stay, or a hand for what is not: each has a command that writes the SQL. */
export function migrationText({
  kind,
  aspects,
}: Pick<SchemaFinding, 'kind' | 'aspects'>): RichText {
  switch (kind) {
    case 'lacking':
      return say`Put it back by hand, as it is declared (${'driftwatch revert'} has the SQL); or, if it was dropped for good, let ${'driftwatch codify'} write the migration.`
    case 'extra':
      return say`To keep this, let ${'driftwatch codify'} write the migration, which runs here as well; if not, drop it by hand (${'driftwatch revert'} has the SQL).`
    case 'changed':
      return isRename({ aspects })
        ? say`Rename it back by hand; or, to keep the new name, let ${'driftwatch codify'} write the migration.`
        : say`Change it back by hand (${'driftwatch revert'} has the SQL); or, to keep it, let ${'driftwatch codify'} write the migration.`
    default:
      return assertNever(kind)
  }
}

/** A statement that puts a switch back, for a person to run: nothing of ours ever does. */
function mendingSteps({ kind, object, aspects }: SchemaFinding): Step[] {
  if (kind !== 'changed') return []
  const { type, schema, table, name } = object
  return aspects.flatMap((aspect): Step[] => {
    if (aspect.live === undefined || aspect.declared === undefined) return []
    const step = (text: RichText, command: string | undefined) =>
      command === undefined ? [] : [{ text, command }]
    switch (`${type} ${aspect.name} ${aspect.live ?? '-'}`) {
      case 'index valid no':
        return step(
          say`Build it anew, on the database:`,
          sql`REINDEX INDEX CONCURRENTLY ${[schema, name]};`,
        )
      case 'trigger enabled no':
        return aspect.declared === null
          ? step(
              say`To switch it on again, on the database:`,
              sql`ALTER TABLE ${[schema, table ?? '']} ENABLE TRIGGER ${[name]};`,
            )
          : []
      case 'table row security -':
        return step(
          say`To switch row security on again, on the database:`,
          sql`ALTER TABLE ${[schema, name]} ENABLE ROW LEVEL SECURITY;`,
        )
      default:
        return []
    }
  })
}

/** A statement with names in quotes; none where one of them is not plain, as it is to be pasted. */
function sql(
  own: TemplateStringsArray,
  ...names: readonly (readonly string[])[]
): string | undefined {
  if (!names.flat().every((name) => /^[\w -]{1,63}$/.test(name))) return undefined
  return own
    .map((text, index) => text + (names[index] ?? []).map((name) => `"${name}"`).join('.'))
    .join('')
}
