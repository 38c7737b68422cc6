import {
  type CatalogLine,
  formatLine,
  identityOf,
  isRelation,
  parseLine,
} from './catalog-object.ts'
import { renamedIn } from './sql-tokens.ts'

/** One object under two names: as declared, and as it is in the database. */
export interface Rename {
  readonly declared: CatalogLine
  readonly live: CatalogLine
  /** How many more lines differ in nothing but this name. */
  readonly parts: number
}

export interface Renamed {
  /** What is left, with the live lines told by the declared names. */
  readonly declaredOnly: readonly string[]
  readonly liveOnly: readonly string[]
  readonly renames: readonly Rename[]
}

/**
 * Finds what was probably renamed by hand: an object that is lacking and one that is extra, of one
 * type in one place and alike in all else, where no third could be meant. Tables are known again by
 * their columns; then columns by what they are; then all the rest.
 */
export function findRenames(declaredOnly: readonly string[], liveOnly: readonly string[]): Renamed {
  let left: Renamed = { declaredOnly, liveOnly, renames: [] }
  left = withRenames(left, tableSignatures)
  left = withRenames(left, (lines) => signatures(lines, (line) => line.object.type === 'column'))
  return withRenames(left, (lines) =>
    signatures(lines, ({ object }) => object.type !== 'column' && !isRelation(object)),
  )
}

/** Lines by what must be equal for one to be the other under a new name. */
type Signatures = (lines: readonly CatalogLine[]) => ReadonlyMap<string, readonly CatalogLine[]>

function withRenames(before: Renamed, signaturesOf: Signatures): Renamed {
  const declared = signaturesOf(lackingIn(before.declaredOnly, before.liveOnly))
  const live = signaturesOf(lackingIn(before.liveOnly, before.declaredOnly))
  let after = before
  for (const [signature, [one, ...others]] of declared) {
    const [other, ...more] = live.get(signature) ?? []
    if (one === undefined || other === undefined || others.length + more.length > 0) continue
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
  lines: readonly CatalogLine[],
  isMeant: (line: CatalogLine) => boolean,
): ReadonlyMap<string, readonly CatalogLine[]> {
  return Map.groupBy(lines.filter(isMeant), ({ object, aspects }) =>
    JSON.stringify([object.type, object.schema, object.table, [...aspects]]),
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
        .map(({ object, aspects }) => JSON.stringify([object.name, ...aspects]))
        .toSorted(),
    ]),
  )
}

/** The same with the live lines told by the declared name, and what is then equal left out. */
function withRename(before: Renamed, declared: CatalogLine, live: CatalogLine): Renamed {
  const told = before.liveOnly
    .filter((line) => line !== live.line)
    .map((line) => toldBy(line, declared.object.name, live))
  const wanted = new Set(before.declaredOnly)
  const seen = new Set(told)
  const liveOnly = told.filter((line) => !wanted.has(line))
  const declaredOnly = before.declaredOnly.filter(
    (line) => line !== declared.line && !seen.has(line),
  )
  const parts = told.length - liveOnly.length
  return { declaredOnly, liveOnly, renames: [...before.renames, { declared, live, parts }] }
}

/** A line as it would be had the live object the declared name. */
function toldBy(line: string, declaredName: string, live: CatalogLine): string {
  const { object, aspects } = parseLine(line)
  const { type, schema, name } = live.object
  const isIn = object.schema === schema
  const isPart = isRelation(live.object) && isIn && object.table === name
  const isMentioned =
    isRelation(live.object) || (type === 'column' && isIn && object.table === live.object.table)
  const told = [...aspects].map(([aspect, value]): [string, string] => [
    aspect,
    isMentioned ? renamedIn(value, name, declaredName) : value,
  ])
  return formatLine({ ...object, ...(isPart && { table: declaredName }) }, told)
}
