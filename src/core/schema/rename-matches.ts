import { type CatalogLine, isRelation, type SchemaObject, views } from './catalog-object.ts'
import { inAnyVersion } from './same-meaning.ts'
import { withoutKeywordQuotes } from './sql-tokens.ts'
import { withTexts } from './told-line.ts'

/** A declared line, and the live one that it may be. */
export interface Pair {
  readonly one: CatalogLine
  readonly other: CatalogLine
}

/** Which declared lines may be which live ones under a new name; no line is in two of the pairs. */
export type Match = (
  declared: readonly CatalogLine[],
  live: readonly CatalogLine[],
) => readonly Pair[]

/** Lines by what must be equal for one to be the other under a new name. */
type Signatures = (lines: readonly CatalogLine[]) => ReadonlyMap<string, readonly CatalogLine[]>

const dataTypes = new Set(['enum', 'domain', 'composite type', 'range type'])
/** Of these, nothing but the name says which one it is. */
const nameless = new Set(['schema', 'extension'])

/** What is looked for, in this order: each is told by the names that are known by then. */
export function phasesFor(acrossVersions: boolean): readonly Match[] {
  return [
    alike(signatures(({ type }) => dataTypes.has(type))),
    alike(tableSignatures),
    tablesByIndex,
    alike(signatures(({ type }) => type === 'column')),
    alike(
      signatures(
        ({ type }) => views.has(type),
        acrossVersions ? (sql) => inAnyVersion(withoutKeywordQuotes(sql)) : withoutKeywordQuotes,
      ),
    ),
    alike(
      signatures(
        (object) =>
          object.type !== 'column' &&
          !isRelation(object) &&
          !dataTypes.has(object.type) &&
          !nameless.has(object.type),
      ),
    ),
  ]
}

/** Pairs of those that share a signature, and none with a third. */
function alike(signaturesOf: Signatures): Match {
  return (declared, live) => {
    const lives = signaturesOf(live)
    const pairs = [...signaturesOf(declared)].flatMap(([signature, [one, ...others]]): Pair[] => {
      const [other, ...more] = lives.get(signature) ?? []
      const isSole = others.length + more.length === 0
      return one === undefined || other === undefined || !isSole ? [] : [{ one, other }]
    })
    const byLive = Map.groupBy(pairs, ({ other }) => other)
    // One may have several signatures.
    return [...Map.groupBy(pairs, ({ one }) => one).values()].flatMap(([pair, ...same]) => {
      if (pair === undefined) return []
      const isThird =
        same.some(({ other }) => other !== pair.other) ||
        byLive.get(pair.other)?.some(({ one }) => one !== pair.one)
      return isThird ? [] : [pair]
    })
  }
}

function signatures(
  isMeant: (object: SchemaObject) => boolean,
  textOf: (value: string) => string = withoutKeywordQuotes,
): Signatures {
  return (lines) =>
    Map.groupBy(
      lines.filter(({ object }) => isMeant(object)),
      ({ object, aspects }) =>
        JSON.stringify([object.type, object.schema, object.table, withTexts(aspects, textOf)]),
    )
}

/** Of tables, by their own aspects and those of all of their columns; one without any is no proof. */
function tableSignatures(
  lines: readonly CatalogLine[],
): ReadonlyMap<string, readonly CatalogLine[]> {
  const columnsOf = columnsIn(lines)
  const tables = lines.filter((line) => isRelation(line.object) && columnsOf(line).length > 0)
  return Map.groupBy(tables, (table) =>
    JSON.stringify([
      table.object.type,
      table.object.schema,
      [...table.aspects],
      columnsOf(table).toSorted(),
    ]),
  )
}

/**
 * Tables that have an index, and half of the columns, in common: an index keeps its name as its table
 * gets another, and a schema has no second one of that name.
 */
function tablesByIndex(
  declared: readonly CatalogLine[],
  live: readonly CatalogLine[],
): readonly Pair[] {
  const [columnsOf, liveColumnsOf] = [columnsIn(declared), columnsIn(live)]
  return alike(indexSignatures)(declared, live).filter(({ one, other }) => {
    const columns = columnsOf(one)
    const seen = new Set(liveColumnsOf(other))
    return columns.filter((column) => seen.has(column)).length * 2 >= columns.length
  })
}

/** Of tables, by their own aspects and one of their indexes; those with several are there for each. */
function indexSignatures(
  lines: readonly CatalogLine[],
): ReadonlyMap<string, readonly CatalogLine[]> {
  const tables = new Map(
    lines
      .filter(({ object }) => object.type === 'table')
      .map((table) => [placeOf(table.object.schema, table.object.name), table]),
  )
  return new Map(
    lines.flatMap((part) => {
      const { type, schema, table: name = '' } = part.object
      const table = tables.get(placeOf(schema, name))
      const hasIndex = type === 'index' || keys.has(part.aspects.get('type') ?? '')
      return table === undefined || !hasIndex
        ? []
        : [[JSON.stringify([schema, [...table.aspects], partText(part)]), [table]]]
    }),
  )
}

/** The types of constraints that an index stands behind. */
const keys = new Set(['primary key', 'unique', 'exclude'])

/** What the columns of a table are, each as a text. */
function columnsIn(lines: readonly CatalogLine[]): (table: CatalogLine) => readonly string[] {
  const columns = Map.groupBy(
    lines.filter(({ object }) => object.type === 'column'),
    ({ object }) => placeOf(object.schema, object.table ?? ''),
  )
  return ({ object }) => (columns.get(placeOf(object.schema, object.name)) ?? []).map(partText)
}

function placeOf(schema: string, table: string): string {
  return JSON.stringify([schema, table])
}

/** A part of a table by its name and what it is. */
function partText({ object, aspects }: CatalogLine): string {
  return JSON.stringify([object.name, ...withTexts(aspects, withoutKeywordQuotes)])
}
