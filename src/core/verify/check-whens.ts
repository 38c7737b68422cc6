import { type Entry, newestOf } from './entry.ts'
import type { Layout, Problem } from './problem.ts'

/** How far the clocks of two people may be apart. */
const clockSkewMs = 5 * 60 * 1000

/** What is wrong with the dates of one folder's migrations by themselves. */
export function checkWhens(entries: readonly Entry[], layout: Layout, now: number): Problem[] {
  return entries.flatMap((entry, index) => {
    const before = entries.slice(0, index)
    return [
      ...repeated(entry, before, layout),
      ...fromTheFuture(entry, now),
      ...(layout === 'journal' ? olderThan(entry, newestOf(before)) : []),
    ]
  })
}

/** Drizzle 0.x knows a migration by its `when`, and 1.0 by its name. */
function repeated(entry: Entry, before: readonly Entry[], layout: Layout): Problem[] {
  if (layout === 'folders') return []
  const twin = before.find(({ when }) => when === entry.when)
  return twin === undefined ? [] : [{ rule: 'repeated-when', twin: twin.tag, ...facts(entry) }]
}

function fromTheFuture(entry: Entry, now: number): Problem[] {
  return entry.when > now + clockSkewMs ? [{ rule: 'future-when', ...facts(entry) }] : []
}

function olderThan(entry: Entry, newest: Pick<Entry, 'tag' | 'when'> | undefined): Problem[] {
  if (newest === undefined || entry.when >= newest.when) return []
  return [{ rule: 'older-when', newest: newest.tag, ...facts(entry) }]
}

function facts({ tag, when, declaredAt }: Entry) {
  return { tag, when, place: declaredAt }
}
