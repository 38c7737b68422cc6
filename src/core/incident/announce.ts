import { isAtLeast } from '../severity.ts'
import { familyOf, schemaFamily, stormKey } from './conditions.ts'
import type { AlertEvent } from './event.ts'
import { bytesOf } from './kept.ts'
import { type AlertPolicy, changeEveryMs, reopenEveryMs } from './policy.ts'
import type { AlertState, Incident, OutboxEntry } from './state.ts'
import { type Absence, signatureOf, type Tick } from './transitions.ts'

export interface Announcement {
  /** The incidents as they were before this check. */
  readonly before: ReadonlyMap<string, Incident>
  /** The keys of what this check saw. */
  readonly present: ReadonlySet<string>
  readonly absence: (key: string) => Absence
  readonly tick: Tick
  readonly now: number
  readonly policy: AlertPolicy
}

/**
 * While more than this waits for its delivery, only ends are added to it: what is so is told when
 * there is room, if it still is so. About 80 findings as Drizzle makes them.
 */
const backlogBytes = 64 * 1024

/** That a target cannot be read is no part of such a flood, and is told beyond it and its ends. */
const blindBytes = 80 * 1024

interface News extends Announcement {
  /** Whether the backlog has no room for what is so now. */
  readonly isFull: boolean
}

/** Puts into the outbox what this check gives to tell. Nothing is told twice: ids see to that. */
export function announce(state: AlertState, announcement: Announcement): AlertState {
  let room = backlogBytes - bytesOf(state.outbox)
  return state.incidents.reduce((before, incident) => {
    const reserve = incident.subject.kind === 'blind' ? blindBytes : 0
    const isFull = room + reserve < 0
    const after = announceOne(before, incident, { ...announcement, isFull })
    room -= bytesOf(after.outbox.slice(before.outbox.length))
    return after
  }, state)
}

function announceOne(state: AlertState, incident: Incident, news: News): AlertState {
  if (incident.phase === 'closed') {
    const isNew = news.before.get(incident.key)?.phase !== 'closed'
    return isNew && incident.told !== null ? announceEnd(state, incident, news) : state
  }
  if (incident.phase !== 'open' || !news.present.has(incident.key)) return state
  if (news.isFull) return state

  if (incident.told === null) {
    if (incident.epoch === 0) {
      return isInhibited(incident, news) ? state : tell(state, incident, 'open', {}, news)
    }
    const isTooSoon = incident.reopenedAt !== null && news.now - incident.reopenedAt < reopenEveryMs
    const change = { reopenedAt: news.now, reminders: 0 }
    return isTooSoon ? state : tell(state, incident, 'reopen', change, news)
  }
  if (isNews(incident, news.now)) {
    return tell(state, incident, 'change', { changes: incident.changes + 1 }, news)
  }
  if (isReminderDue(state, incident, news)) {
    return tell(state, incident, 'remind', { reminders: incident.reminders + 1 }, news)
  }
  return state
}

/** Where no ledger is, everything is pending, and all that is there extra; one message says why. */
function isInhibited({ key }: Incident, { present }: News): boolean {
  const follows = ['migration', schemaFamily].some(
    (family) => familyOf(key) === family || key === stormKey(family),
  )
  return follows && present.has('ledger-absent')
}

function isNews(incident: Incident, now: number): boolean {
  if (incident.told === signatureOf(incident.subject)) return false
  if (incident.subject.kind === 'storm') {
    return incident.lastToldAt !== null && now - incident.lastToldAt >= changeEveryMs
  }
  // What has become less bad is told when it is over.
  return incident.told === 'warning' && isAtLeast(incident.subject.severity, 'critical')
}

function isReminderDue(state: AlertState, incident: Incident, news: News): boolean {
  const { remindAfterMs } = news.policy
  if (incident.lastToldAt === null || state.outbox.some(({ key }) => key === incident.key)) {
    return false
  }
  const wait = remindAfterMs[Math.min(incident.reminders, remindAfterMs.length - 1)] ?? Infinity
  return news.now - incident.lastToldAt >= wait
}

function tell(
  state: AlertState,
  incident: Incident,
  event: 'open' | 'reopen' | 'change' | 'remind',
  change: Partial<Incident>,
  news: News,
): AlertState {
  const after: Incident = { ...incident, ...change, told: signatureOf(incident.subject) }
  const number = { open: 0, reopen: after.epoch, change: after.changes, remind: after.reminders }
  return enqueue(replace(state, after), after, `${event}#${number[event]}`, news, {
    event,
    finding: after.subject,
    incidentId: after.id,
    openedAt: after.openedAt ?? after.firstSeenAt,
    ...(state.afterLoss && event === 'open' && { afterStateLoss: true }),
  })
}

/**
 * Tells that it is over. An opening that was never tried becomes one message with its end; one that
 * may have been delivered stays in front of it.
 */
function announceEnd(state: AlertState, incident: Incident, news: News): AlertState {
  const isUntried = (entry: OutboxEntry) => entry.key === incident.key && entry.attempts === 0
  const ending = {
    finding: incident.subject,
    incidentId: incident.id,
    openedAt: incident.openedAt ?? incident.firstSeenAt,
    resolvedAt: news.tick.at,
    because: news.absence(incident.key),
  }
  const opening = state.outbox.find((entry) => isUntried(entry) && entry.event.event === 'open')
  if (opening !== undefined) {
    const flash: OutboxEntry = { ...opening, event: { event: 'flash', ...ending } }
    const rest = state.outbox.filter((entry) => entry === opening || !isUntried(entry))
    return { ...state, outbox: rest.map((entry) => (entry === opening ? flash : entry)) }
  }
  const outbox = state.outbox.filter((entry) => !isUntried(entry))
  return enqueue({ ...state, outbox }, incident, `resolve#${incident.epoch}`, news, {
    event: 'resolve',
    ...ending,
  })
}

function enqueue(
  state: AlertState,
  incident: Incident,
  name: string,
  { now }: News,
  event: AlertEvent,
): AlertState {
  const id = `${incident.id}/${name}`
  if (id in state.delivered || state.outbox.some((entry) => entry.id === id)) return state
  const entry: OutboxEntry = {
    id,
    key: incident.key,
    event,
    status: 'waiting',
    attempts: 0,
    queuedAt: now,
    notBefore: 0,
    leaseUntil: 0,
    plain: false,
    refused: false,
  }
  return { ...state, outbox: [...state.outbox, entry] }
}

function replace(state: AlertState, incident: Incident): AlertState {
  return {
    ...state,
    incidents: state.incidents.map((other) => (other.key === incident.key ? incident : other)),
  }
}
