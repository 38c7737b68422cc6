import { assertNever } from '../core/never.ts'
import { isOfObject, type SchemaFinding } from '../core/schema/without-definitions.ts'
import type { Entry } from './fold-findings.ts'
import { join, type RichText, say, words } from './rich-text.ts'
import { migrationText, settleStep } from './schema-next.ts'
import { plural } from './time-in-words.ts'
import { namesOfAspects, sqlCode } from './wording-aspects.ts'
import { definitionOf, type FullLine } from './wording-in-full.ts'
import type { Wording } from './wording-parts.ts'
import { ignoreStep } from './wording-rules.ts'
import { consequenceOf, likelyOf, nameInFull, stateOf, typeInWords } from './wording-schema.ts'

/** How many objects of a group have a line each. */
const listed = 20

/** How much of a definition such a line shows. */
const shortDefinition = 120

/** At most so many effects are told of a group. */
const effects = 3

/** Several objects that differ for one reason, or in one way in one table. */
export function wordObjects(finding: SchemaFinding, objects: readonly SchemaFinding[]): Wording {
  const { because } = finding
  const consequences = [...new Set(objects.map(consequenceOf))].slice(0, effects)
  return {
    title: because === undefined ? titleOfAlike(finding, objects) : titleOfCause(because, objects),
    what: say`${join(objects.slice(0, listed).map(nameInFull), ', ')}${moreOf(objects, ', and more')}.`,
    likely: likelyOfAll(finding, objects),
    consequence: words(consequences.join(' ')),
    next:
      because === undefined
        ? [
            { text: migrationText(finding) },
            ignoreStep(
              finding,
              say`Or accept that they differ, one by one or with ${'*'} for any name:`,
            ),
          ]
        : [settleStep(because)],
  }
}

/** What `wordObjects` finds with all its SQL, a line for each object. */
export function objectsInFull(
  { because }: SchemaFinding,
  objects: readonly SchemaFinding[],
): FullLine[] {
  const lines = objects.slice(0, listed).map((each): FullLine => ({
    text: lineOf(each, because !== undefined),
    isPart: true,
  }))
  return [...lines, ...moreLine(objects.length - listed)]
}

function titleOfAlike(
  { object, kind, aspects }: SchemaFinding,
  objects: readonly SchemaFinding[],
): RichText {
  const { schema, table = '', type } = object
  const state = stateOf({ kind, aspects }).replace(/^is /, 'are ')
  return say`${`${schema}.${table}`}: ${objects.length} ${typeInWords(type, objects.length)} ${words(state)}`
}

function titleOfCause(
  { why, tag }: NonNullable<SchemaFinding['because']>,
  objects: readonly SchemaFinding[],
): RichText {
  const count = plural(objects.length, 'object')
  switch (why) {
    case 'skipped':
      return say`${tag} was skipped, and ${words(count)} differ`
    case 'pending':
      return say`${tag} is pending, and ${words(count)} are as it leaves them already`
    case 'edited':
      return say`${tag} was edited after it was applied, and ${words(count)} differ`
    default:
      return assertNever(why)
  }
}

/** What one skipped migration makes and drops has more than one explanation. */
function likelyOfAll(finding: SchemaFinding, objects: readonly SchemaFinding[]): RichText {
  const isMixed = new Set(objects.map(({ kind }) => kind)).size > 1
  return isMixed && finding.because?.why === 'skipped'
    ? say`${finding.because.tag} was skipped, which explains what is not there, and what it is to drop; what it is to make and is there was applied and not recorded, or by hand.`
    : likelyOf(finding)
}

/** `column public.users.email: text not null`; in a mixed list after the side that has it. */
function lineOf(finding: SchemaFinding, isMixed: boolean): RichText {
  const named = say`${typeInWords(finding.object.type)} ${nameInFull(finding)}`
  if (finding.kind === 'changed') {
    const isShort = JSON.stringify(finding.aspects).length <= 2 * shortDefinition
    const aspects = isShort ? finding.aspects : finding.aspects.map(({ name }) => ({ name }))
    return say`${words(isMixed ? 'different: ' : '')}${named}: ${namesOfAspects(aspects)}`
  }
  const definition = definitionOf(finding)
  const said = definition === '' ? [] : say`: ${sqlCode(definition, shortDefinition)}`
  if (!isMixed) return say`${named}${said}`
  const side = finding.kind === 'lacking' ? 'not in the database' : 'only in the database'
  return say`${words(side)}: ${named}${said}`
}

function moreOf(objects: readonly unknown[], text: string): RichText {
  return words(objects.length > listed ? text : '')
}

function moreLine(more: number): FullLine[] {
  return more > 0 ? [{ text: say`+${more} more; ${'--format json'} shows all.`, isPart: true }] : []
}

/** How many names are told of what is only counted. */
const named = 30

/** What is not told by itself: of objects the names, of all else how many. */
export function wordMore(entries: readonly Entry[]): RichText {
  const objects = entries.flatMap(({ finding, objects: several }) =>
    isOfObject(finding) ? (several ?? [finding]) : [],
  )
  const count = Math.max(entries.length, objects.length)
  const names = join(objects.slice(0, named).map(nameInFull), ', ')
  const shown =
    objects.length === 0 ? [] : say`: ${names}${words(objects.length > named ? ', …' : '')}`
  const types = objects.length > named ? countsOfTypes(objects) : []
  return say`+${count} more of this kind${types}${shown}; ${'--format json'} shows all.`
}

/** `, 495 tables and 500 columns`: of what is not named, somebody may look for one type. */
function countsOfTypes(objects: readonly SchemaFinding[]): RichText {
  const counts = [...Map.groupBy(objects, ({ object }) => object.type)].map(
    ([type, { length }]) => say`${length} ${typeInWords(type, length)}`,
  )
  const last = counts.pop() ?? []
  return counts.length === 0 ? say`, ${last}` : say`, ${join(counts, ', ')} and ${last}`
}
