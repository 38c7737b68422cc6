import type { SchemaFinding } from '../core/schema/without-definitions.ts'
import { cleanSql, join, type RichText, say, words } from './rich-text.ts'

export type Aspect = SchemaFinding['aspects'][number]

/** How many characters of a definition are shown, of each side. */
export const definitionLength = 500

/** What differs, as far as anybody may see it: names, and only such values as are no SQL. */
export function namesOfAspects(aspects: SchemaFinding['aspects']): RichText {
  const each = aspects.map((aspect) =>
    aspect.declared === undefined && aspect.live === undefined
      ? nameOf(aspect.name)
      : say`${nameOf(aspect.name)} (${sides(aspect)})`,
  )
  return join(each, ', ')
}

/** Both values of an aspect. */
export function sides({ name, declared, live }: Aspect): RichText {
  return say`declared ${valueOf(name, declared)}, live ${valueOf(name, live)}`
}

function valueOf(name: string, value: string | null | undefined): RichText {
  if (value === 'yes' || value === 'no') return words(value)
  if (value != null) return sqlCode(value)
  return words(flagsThatAreOff.has(name) ? 'no' : optOuts.has(name) ? 'yes' : 'none')
}

/** What is said only where it is so. */
const flagsThatAreOff = new Set([
  'leakproof',
  'not null',
  'restrictive',
  'row security',
  'row security forced',
  'security definer',
  'strict',
  'unique',
  'unlogged',
])

/** What is said only where it is not so. */
const optOuts = new Set(['enabled', 'valid', 'validated'])

/** An aspect's name is a word of ours, unless somebody made the finding up. */
export function nameOf(name: string): RichText {
  return /^[a-z][a-z ]*$/.test(name) ? words(name) : say`${name}`
}

/** SQL as code; only a terminal may be given it. */
export function sqlCode(sql: string, length = definitionLength): RichText {
  return [{ code: cleanSql(sql, length) }]
}
