import { type Finding, severities } from '../core/finding.ts'
import type { Entry } from './fold-findings.ts'
import { plainText, type RichText, say } from './rich-text.ts'
import { wordEntry } from './wording-entry.ts'
import type { FullLine } from './wording-parts.ts'

/** A wording without what has been said just before it. */
export interface Told {
  readonly title: RichText
  readonly what: RichText
  readonly inFull: readonly FullLine[] | undefined
  readonly likely: RichText | undefined
  readonly consequence: RichText | undefined
  readonly next: readonly { readonly text: RichText; readonly command?: string }[]
}

/** Findings of one kind and severity. */
export interface FindingGroup {
  readonly severity: Finding['severity']
  readonly told: readonly Told[]
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
      const told = shown.map(teller(now))
      return [{ severity: first.finding.severity, told, more: group.slice(perGroup) }]
    })
    .toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity))
}

/** Findings whose wordings differ only in their facts. */
export function groupOf(finding: Finding): string {
  const { severity, kind } = finding
  return kind === 'unknown' ? `${severity}:${kind}:${finding.era}` : `${severity}:${kind}`
}

/** Words one finding after the other, and leaves out what it has said before. */
export function teller(now: number): (entry: Entry) => Told {
  const said = new Set<string>()
  const isNew = (rich: RichText) => {
    const text = plainText(rich)
    const before = said.has(text)
    said.add(text)
    return !before
  }
  return (entry) => {
    const { title, what, inFull, likely, consequence, next } = wordEntry(entry, now)
    return {
      title,
      what,
      inFull,
      likely: isNew(likely) ? likely : undefined,
      consequence: isNew(consequence) ? consequence : undefined,
      next: next.flatMap(({ text, command, again = say`As above:` }) => {
        const newCommand = command !== undefined && isNew([{ code: command }]) ? { command } : {}
        if (isNew(text)) return [{ text, ...newCommand }]
        // Nobody should run a command whose condition stands a screen further up.
        return 'command' in newCommand ? [{ text: again, ...newCommand }] : []
      }),
    }
  }
}
