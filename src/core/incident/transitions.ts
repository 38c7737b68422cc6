import { isAtLeast } from '../severity.ts'
import { assertNever } from '../never.ts'
import { type Condition, familyOf } from './conditions.ts'
import type { EndingEvent, Subject } from './event.ts'
import { type AlertPolicy, reopenWithinMs } from './policy.ts'
import { incidentId } from './short-hash.ts'
import type { Incident } from './state.ts'

/** One check: its scheduled time, in milliseconds, and the interval that it falls into. */
export interface Tick {
  readonly at: number
  readonly slot: number
}

export type Absence = EndingEvent['because']

/**
 * The incident after a check that saw its condition. `relatives` are those that it was a part of,
 * or that are parts of it: what was seen of them was seen of it.
 */
export function present(
  incident: Incident | undefined,
  condition: Condition,
  tick: Tick,
  policy: AlertPolicy,
  relatives: readonly Incident[] = [],
): Incident {
  if (incident === undefined) return opened(suspect(condition, tick, relatives), condition, tick)
  const seen = { ...incident, subject: condition.subject }
  switch (incident.phase) {
    case 'suspect':
      return opened({ ...seen, ...counted(incident, tick) }, condition, tick)
    case 'open':
      return seen
    case 'clearing':
      return { ...seen, phase: 'open', streak: 1, countedSlot: tick.slot }
    case 'closed': {
      const cameBack = tick.at - (incident.closedAt ?? 0) <= reopenWithinMs(policy)
      // What nobody was told of cannot be told as back again.
      const wasTold = incident.told !== null || incident.epoch > 0
      if (!cameBack || !wasTold || !tells(condition)) {
        return opened(suspect(condition, tick, relatives), condition, tick)
      }
      const epoch = incident.epoch + 1
      return { ...seen, phase: 'open', closedAt: null, streak: 1, epoch, told: null }
    }
    default:
      return assertNever(incident.phase)
  }
}

/** The incident after a complete check that did not see its condition; `undefined`: forgotten. */
export function absent(incident: Incident, because: Absence, tick: Tick): Incident | undefined {
  switch (incident.phase) {
    case 'suspect':
      return undefined
    case 'closed':
      return incident
    case 'open':
      return closed(
        { ...incident, phase: 'clearing', streak: 1, countedSlot: tick.slot },
        because,
        tick,
      )
    case 'clearing':
      return closed({ ...incident, ...counted(incident, tick) }, because, tick)
    default:
      return assertNever(incident.phase)
  }
}

/** What of a subject is news when it changes: a blind target's cause, for one, is not. */
export function signatureOf(subject: Subject): string {
  return subject.kind === 'storm' ? `storm ${subject.digest}` : subject.severity
}

function suspect(condition: Condition, tick: Tick, relatives: readonly Incident[]): Incident {
  const streaks = relatives.map((relative) =>
    relative.phase === 'suspect' ? counted(relative, tick).streak : condition.openAfter,
  )
  return {
    id: incidentId(condition.key, tick.slot),
    key: condition.key,
    subject: condition.subject,
    phase: 'suspect',
    firstSeenAt: Math.min(tick.at, ...relatives.map(({ firstSeenAt }) => firstSeenAt)),
    openedAt: null,
    closedAt: null,
    streak: Math.max(1, ...streaks),
    countedSlot: tick.slot,
    lastToldAt: null,
    told: null,
    reminders: 0,
    changes: 0,
    epoch: 0,
    reopenedAt: null,
  }
}

function opened(incident: Incident, condition: Condition, tick: Tick): Incident {
  const isLong = tick.at - incident.firstSeenAt >= (condition.orAfterMs ?? Infinity)
  const isDue = tells(condition) && (isLong || incident.streak >= condition.openAfter)
  return isDue ? { ...incident, phase: 'open', openedAt: tick.at } : incident
}

/** A notice is remembered, since a grace may run out, but nobody is woken by it. */
function tells(condition: Condition): boolean {
  return isAtLeast(condition.severity, 'warning')
}

function closed(incident: Incident, because: Absence, tick: Tick): Incident {
  return incident.streak >= clearAfter(incident.key, because)
    ? { ...incident, phase: 'closed', closedAt: tick.at }
    : incident
}

/** How many complete checks in a row must not see it before people are told that it is over. */
function clearAfter(key: string, because: Absence): number {
  switch (familyOf(key)) {
    case 'blind':
    case 'ledger-absent':
      return 2
    case 'hash':
      return because === 'vanished' ? 2 : 1
    default:
      return 1
  }
}

/** Two looks within one slot count once: what a slot is for is the time between them. */
function counted(incident: Incident, tick: Tick): Pick<Incident, 'streak' | 'countedSlot'> {
  return tick.slot > incident.countedSlot
    ? { streak: incident.streak + 1, countedSlot: tick.slot }
    : { streak: incident.streak, countedSlot: incident.countedSlot }
}
