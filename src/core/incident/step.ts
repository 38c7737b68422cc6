import { isOwnFault, type Unreadable } from '../observation.ts'
import { announce, type Announcement } from './announce.ts'
import { blindCondition, type Condition, familyOf, stormKey } from './conditions.ts'
import { type AlertPolicy, blindGraceMs, reopenWithinMs } from './policy.ts'
import type { AlertState, Incident } from './state.ts'
import { type Absence, absent, present, type Tick } from './transitions.ts'

/** What a check saw. */
export type Seen =
  | {
      readonly status: 'read'
      readonly conditions: readonly Condition[]
      /** Why a condition with this key is not there any more. */
      readonly absence: (key: string) => Absence
    }
  | Pick<Unreadable, 'status' | 'cause' | 'message'>

export interface StepInput {
  readonly tick: Tick
  readonly seen: Seen
  /** The clock's time; unlike the tick's it can jump, so no identity is made of it. */
  readonly now: number
  readonly policy: AlertPolicy
}

export interface Step {
  readonly state: AlertState
  /** A late or repeated check changes nothing. */
  readonly late: boolean
}

/**
 * What a check changes in what is remembered and what is to be told. Three-valued: what could not
 * be read neither opens nor clears a drift, nor counts for it.
 */
export function step(state: AlertState, { tick, seen, now, policy }: StepInput): Step {
  if (isLate(state, tick, now, policy)) return { state, late: true }

  const conditions =
    seen.status === 'read' ? seen.conditions : [blindNow(state, seen, tick, now, policy)]
  const byKey = new Map(conditions.map((condition) => [condition.key, condition]))
  const known = new Map(state.incidents.map((incident) => [incident.key, incident]))

  const seenNow = conditions.map((condition) =>
    present(known.get(condition.key), condition, tick, policy),
  )
  const others = state.incidents
    .filter(({ key }) => !byKey.has(key))
    .flatMap((incident): Incident[] => {
      // A member of a storm is not gone; it is told as a part of the whole.
      const isFrozen = seen.status !== 'read' || byKey.has(stormKey(familyOf(incident.key)))
      if (isFrozen) return [incident]
      const after = absent(incident, seen.absence(incident.key), tick)
      return after === undefined ? [] : [after]
    })

  const announcement: Announcement = {
    before: known,
    present: new Set(byKey.keys()),
    absence: seen.status === 'read' ? seen.absence : () => 'quiet',
    tick,
    now,
    policy,
  }
  const announced = announce(
    {
      ...state,
      lastAt: tick.at,
      lastSlot: tick.slot,
      lastCompleteAt: seen.status === 'read' ? tick.at : state.lastCompleteAt,
      incidents: [...seenNow, ...others],
    },
    announcement,
  )
  return {
    late: false,
    state: {
      ...announced,
      afterLoss: announced.afterLoss && seen.status !== 'read',
      incidents: announced.incidents.filter((incident) => isWorthKeeping(incident, tick, policy)),
    },
  }
}

/** Whether a check is not newer than the newest that counted. */
function isLate(state: AlertState, tick: Tick, now: number, policy: AlertPolicy): boolean {
  if (state.lastAt === null || tick.at > state.lastAt) return false
  // A fence that a clock once set far ahead would keep out every check for as long.
  const fenceIsWrong = state.lastAt > now + 2 * policy.intervalMs
  return !fenceIsWrong
}

function blindNow(
  state: AlertState,
  { cause, message }: Pick<Unreadable, 'cause' | 'message'>,
  tick: Tick,
  now: number,
  policy: AlertPolicy,
): Condition {
  const known = state.incidents.find(({ key, phase }) => key === 'blind' && phase !== 'closed')
  const isLong =
    state.lastCompleteAt !== null &&
    now - state.lastCompleteAt > 2 * policy.intervalMs + blindGraceMs
  const sinceAt = known?.firstSeenAt ?? tick.at
  return blindCondition(
    { kind: 'blind', severity: 'critical', cause, message, sinceAt },
    isLong || isOwnFault(cause) ? 1 : 2,
  )
}

function isWorthKeeping(incident: Incident, tick: Tick, policy: AlertPolicy): boolean {
  return incident.phase !== 'closed' || tick.at - (incident.closedAt ?? 0) <= reopenWithinMs(policy)
}
