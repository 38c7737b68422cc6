import { assertNever } from '../never.ts'
import type { SchemaObject } from '../schema/catalog-object.ts'
import { compareSchema } from '../schema/compare-schema.ts'
import { type Difference, subjectOf } from '../schema/difference.ts'
import { objectName } from '../schema/ignore-rule.ts'

/** A catalog, and the version of the PostgreSQL that tells it. */
export interface CatalogText {
  readonly lines: readonly string[]
  readonly serverVersion: string
}

/**
 * What differs between the catalog that is to be and the one that is, each in a few words; what
 * only another version of PostgreSQL explains does not. `provided` is there before any migration.
 */
export function compareLines(
  wanted: CatalogText,
  found: CatalogText,
  provided: string,
): readonly string[] {
  return differencesOf(wanted, found, provided).map(({ words }) => words)
}

/** As `compareLines`, with the objects that differ. */
export function differencesOf(
  wanted: CatalogText,
  found: CatalogText,
  provided: string,
): readonly { readonly object: SchemaObject; readonly words: string }[] {
  return compareSchema({
    declared: { serverVersion: wanted.serverVersion, provided },
    wanted: new Set(wanted.lines),
    live: found.lines,
    serverVersion: found.serverVersion,
  }).map((difference) => ({ object: subjectOf(difference).object, words: inWords(difference) }))
}

function inWords(difference: Difference): string {
  const { object } = subjectOf(difference)
  const name = `${object.type} ${objectName(object)}`
  switch (difference.kind) {
    case 'lacking':
      return `${name} is not there`
    case 'extra':
      return `${name} should not be there`
    case 'changed': {
      const [first] = difference.aspects
      const sides =
        first === undefined
          ? ''
          : `: ${first.name} is ${shown(first.live)}, and should be ${shown(first.declared)}`
      return `${name} differs${sides}`
    }
    default:
      return assertNever(difference)
  }
}

function shown(value: string | null): string {
  return value === null ? 'not set' : JSON.stringify(value.slice(0, 200))
}
