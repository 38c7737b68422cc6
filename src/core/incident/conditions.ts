import type { Graces } from '../history-context.ts'
import type { Finding } from '../finding.ts'
import { isAtLeast, type Severity } from '../severity.ts'
import type { Verdict } from '../verdict.ts'
import type { Blind, Subject } from './event.ts'

/** Something that is so right now, and of which people may have to be told. */
export interface Condition<Of extends Subject = Subject> {
  /** Known again by this as long as it lasts. */
  readonly key: string
  readonly subject: Of
  readonly severity: Severity
  /** How many slots in a row it must be seen before people are told. */
  readonly openAfter: number
  /** For how many milliseconds it must be seen, if that is over sooner. */
  readonly orAfterMs?: number | undefined
}

/** The families whose notices matter, because a grace runs from when they were first seen. */
const graced = new Set(['hash', 'migration'])

/**
 * The family of what is lacking, different or extra in the schema. A migration that is not one
 * transaction can be seen while it runs, so that once is never.
 */
export const schemaFamily = 'schema'

/** The first part of a key: findings of one family share their thresholds. */
export function familyOf(key: string): string {
  return key.slice(0, key.indexOf(':') === -1 ? undefined : key.indexOf(':'))
}

/** What the storm of a family is known by. */
export const stormKey = (family: string) => `storm:${family}`

/** What a complete verdict asks to be told, one condition a key. */
export function conditionsOf(
  verdict: Verdict,
  graces?: Pick<Graces, 'aheadMs'>,
): Condition<Finding>[] {
  const relevant = verdict.findings.filter(
    ({ severity, key }) => isAtLeast(severity, 'warning') || graced.has(familyOf(key)),
  )
  return worstByKey(relevant).map((subject) => ({
    key: subject.key,
    subject,
    severity: subject.severity,
    ...(familyOf(subject.key) === schemaFamily
      ? { openAfter: 2, orAfterMs: graces?.aheadMs }
      : { openAfter: 1 }),
  }))
}

/** What an unreadable target asks to be told. */
export function blindCondition(subject: Blind, openAfter: number): Condition<Blind> {
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
