import type { Graces } from '../history-context.ts'
import { familyOf, schemaFamily, stormKey } from './conditions.ts'
import { nextDelivery } from './outbox.ts'
import type { AlertState, Incident } from './state.ts'

/** A target that could not be read is looked at once more after this, before its next slot. */
const recheckAfterMs = 5 * 60 * 1000

/**
 * When a running grace ends, so that an hourly check does not turn 15 minutes into an hour;
 * `undefined` when none runs. One that ended before the last check does not: that check has seen
 * it, or could not, and to look again at once would be a loop.
 */
export function graceEnd(state: AlertState, graces: Graces): number | undefined {
  const isOf = (family: string, key: string) => familyOf(key) === family || key === stormKey(family)
  const graceOf = (key: string) => (isOf('migration', key) ? graces.pendingMs : graces.aheadMs)
  const isGraced = ({ key, subject }: Incident) =>
    subject.severity === 'notice' || isOf(schemaFamily, key)
  const ends = state.incidents
    .filter((incident) => incident.phase === 'suspect' && isGraced(incident))
    .map(({ key, firstSeenAt }) => firstSeenAt + graceOf(key))
    .filter((end) => end > (state.lastAt ?? 0))
  return ends.length === 0 ? undefined : Math.min(...ends)
}

/** When an unreadable target is looked at again within its slot; once is enough. */
export function recheckAt(state: AlertState): number | undefined {
  const { lastAt, lastSlot, recheckedSlot } = state
  const isBlind = state.incidents.some(({ key, phase }) => key === 'blind' && phase !== 'closed')
  const isUnread = state.lastCompleteAt === null || (lastAt ?? 0) > state.lastCompleteAt
  if (!isBlind || !isUnread || lastAt === null || recheckedSlot === lastSlot) return undefined
  return lastAt + recheckAfterMs
}

/** When a target wants to be woken between two checks; `undefined` when there is nothing to do. */
export function wakeAt(state: AlertState, graces: Graces): number | undefined {
  const times = [graceEnd(state, graces), recheckAt(state), nextDelivery(state)]
  const due = times.filter((time) => time !== undefined)
  return due.length === 0 ? undefined : Math.min(...due)
}
