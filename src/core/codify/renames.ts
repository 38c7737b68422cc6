import type { SchemaFinding } from '../schema/without-definitions.ts'

/** A label of an enum that has another name live, on the same place. */
export interface LabelRename {
  readonly schema: string
  readonly type: string
  readonly from: string
  readonly to: string
}

/**
 * The labels that were renamed: as many as before, and each in the place of one that is no more.
 * To make the type anew instead would lose the rows that have one.
 */
export function labelRenames({ kind, object, aspects }: SchemaFinding): readonly LabelRename[] {
  const values = aspects.find(({ name }) => name === 'values')
  if (kind !== 'changed' || object.type !== 'enum' || values === undefined) return []
  const [before, after] = [labels(values.declared), labels(values.live)]
  if (before.length !== after.length) return []
  const pairs = before.flatMap((from, index) => {
    const to = after[index]
    return to === undefined || to === from ? [] : [{ from, to }]
  })
  const isRename = pairs.every(({ from, to }) => !after.includes(from) && !before.includes(to))
  return isRename
    ? pairs.map((pair) => ({ schema: object.schema, type: object.name, ...pair }))
    : []
}

/** The labels in a catalog's list of literals: `'a', 'it''s'`. */
function labels(list: string | null | undefined): readonly string[] {
  return [...(list ?? '').matchAll(/E?'((?:[^']|'')*)'/g)].map(([, label = '']) =>
    label.replaceAll("''", "'"),
  )
}
