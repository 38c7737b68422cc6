import { type CatalogLine, identityOf, parseLine } from './catalog-object.ts'
import { type Match, phasesFor } from './rename-matches.ts'
import { keyOf, type LiveLine, toldBy } from './told-line.ts'

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

function withRenames(before: State, match: Match): State {
  const toldLive = before.live.map(({ told }) => told)
  const declared = lackingIn(before.declared, toldLive)
  const pairs = match(declared, lackingIn(toldLive, before.declared))
  return pairs.reduce((after, { one, other }) => withRename(after, one, other), before)
}

/** The lines of one side whose object the other side does not have at all. */
function lackingIn(lines: readonly string[], others: readonly string[]): CatalogLine[] {
  const known = new Set(others.map(identityOf))
  return lines.filter((line) => !known.has(identityOf(line))).map(parseLine)
}

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
