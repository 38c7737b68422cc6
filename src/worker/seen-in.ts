import { exceptionsFor, isExpired } from '../core/allowance.ts'
import { conditionsOf, familyOf, schemaFamily, stormKey } from '../core/incident/conditions.ts'
import type { Incident, LedgerMemory } from '../core/incident/state.ts'
import type { Seen } from '../core/incident/step.ts'
import type { Absence } from '../core/incident/transitions.ts'
import { hashOf } from '../core/match-rows.ts'
import type { SchemaFound } from '../core/schema/audit-schema.ts'
import { isMeantObject } from '../core/schema/ignore-rule.ts'
import type { Verdict } from '../core/verdict.ts'
import type { Subject } from './subject.ts'

export interface SeenBy {
  readonly memory: LedgerMemory | undefined
  /** What of the schema was found, or is remembered. */
  readonly schema: SchemaFound | undefined
  readonly subject: Subject
  /** Those of before this check. */
  readonly incidents: readonly Incident[]
  readonly now: number
}

/** What a verdict asks to be told, and why anything else is not there any more. */
export function seenIn(verdict: Verdict, by: SeenBy): Seen {
  if (verdict.unreadable !== undefined) return { status: 'unreadable', ...verdict.unreadable }
  const { memory, schema, subject } = by
  const vanished = new Set(memory?.vanished.map(({ row }) => `hash:${hashOf(row)}`))
  const allowed = new Set(subject.allowances.map(({ hash }) => `hash:${hash}`))
  const absence = (key: string): Absence => {
    // Of a storm that is over nobody can say that it is resolved, if rows are gone.
    const isGone = key === stormKey('hash') ? vanished.size > 0 : vanished.has(key)
    if (isGone) return 'vanished'
    if (familyOf(key) === 'vanished' || key === stormKey('vanished')) return 'quiet'
    if (familyOf(key) === schemaFamily || key === stormKey(schemaFamily)) {
      return schemaAbsence(key, verdict, by)
    }
    return allowed.has(key) ? 'allowed' : 'explained'
  }
  const { critical = 0, warning = 0 } = schema?.unlisted ?? {}
  return {
    status: 'read',
    conditions: conditionsOf(verdict, subject.graces),
    absence,
    unlisted: new Map([[schemaFamily, critical + warning]]),
  }
}

/** Why a disagreement of the schemas is not seen any more. */
function schemaAbsence(
  key: string,
  verdict: Verdict,
  { subject, incidents, now }: SeenBy,
): Absence {
  const isWithoutLedger = verdict.findings.some(({ kind }) => kind === 'ledger-absent')
  // Nobody has looked, or nobody knows what it was to be held against.
  if (!verdict.coverage.schema.covered || isWithoutLedger) return 'quiet'
  const told = incidents.find((incident) => incident.key === key)?.subject
  if (told === undefined || !('object' in told)) return 'explained'
  const { object } = told
  const rules = exceptionsFor(subject.manifest?.name ?? '', subject.rules)
  const isIgnored = rules.some(
    (rule) => !isExpired(rule, now) && isMeantObject(rule.object, object),
  )
  return isIgnored ? 'allowed' : 'explained'
}
