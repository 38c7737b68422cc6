import { type Entry, newestOf } from './entry.ts'
import type { Layout, Overtaker, Problem } from './problem.ts'

/** What is changed, what it was made from, and what it is to be merged into. */
export interface Change {
  readonly layout: Layout
  /** The folder as it is. */
  readonly after: readonly Entry[]
  /** The folder in the commit in which the branches parted. */
  readonly before: readonly Entry[]
  /** The folder at the tip of the base branch. */
  readonly base: readonly Entry[]
  /** What the base branch is called. */
  readonly baseName: string
  /** How the files of migrations have been edited since `before`, by their tags. */
  readonly edits: ReadonlyMap<string, Edit>
}

export interface Edit {
  /** The first line that is another one, from 1. */
  readonly line: number
  /** Whether nothing but line endings and the like is another. */
  readonly isOfEndings: boolean
}

/** The first line of a text that differs from an older one; its last, where only its end has gone. */
export function firstEditedLine(before: string, after: string): number {
  const [old, now] = [before, after].map((text) => text.split(/\r?\n/))
  const index = now?.findIndex((line, at) => line !== old?.[at]) ?? -1
  return index === -1 ? (now?.length ?? 1) : index + 1
}

/** The migrations that a change adds. */
export function addedBy({ after, before, base }: Change): readonly Entry[] {
  const known = new Set(before.map(({ tag }) => tag))
  return after.filter(
    (entry) =>
      !known.has(entry.tag) &&
      !isOn(base, entry) &&
      renamedFrom(entry, before, after) === undefined,
  )
}

/** What a change does to migrations that the base branch has, and how its new ones fare there. */
export function compareWithBase(change: Change): Problem[] {
  const { after, before, base, layout } = change
  const fates = before
    // What the base branch itself has edited or deleted since is no doing of this change.
    .filter((old) => isOn(base, old))
    .flatMap((old) => fateOf(old, change))
  const added = addedBy(change)
  return [
    ...fates,
    ...reordered(after, before, layout),
    ...overtaken(added, newestOf(base), change.baseName, layout),
    ...numbersTaken(added, change),
  ]
}

/** New migrations that Drizzle will not run as it runs them on a new database. */
export function overtaken(
  added: readonly Entry[],
  newest: Omit<Overtaker, 'on'> | undefined,
  on: string,
  layout: Layout,
): Problem[] {
  if (newest === undefined) return []
  const by = { tag: newest.tag, when: newest.when, on }
  const rule = layout === 'journal' ? 'overtaken' : 'runs-late'
  return added
    .filter(
      ({ tag, when }) =>
        when < newest.when || (layout === 'journal' && when === newest.when && tag !== newest.tag),
    )
    .map(({ tag, when, declaredAt: place }) => ({ rule, tag, when, by, place }))
}

function fateOf(old: Entry, { after, before, edits }: Change): Problem[] {
  const { tag } = old
  const now = after.find((entry) => entry.tag === tag)
  if (now === undefined) {
    const heir = after.find((entry) => renamedFrom(entry, before, after)?.tag === tag)
    return heir === undefined
      ? [{ rule: 'deleted', tag, place: { file: old.file.file } }]
      : [{ rule: 'renamed', tag: heir.tag, was: tag, place: heir.declaredAt }]
  }
  const isEdited = now.blob !== undefined && old.blob !== undefined && now.blob !== old.blob
  const { line = 1, isOfEndings = false } = edits.get(tag) ?? {}
  const rule = isOfEndings ? 'line-endings' : 'edited'
  return [
    ...(isEdited ? [{ rule, tag, blob: now.blob, place: { ...now.file, line } } as const] : []),
    ...(now.when === old.when
      ? []
      : [
          { rule: 'restamped', tag, when: now.when, was: old.when, place: now.declaredAt } as const,
        ]),
  ]
}

/** The migration that another tag now stands for, by its date (0.x) or its text. */
function renamedFrom(
  entry: Entry,
  before: readonly Entry[],
  after: readonly Entry[],
): Entry | undefined {
  const kept = new Set(after.map(({ tag }) => tag))
  if (before.some(({ tag }) => tag === entry.tag)) return undefined
  return before.find(
    ({ tag, when, blob }) =>
      !kept.has(tag) && (when === entry.when || (blob !== undefined && blob === entry.blob)),
  )
}

/** No database that ran them all shows it; one that runs them from the start may fail. */
function reordered(after: readonly Entry[], before: readonly Entry[], layout: Layout): Problem[] {
  if (layout === 'folders') return []
  const kept = new Set(after.map(({ tag }) => tag))
  const old = before.map(({ tag }) => tag).filter((tag) => kept.has(tag))
  const known = new Set(old)
  return after
    .filter(({ tag }) => known.has(tag))
    .filter(({ tag }, index) => tag !== old[index])
    .slice(0, 1)
    .map(({ tag, declaredAt: place }) => ({ rule: 'reordered', tag, place }))
}

function numbersTaken(added: readonly Entry[], { after, before, base, baseName, layout }: Change) {
  if (layout === 'folders') return []
  const known = new Set(before.map(({ tag }) => tag))
  const theirs = base.filter((entry) => !known.has(entry.tag) && !isOn(after, entry))
  return added.flatMap((entry): Problem[] => {
    const number = numberOf(entry.tag)
    if (number === undefined) return []
    const rival = theirs.find(({ tag }) => numberOf(tag) === number)
    const place = entry.declaredAt
    if (rival !== undefined) {
      return [{ rule: 'number-taken', tag: entry.tag, by: rival.tag, base: baseName, place }]
    }
    const twin = after.find(({ tag }) => tag !== entry.tag && numberOf(tag) === number)
    return twin === undefined ? [] : [{ rule: 'number-taken', tag: entry.tag, by: twin.tag, place }]
  })
}

/** `0004` of `0004_add_orders`; longer prefixes are dates. */
function numberOf(tag: string): string | undefined {
  return /^(\d{4,5})_/.exec(tag)?.[1]
}

/** Whether a folder has the same migration with the same text. */
function isOn(entries: readonly Entry[], { tag, blob }: Entry): boolean {
  return entries.some((entry) => entry.tag === tag && entry.blob === blob)
}
