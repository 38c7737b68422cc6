import type { Finding } from '../finding.ts'
import { isOwnFault, type Unreadable } from '../observation.ts'
import { announce, type Announcement } from './announce.ts'
import { blindCondition, type Condition, familyOf, stormKey } from './conditions.ts'
import { bytesOf, cut } from './kept.ts'
import { type AlertPolicy, blindGraceMs, reopenWithinMs } from './policy.ts'
import type { AlertState, Incident } from './state.ts'
import { inStorms } from './storms.ts'
import { type Absence, absent, present, type Tick } from './transitions.ts'

/** Of a message in our own words, so much is shown. */
const messageLength = 600

/**
 * Up to where room is given to what is over; under the 256 KiB that a state may take, since
 * deliveries add to it: a note of each, and marks of what may have been delivered.
 */
const stateBytes = 224 * 1024

interface Read {
  readonly status: 'read'
  readonly conditions: readonly Condition<Finding>[]
  /** Why a condition with this key is not there any more. */
  readonly absence: (key: string) => Absence
  /** How many more conditions there are, by family, than there is room for. */
  readonly unlisted?: ReadonlyMap<string, number> | undefined
}

/** What a check saw. */
export type Seen = Read | Pick<Unreadable, 'status' | 'cause' | 'message'>

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
    seen.status === 'read'
      ? inStorms(seen.conditions, state.incidents, leavingOf(state, seen, tick), seen.unlisted)
      : [blindNow(state, seen, tick, now, policy)]
  const byKey = new Map(conditions.map((condition) => [condition.key, condition]))
  const known = new Map(state.incidents.map((incident) => [incident.key, incident]))

  const seenNow = conditions.map((condition) => {
    const relatives = relativesOf(condition, state.incidents)
    const incident = present(known.get(condition.key), condition, tick, policy, relatives)
    // Whether alone or as a part of a storm: what is seen was first seen when it first was.
    const times = relatives.map(({ firstSeenAt }) => firstSeenAt)
    return { ...incident, firstSeenAt: Math.min(incident.firstSeenAt, ...times) }
  })
  const others = state.incidents
    .filter(({ key }) => !byKey.has(key))
    .flatMap((incident): Incident[] => {
      if (seen.status !== 'read') return [incident]
      // A member of a storm is not gone: from here on it is told as a part of the whole.
      const isPart = byKey.has(stormKey(familyOf(incident.key)))
      if (isPart) return incident.phase === 'closed' ? [incident] : []
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
  const worthKeeping = {
    ...announced,
    afterLoss: announced.afterLoss && seen.status !== 'read',
    incidents: announced.incidents.filter((incident) => isWorthKeeping(incident, tick, policy)),
  }
  return { late: false, state: withinBounds(worthKeeping) }
}

/** Whether a check is not newer than the newest that counted. */
function isLate(state: AlertState, tick: Tick, now: number, policy: AlertPolicy): boolean {
  if (state.lastAt === null || tick.at > state.lastAt) return false
  // A fence that a clock once set far ahead would keep out every check for as long.
  const fenceIsWrong = state.lastAt > now + 2 * policy.intervalMs
  return !fenceIsWrong
}

/** What is not seen any more, and not yet long enough to say that it is over. */
function leavingOf(state: AlertState, seen: Read, tick: Tick): Incident[] {
  const keys = new Set(seen.conditions.map(({ key }) => key))
  return state.incidents
    .filter(({ key }) => !keys.has(key))
    .flatMap((incident) => absent(incident, seen.absence(incident.key), tick) ?? [])
    .filter(isAlive)
}

/** Of a storm the findings of its family, and of a finding the storm. */
function relativesOf({ key, subject }: Condition, before: readonly Incident[]): Incident[] {
  const isRelative = (other: Incident) =>
    subject.kind === 'storm'
      ? familyOf(other.key) === subject.of
      : other.key === stormKey(familyOf(key))
  return before.filter((other) => isAlive(other) && isRelative(other))
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
    { kind: 'blind', severity: 'critical', cause, message: cut(message, messageLength), sinceAt },
    isLong || isOwnFault(cause) ? 1 : 2,
  )
}

function isWorthKeeping(incident: Incident, tick: Tick, policy: AlertPolicy): boolean {
  return incident.phase !== 'closed' || tick.at - (incident.closedAt ?? 0) <= reopenWithinMs(policy)
}

/** What is over is remembered only to know it again, so that it goes first where room is short. */
function withinBounds(state: AlertState): AlertState {
  let left = stateBytes - bytesOf({ ...state, incidents: state.incidents.filter(isAlive) })
  const closed = state.incidents.filter((incident) => !isAlive(incident))
  const remembered = new Set(
    closed
      .toSorted((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))
      .filter((incident) => (left -= bytesOf(incident) + 1) >= 0),
  )
  const incidents = state.incidents.filter((each) => isAlive(each) || remembered.has(each))
  return { ...state, incidents }
}

function isAlive({ phase }: Incident): boolean {
  return phase !== 'closed'
}
