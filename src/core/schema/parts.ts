import { isRelation, type SchemaObject } from './catalog-object.ts'
import { type Difference, isRename, subjectOf } from './difference.ts'

/**
 * The differences without those that go without saying: where a table is lacking or extra, all of
 * its columns, keys and indexes are, and where a schema is, all that is in it. They are counted.
 */
export function withoutParts(differences: readonly Difference[]): Difference[] {
  const wholes = new Map<string, Difference>()
  for (const difference of differences) {
    const { object } = subjectOf(difference)
    if (difference.kind === 'changed') continue
    if (object.type === 'schema') wholes.set(`${difference.kind} ${object.name}`, difference)
    if (isRelation(object))
      wholes.set(relationKey(difference.kind, object.schema, object.name), difference)
  }
  for (const difference of differences) {
    if (difference.kind !== 'changed' || !isRename(difference)) continue
    const { schema, name } = difference.declared.object
    // Its parts are told under that name, whatever has it now.
    if (isRelation(difference.declared.object)) wholes.delete(relationKey('extra', schema, name))
  }
  const parts = new Map<Difference, number>()
  const left = differences.filter((difference) => {
    const whole = wholeOf(difference, wholes)
    if (whole !== undefined) parts.set(whole, (parts.get(whole) ?? 0) + 1)
    return whole === undefined
  })
  return left.map((difference) => ({
    ...difference,
    parts: difference.parts + (parts.get(difference) ?? 0),
  }))
}

/** What a difference is a part of, the largest first. */
function wholeOf(
  difference: Difference,
  wholes: ReadonlyMap<string, Difference>,
): Difference | undefined {
  const { kind } = difference
  if (kind === 'changed') return undefined
  const { object } = subjectOf(difference)
  const schema = object.type === 'schema' ? undefined : wholes.get(`${kind} ${object.schema}`)
  return schema ?? relationOf(kind, object, wholes)
}

function relationOf(
  kind: string,
  { schema, table }: SchemaObject,
  wholes: ReadonlyMap<string, Difference>,
): Difference | undefined {
  return table === undefined ? undefined : wholes.get(relationKey(kind, schema, table))
}

function relationKey(kind: string, schema: string, name: string): string {
  return `${kind} ${JSON.stringify([schema, name])}`
}
