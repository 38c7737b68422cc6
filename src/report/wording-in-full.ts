import type { SchemaFinding } from '../core/schema/without-definitions.ts'
import { join, type RichText, say, words } from './rich-text.ts'
import { differenceOf } from './text-difference.ts'
import { plural } from './time-in-words.ts'
import { type Aspect, definitionLength, nameOf, sides, sqlCode } from './wording-aspects.ts'
import { partsOf } from './wording-schema.ts'

/** A line of its own, or, where it is a part, of the line above. */
export interface FullLine {
  readonly text: RichText
  readonly isPart?: true
}

/** The same where both sides are, from where they differ. */
const excerptLength = 240

/** Two values that are no longer than this together are told in one line. */
const shortLength = 90

const rest = say`${'--format json'} shows all of it.`

/** What a finding about an object says with all its SQL; nothing where that was left out. */
export function objectInFull(finding: SchemaFinding): FullLine[] {
  const { kind, parts } = finding
  const lines = kind === 'changed' ? bothSidesInFull(finding) : oneSideInFull(finding)
  if (lines.length === 0 || parts === undefined) return lines
  const also =
    kind === 'changed'
      ? `In nothing else differ ${partsOf(parts)}.`
      : `${plural(parts, 'object')} ${parts === 1 ? 'is' : 'are'} part of it.`
  return [...lines, { text: words(also) }]
}

/** What an object is, in the words of its definition; nothing where that was left out. */
export function definitionOf({ kind, object, aspects }: SchemaFinding): string {
  const side = kind === 'extra' ? 'live' : 'declared'
  return aspects
    .filter(({ name }) => !(name === 'type' && object.type === 'constraint'))
    .flatMap((aspect) => {
      const value = aspect[side]
      if (value == null || value === '') return []
      return [inWords(aspect.name, aspect.name === 'default' ? withoutCast(value) : value)]
    })
    .join(' ')
}

/** `'x'::text` as people write it; a literal without its type means the same in a default. */
function withoutCast(value: string): string {
  return value.replace(/^('(?:[^']|'')*')::[a-z ]+$/, '$1')
}

/** The aspects that need no name before their value. */
const bare = new Set(['type', 'definition', 'body', 'sql body', 'values', 'attributes'])

/** One thing said of an object, close to how SQL says it: `not null`, `default now()`. */
function inWords(name: string, value: string): string {
  if (value === 'yes') return name
  if (value === 'no') return name === 'enabled' ? 'disabled' : `not ${name}`
  if (bare.has(name)) return value
  if (name === 'identity') return `generated ${value} as identity`
  if (name === 'generated') return `generated always, ${value}`
  return name === 'expression' ? `as (${value})` : `${name} ${value}`
}

/** The definition of what only one side has. */
function oneSideInFull(finding: SchemaFinding): FullLine[] {
  const definition = definitionOf(finding)
  if (definition === '') return []
  const side = finding.kind === 'extra' ? 'In the database' : 'Declared'
  const text = say`${words(side)}: ${sqlCode(definition)}${words(stopAfter(definition))}`
  return definition.length > definitionLength ? [{ text }, { text: rest }] : [{ text }]
}

/** Both sides of all that differs. */
function bothSidesInFull({ aspects }: SchemaFinding): FullLine[] {
  const known = aspects.filter(({ declared, live }) => declared !== undefined || live !== undefined)
  if (known.length === 0) return []
  const lines = known.flatMap(bothSides)
  const others = aspects.filter((aspect) => !known.includes(aspect)).map(({ name }) => name)
  const also = others.length === 0 ? [] : [{ text: say`Also: ${listed(others)}.` }]
  const isCut = known.some(({ declared, live }) =>
    [declared, live].some((value) => (value?.length ?? 0) > excerptLength),
  )
  return [...lines, ...also, ...(isCut ? [{ text: rest }] : [])]
}

function bothSides(aspect: Aspect): FullLine[] {
  const { name, declared, live } = aspect
  if (declared == null || live == null || declared.length + live.length <= shortLength) {
    return [{ text: say`${nameOf(name)}: ${sides(aspect)}.` }]
  }
  const { line, left, right, isInvisible } = differenceOf(declared, live, excerptLength)
  const place = declared.includes('\n') || live.includes('\n') ? `, first in line ${line}` : ''
  const head = say`${nameOf(name)}: differs`
  if (isInvisible) {
    return [{ text: say`${head} in white space or invisible characters only${words(place)}.` }]
  }
  return [
    { text: say`${head}${words(place)}:` },
    { text: say`declared ${[{ code: left }]}`, isPart: true },
    { text: say`live ${[{ code: right }]}`, isPart: true },
  ]
}

function listed(names: readonly string[]): RichText {
  return join(names.map(nameOf), ', ')
}

/** A definition that ends in a semicolon or a stop needs no other. */
function stopAfter(definition: string): string {
  return /[.;]\s*$/.test(definition) ? '' : '.'
}
