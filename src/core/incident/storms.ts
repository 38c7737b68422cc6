import type { Finding } from '../finding.ts'
import { isAtLeast, type Severity } from '../severity.ts'
import { type Condition, familyOf, stormKey } from './conditions.ts'
import { type Storm, stormSampleSize } from './event.ts'
import { bytesOf, kept, keptWithin } from './kept.ts'
import { shortHash } from './short-hash.ts'
import type { Incident } from './state.ts'

/** With more findings of one family than this, they are one incident. */
export const stormThreshold = 50

/**
 * What all that is so right now may take as incidents, in bytes of JSON: about 80 findings as
 * Drizzle makes them. Beyond it, families are told as storms, the heaviest first.
 */
export const aliveBytes = 64 * 1024

/** What a storm may take for its sample. */
const sampleBytes = 4096

/** What an incident, or an entry of the outbox, takes beside its key and its subject, at most. */
const frameBytes = 450

/**
 * The conditions as they are told: a storm for a whole family, where there are too many of it. One
 * that is open stays one until its family is empty, and so is neither resolved nor opened anew by
 * its size. `leaving` is not seen any more, and has its place until it is over. `unlisted` are more
 * of a family, of which only the number is known.
 */
export function inStorms(
  conditions: readonly Condition<Finding>[],
  incidents: readonly Incident[],
  leaving: readonly Incident[] = [],
  unlisted: ReadonlyMap<string, number> = new Map(),
): Condition[] {
  const isOpen = ({ phase }: Incident) => phase === 'open' || phase === 'clearing'
  const open = new Set(incidents.filter(isOpen).map(({ key }) => key))
  const families = [...Map.groupBy(conditions, ({ key }) => familyOf(key))].map(
    ([family, members]) => {
      const more = unlisted.get(family) ?? 0
      const isStorm = members.length + more > stormThreshold || open.has(stormKey(family))
      const told = isStorm ? [] : members.map(bounded)
      return { storm: isStorm, family, members, more, told, weight: weightOf(told) }
    },
  )
  let left = aliveBytes - weightOf(leaving)
  for (const each of families.toSorted((a, b) => a.weight - b.weight)) {
    left -= each.weight
    if (left < 0) each.storm = true
  }
  return families.flatMap(({ storm, family, members, more, told }): readonly Condition[] =>
    storm ? [stormOf(family, members, more)] : told,
  )
}

function bounded(condition: Condition<Finding>): Condition<Finding> {
  return { ...condition, subject: kept(condition.subject) }
}

function weightOf(all: readonly Pick<Condition, 'key' | 'subject'>[]): number {
  return all.reduce((sum, { key, subject }) => sum + frameBytes + bytesOf([key, subject]), 0)
}

function stormOf(
  family: string,
  members: readonly Condition<Finding>[],
  more: number,
): Condition<Storm> {
  const severity = members.reduce<Severity>(
    (worst, each) => (isAtLeast(worst, each.severity) ? worst : each.severity),
    'notice',
  )
  const keys = members.map((each) => `${each.key} ${each.severity}`).toSorted()
  const sample = members.slice(0, stormSampleSize).map(({ subject }) => subject)
  const subject: Storm = {
    kind: 'storm',
    of: family,
    severity,
    count: members.length + more,
    sample: keptWithin(sample, sampleBytes),
    digest: shortHash(JSON.stringify(more === 0 ? keys : [...keys, more])),
  }
  // All of a family share their thresholds.
  const { openAfter = 1, orAfterMs } = members[0] ?? {}
  return { key: stormKey(family), subject, severity, openAfter, orAfterMs }
}
