import type { Finding, FindingOf } from '../finding.ts'

export type SchemaFinding = FindingOf<'lacking'> | FindingOf<'changed'> | FindingOf<'extra'>

type Aspect = SchemaFinding['aspects'][number]

/** Whether a finding is about an object of the schema. */
export function isOfObject<T extends { readonly kind: string }>(
  finding: T,
): finding is T & SchemaFinding {
  const { kind } = finding
  return kind === 'lacking' || kind === 'changed' || kind === 'extra'
}

/** Aspects that hold nothing but one of the words below. */
const flags = new Set([
  'enabled',
  'not null',
  'row security',
  'row security forced',
  'triggers',
  'unique',
  'valid',
  'validated',
])
const flagWords = new Set([
  'yes',
  'no',
  'always',
  'disabled',
  'no inherit',
  'no inherit, not validated',
  'not validated',
  'replica',
])

/**
 * A finding as it may leave the place where it was found: of what is said of an object, the other
 * name, the type of a column and the plain flags stay. Of all else only the name stays, as it may
 * hold SQL that somebody wrote.
 */
export function withoutDefinitions(finding: SchemaFinding): SchemaFinding
export function withoutDefinitions(finding: Finding): Finding
export function withoutDefinitions(finding: Finding): Finding {
  if (!isOfObject(finding)) return finding
  const isColumn = finding.object.type === 'column'
  const aspects = finding.aspects.map((aspect) =>
    isHarmless(aspect, isColumn) ? aspect : { name: aspect.name },
  )
  return { ...finding, aspects }
}

function isHarmless({ name, declared, live }: Aspect, isColumn: boolean): boolean {
  if (name === 'name' || (name === 'type' && isColumn)) return true
  return flags.has(name) && [declared, live].every((value) => value == null || flagWords.has(value))
}
