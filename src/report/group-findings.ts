import type { Finding } from '../core/finding.ts'
import { severities } from '../core/severity.ts'
import type { Entry } from './fold-findings.ts'
import { type Told, teller } from './teller.ts'
import { entryInFull, wordEntry } from './wording-entry.ts'
import type { FullLine } from './wording-in-full.ts'

/** A finding as a terminal tells it. */
export interface ToldInFull extends Told {
  /** In the place of `what`, where there is any. */
  readonly inFull: readonly FullLine[]
}

/** Findings of one kind and severity. */
export interface FindingGroup {
  readonly severity: Finding['severity']
  readonly told: readonly ToldInFull[]
  /** Those beyond what is told. */
  readonly more: readonly Entry[]
}

/**
 * What is to be told, as a person should meet it: the worst first, the alike together, and at most
 * `perGroup` of those. Otherwise in the order in which it is given.
 */
export function groupFindings(
  entries: readonly Entry[],
  now: number,
  perGroup: number,
): FindingGroup[] {
  const groups = Map.groupBy(entries, ({ finding }) => groupOf(finding))
  return [...groups.values()]
    .flatMap((group): FindingGroup[] => {
      const [first] = group
      if (first === undefined) return []
      const shown = group.slice(0, perGroup)
      const tell = teller()
      const told = shown.map((entry) => ({
        ...tell(wordEntry(entry, now)),
        inFull: entryInFull(entry),
      }))
      return [{ severity: first.finding.severity, told, more: group.slice(perGroup) }]
    })
    .toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity))
}

/** Findings whose wordings differ only in their facts. */
export function groupOf(finding: Finding): string {
  const { severity, kind } = finding
  return kind === 'unknown' ? `${severity}:${kind}:${finding.era}` : `${severity}:${kind}`
}
