import { type Finding, isAtLeast, type Severity, severities } from '../finding.ts'
import type { Verdict } from '../verdict.ts'
import { type Blind, type Storm, stormSampleSize, type Subject } from './event.ts'
import { shortHash } from './short-hash.ts'

/** Something that is so right now, and of which people may have to be told. */
export interface Condition {
  /** Known again by this as long as it lasts. */
  readonly key: string
  readonly subject: Subject
  readonly severity: Severity
  /** How many slots in a row it must be seen before people are told. */
  readonly openAfter: number
}

/** With more findings of one family than this, they are one incident. */
export const stormThreshold = 50

/** The families whose notices matter, because a grace runs from when they were first seen. */
const graced = new Set(['hash', 'migration'])

/** The first part of a key: findings of one family share their thresholds. */
export function familyOf(key: string): string {
  return key.slice(0, key.indexOf(':') === -1 ? undefined : key.indexOf(':'))
}

export const stormKey = (family: string) => `storm:${family}`

/** What a complete verdict asks to be told, one condition a key, a storm for a whole family. */
export function conditionsOf(verdict: Verdict): Condition[] {
  const relevant = verdict.findings.filter(
    ({ severity, key }) => isAtLeast(severity, 'warning') || graced.has(familyOf(key)),
  )
  const families = Map.groupBy(worstByKey(relevant), ({ key }) => familyOf(key))
  return [...families].flatMap(([family, findings]) => {
    const told = findings.length > stormThreshold ? [stormOf(family, findings)] : findings
    return told.map((subject) => ({
      key: subject.kind === 'storm' ? stormKey(family) : subject.key,
      subject,
      severity: subject.severity,
      openAfter: 1,
    }))
  })
}

/** What an unreadable target asks to be told. */
export function blindCondition(subject: Blind, openAfter: number): Condition {
  return { key: 'blind', subject, severity: subject.severity, openAfter }
}

/** Two rows can share a hash, and so a key: the worse finding speaks for both. */
function worstByKey(findings: readonly Finding[]): Finding[] {
  const byKey = Map.groupBy(findings, ({ key }) => key)
  return [...byKey.values()].flatMap((group) => {
    const [first, ...others] = group
    if (first === undefined) return []
    return [others.reduce((a, b) => (isAtLeast(a.severity, b.severity) ? a : b), first)]
  })
}

function stormOf(family: string, findings: readonly Finding[]): Storm {
  const worst = findings.reduce((most, { severity }) => Math.max(most, rank(severity)), 0)
  const keys = findings.map(({ key, severity }) => `${key} ${severity}`).toSorted()
  return {
    kind: 'storm',
    of: family,
    severity: severities[worst] ?? 'critical',
    count: findings.length,
    sample: findings.slice(0, stormSampleSize),
    digest: shortHash(JSON.stringify(keys)),
  }
}

function rank(severity: Severity): number {
  return severities.indexOf(severity)
}
