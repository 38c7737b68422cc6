import { assertNever } from '../core/never.ts'
import { objectTypes } from '../core/schema/catalog-object.ts'
import { objectName } from '../core/schema/ignore-rule.ts'
import { isRename } from '../core/schema/difference.ts'
import { type SchemaFinding, withoutDefinitions } from '../core/schema/without-definitions.ts'
import { clean, type RichText, say, words } from './rich-text.ts'
import { effectOf } from './schema-effects.ts'
import { schemaNext } from './schema-next.ts'
import { plural, pluralOf } from './time-in-words.ts'
import { namesOfAspects } from './wording-aspects.ts'
import type { Wording } from './wording-parts.ts'

/** One object on which the migrations and the database disagree. */
export function wordObject(finding: SchemaFinding): Wording {
  return {
    title: say`${nameInFull(finding)}: this ${typeInWords(finding.object.type)} ${words(stateOf(finding))}`,
    what: whatOf(finding),
    likely: likelyOf(finding),
    consequence: words(consequenceOf(finding)),
    next: schemaNext(finding),
  }
}

/** Three names of 63 characters, and a function's arguments. */
const longestName = 300

/** The name of an object as code, and not cut where PostgreSQL allows it. */
export function nameInFull({ object }: SchemaFinding): RichText {
  return [{ code: clean(objectName(object), longestName) }]
}

const known: readonly string[] = objectTypes

/** A type of PostgreSQL's, which is a word; anything else is foreign. */
export function typeInWords(type: string, count = 1): RichText {
  if (!known.includes(type)) return say`${type}`
  return words(count === 1 ? type : pluralOf(type))
}

/** What is wrong with an object, to go after its name. */
export function stateOf(finding: Pick<SchemaFinding, 'kind' | 'because' | 'aspects'>): string {
  const { kind, because } = finding
  switch (kind) {
    case 'lacking':
      return 'is in the migrations and not in the database'
    case 'extra':
      return because === undefined
        ? 'is in the database and in no migration'
        : 'is in the database, and no migration that was applied makes it'
    case 'changed':
      return isRename(finding) ? 'was probably renamed by hand' : 'is not as the migrations make it'
    default:
      return assertNever(kind)
  }
}

/** What was found, without a word of SQL. */
function whatOf(finding: SchemaFinding): RichText {
  const { aspects } = withoutDefinitions(finding)
  const parts = finding.parts === undefined ? undefined : partsOf(finding.parts)
  switch (finding.kind) {
    case 'lacking':
      return say`The applied migrations make it${columnInWords(finding, aspects)}${words(parts === undefined ? '' : `, and ${parts}`)}.`
    case 'extra':
      return say`No applied migration makes it${columnInWords(finding, aspects)}${words(parts === undefined ? '' : `, nor ${parts}`)}.`
    case 'changed': {
      const only = parts === undefined ? '' : ` In nothing else differ ${parts}.`
      return say`What differs: ${namesOfAspects(aspects)}.${words(only)}`
    }
    default:
      return assertNever(finding)
  }
}

/** `3 objects that are part of it`. */
export function partsOf(count: number): string {
  return `${plural(count, 'object')} that ${count === 1 ? 'is' : 'are'} part of it`
}

/** Of a column its type, and whether it takes no NULL: ` (text, not null)`. */
function columnInWords(
  { kind, object }: SchemaFinding,
  aspects: SchemaFinding['aspects'],
): RichText {
  const side = kind === 'extra' ? 'live' : 'declared'
  const valueOf = (wanted: string) => aspects.find(({ name }) => name === wanted)?.[side]
  const type = object.type === 'column' ? valueOf('type') : undefined
  if (type == null) return []
  return say` (${type}${words(valueOf('not null') == null ? '' : ', not null')})`
}

/** What is most likely behind it: a migration, if one explains it. */
export function likelyOf(finding: SchemaFinding): RichText {
  const { kind, because } = finding
  if (because !== undefined) return becauseInWords(kind, because)
  switch (kind) {
    case 'lacking':
      return say`Dropped by hand, or lost in a restore.`
    case 'extra':
      return say`Made by hand, or by a migration that the manifest does not have.`
    case 'changed':
      return isRename(finding)
        ? say`Renamed by hand; whatever else differs is told, too.`
        : say`Changed by hand, or by a migration that the manifest does not have.`
    default:
      return assertNever(kind)
  }
}

function becauseInWords(
  kind: SchemaFinding['kind'],
  { why, tag }: NonNullable<SchemaFinding['because']>,
): RichText {
  switch (why) {
    case 'skipped':
      return kind === 'extra'
        ? say`${tag} was skipped: if it is to drop this, that explains it; if it is to make this, it was applied and not recorded, or by hand.`
        : say`${tag} was skipped, which explains it.`
    case 'pending':
      return say`${tag} is pending, and this of it is done already: it was applied and not recorded, or by hand.`
    case 'edited':
      return say`${tag} was edited after it was applied, which explains it: what ran is not what the file says now.`
    default:
      return assertNever(why)
  }
}

/** What follows; of what a pending migration makes, what the next migrate does. */
export function consequenceOf(finding: SchemaFinding): string {
  if (finding.because?.why !== 'pending') return effectOf(finding)
  switch (finding.kind) {
    case 'lacking':
      return 'The next migrate will fail with “does not exist”, unless the migration says IF EXISTS.'
    case 'extra':
      return 'The next migrate will fail with “already exists”, unless the migration says IF NOT EXISTS.'
    case 'changed':
      return 'The next migrate makes the same change once more, and may fail at it.'
    default:
      return assertNever(finding)
  }
}
