import {
  type CatalogLine,
  identityOf,
  isRelation,
  parseLine,
  type SchemaObject,
  views,
} from './catalog-object.ts'
import { inAnyVersion } from './same-meaning.ts'
import { withoutKeywordQuotes } from './sql-tokens.ts'
import { keyOf, type LiveLine, toldBy, withTexts } from './told-line.ts'

/** One object under two names: as declared, and as it is in the database. */
export interface Rename {
  readonly declared: CatalogLine
  readonly live: CatalogLine
  /** How many more lines differ in nothing but this name. */
  readonly parts: number
}

export interface Renamed {
  /** What is left. Live parts of a renamed table are told of the declared one. */
  readonly declaredOnly: readonly string[]
  readonly liveOnly: readonly string[]
  readonly renames: readonly Rename[]
}

interface State {
  readonly declared: readonly string[]
  readonly live: readonly LiveLine[]
  readonly renames: readonly Rename[]
}

/**
 * Finds what was probably renamed by hand: an object that is lacking and one that is extra, of one
 * type in one place and alike in all else, where no third could be meant. Types come first, as
 * columns are told by them; tables are known again by their columns, or, where those were changed,
 * too, by an index; then columns by what they are; then all the rest.
 */
export function findRenames(
  declaredOnly: readonly string[],
  liveOnly: readonly string[],
  acrossVersions: boolean,
): Renamed {
  const start: State = {
    declared: declaredOnly,
    live: liveOnly.map((line) => ({ line, told: line })),
    renames: [],
  }
  const { declared, live, renames } = phasesFor(acrossVersions).reduce(withRenames, start)
  return { declaredOnly: declared, liveOnly: live.map(({ line }) => line), renames }
}

/** Lines by what must be equal for one to be the other under a new name. */
type Signatures = (lines: readonly CatalogLine[]) => ReadonlyMap<string, readonly CatalogLine[]>

const dataTypes = new Set(['enum', 'domain', 'composite type', 'range type'])
/** Of these, nothing but the name says which one it is. */
const nameless = new Set(['schema', 'extension'])

function phasesFor(acrossVersions: boolean): readonly Signatures[] {
  return [
    signatures(({ type }) => dataTypes.has(type)),
    tableSignatures,
    indexSignatures,
    signatures(({ type }) => type === 'column'),
    signatures(
      ({ type }) => views.has(type),
      acrossVersions ? (sql) => inAnyVersion(withoutKeywordQuotes(sql)) : withoutKeywordQuotes,
    ),
    signatures(
      (object) =>
        object.type !== 'column' &&
        !isRelation(object) &&
        !dataTypes.has(object.type) &&
        !nameless.has(object.type),
    ),
  ]
}

function withRenames(before: State, signaturesOf: Signatures): State {
  const toldLive = before.live.map(({ told }) => told)
  const declared = signaturesOf(lackingIn(before.declared, toldLive))
  const live = signaturesOf(lackingIn(toldLive, before.declared))
  let after = before
  for (const [signature, [one, ...others]] of declared) {
    const [other, ...more] = live.get(signature) ?? []
    if (one === undefined || other === undefined || others.length + more.length > 0) continue
    if (after.renames.some((each) => each.declared === one || each.live === other)) continue
    after = withRename(after, one, other)
  }
  return after
}

/** The lines of one side whose object the other side does not have at all. */
function lackingIn(lines: readonly string[], others: readonly string[]): CatalogLine[] {
  const known = new Set(others.map(identityOf))
  return lines.filter((line) => !known.has(identityOf(line))).map(parseLine)
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
  const columns = Map.groupBy(
    lines.filter(({ object }) => object.type === 'column'),
    ({ object }) => JSON.stringify([object.schema, object.table]),
  )
  const columnsOf = ({ object }: CatalogLine) =>
    columns.get(JSON.stringify([object.schema, object.name])) ?? []
  const tables = lines.filter((line) => isRelation(line.object) && columnsOf(line).length > 0)
  return Map.groupBy(tables, (table) =>
    JSON.stringify([
      table.object.type,
      table.object.schema,
      [...table.aspects],
      columnsOf(table)
        .map(({ object, aspects }) =>
          JSON.stringify([object.name, ...withTexts(aspects, withoutKeywordQuotes)]),
        )
        .toSorted(),
    ]),
  )
}

/**
 * Of tables, by each of their indexes: it keeps its name as the table gets another, and a schema has
 * no second one of that name.
 */
function indexSignatures(
  lines: readonly CatalogLine[],
): ReadonlyMap<string, readonly CatalogLine[]> {
  const place = (schema: string, table = '') => JSON.stringify([schema, table])
  const tables = new Map(
    lines
      .filter(({ object }) => object.type === 'table')
      .map((line) => [place(line.object.schema, line.object.name), line]),
  )
  return new Map(
    lines.flatMap(({ object, aspects }) => {
      const { type, schema, name } = object
      const table = tables.get(place(schema, object.table))
      const hasIndex = type === 'index' || keys.has(aspects.get('type') ?? '')
      if (table === undefined || !hasIndex) return []
      return [[JSON.stringify([schema, name]), [table]]]
    }),
  )
}

/** The types of constraints that an index stands behind. */
const keys = new Set(['primary key', 'unique', 'exclude'])

/** The same with the live lines told by the declared name, and what is then equal left out. */
function withRename(before: State, declared: CatalogLine, live: CatalogLine): State {
  const isOther = (line: string, than: CatalogLine) => identityOf(line) !== identityOf(than.line)
  const told = before.live
    .filter((each) => isOther(each.told, live))
    .map((each) => toldBy(each, declared.object.name, live.object))
  const wanted = new Set(before.declared.map(keyOf))
  const seen = new Set(told.map((each) => keyOf(each.told)))
  const left = told.filter((each) => !wanted.has(keyOf(each.told)))
  const rename = { declared, live, parts: told.length - left.length }
  return {
    declared: before.declared.filter((line) => isOther(line, declared) && !seen.has(keyOf(line))),
    live: left,
    renames: [...before.renames, rename],
  }
}
