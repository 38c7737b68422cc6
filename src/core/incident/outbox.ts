import { assertNever } from '../never.ts'
import type { AlertPolicy } from './policy.ts'
import type { AlertState, OutboxEntry } from './state.ts'

/** What became of one message to the channel. */
export type Delivery =
  | { readonly outcome: 'accepted' }
  /** Not taken, and another try can help: an error of the server's, or no connection at all. */
  | { readonly outcome: 'failed' }
  | { readonly outcome: 'rate-limited'; readonly retryAfterMs: number }
  /** Sent, but no answer came: it may have been delivered. */
  | { readonly outcome: 'ambiguous' }
  /** The message itself is refused. */
  | { readonly outcome: 'rejected'; readonly because: string }
  /** The webhook itself is refused: no message can get through until somebody mends it. */
  | { readonly outcome: 'broken'; readonly because: string }

/** Entries that go out as one message; only who holds the claim may say what became of them. */
export interface Claim {
  readonly entries: readonly OutboxEntry[]
  /** The number of the attempt by entry, which makes an outlived claim powerless. */
  readonly attempts: ReadonlyMap<string, number>
}

/** Longer than any sender may take, so that no second one starts while the first still sends. */
export const leaseMs = 120_000

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const weekMs = 7 * 24 * hourMs

/** How many ids of delivered entries are kept, beside those of the last delivery. */
const deliveredKept = 200

/** Takes all that is due into one claim, in the order in which it was put in. */
export function claim(state: AlertState, now: number): { state: AlertState; claim: Claim } {
  const none = { state, claim: { entries: [], attempts: new Map() } }
  if (state.channel.notBefore > now) return none
  const isHeld = (entry: OutboxEntry) => entry.status === 'in-flight' && entry.leaseUntil > now
  // Within one incident nothing overtakes: what is held, or waits for its time, holds the rest.
  const blocked = new Set<string>()
  const due: OutboxEntry[] = []
  for (const entry of state.outbox) {
    if (isHeld(entry) || entry.notBefore > now || blocked.has(entry.key)) blocked.add(entry.key)
    else due.push(entry)
  }
  // One that Slack would not take with blocks goes alone, so that it cannot spoil the others.
  const plain = due.find((entry) => entry.plain)
  const taken = (plain === undefined ? due : [plain]).map((entry) => inFlight(entry, now))
  if (taken.length === 0) return none
  const byId = new Map(taken.map((entry) => [entry.id, entry]))
  return {
    state: { ...state, outbox: state.outbox.map((entry) => byId.get(entry.id) ?? entry) },
    claim: { entries: taken, attempts: new Map(taken.map(({ id, attempts }) => [id, attempts])) },
  }
}

function inFlight(entry: OutboxEntry, now: number): OutboxEntry {
  // A sender that never came back may have delivered it.
  const wasCutOff = entry.status === 'in-flight'
  return {
    ...(wasCutOff ? possiblyDelivered(entry) : entry),
    status: 'in-flight',
    attempts: entry.attempts + 1,
    leaseUntil: now + leaseMs,
  }
}

/** Remembers what became of a claim. What is accepted is remembered only here, never before. */
export function settle(
  state: AlertState,
  held: Claim,
  delivery: Delivery,
  now: number,
): AlertState {
  const isOurs = (entry: OutboxEntry) =>
    entry.status === 'in-flight' && held.attempts.get(entry.id) === entry.attempts
  const ours = state.outbox.filter(isOurs)
  const keys = new Set(ours.map(({ key }) => key))
  const settled: AlertState = {
    ...state,
    outbox: state.outbox.map((entry) => (isOurs(entry) ? retried(entry, delivery, now) : entry)),
  }
  switch (delivery.outcome) {
    case 'accepted':
      return {
        ...settled,
        channel: { notBefore: 0, broken: null },
        outbox: state.outbox.filter((entry) => !isOurs(entry)),
        incidents: state.incidents.map((incident) =>
          keys.has(incident.key) ? { ...incident, lastToldAt: now } : incident,
        ),
        delivered: {
          ...Object.fromEntries(
            Object.entries(state.delivered)
              .filter(([, at]) => now - at < weekMs)
              .toSorted(([, a], [, b]) => b - a)
              .slice(0, deliveredKept),
          ),
          ...Object.fromEntries(ours.map(({ id }) => [id, now])),
        },
      }
    case 'rate-limited':
      return { ...settled, channel: { ...state.channel, notBefore: now + delivery.retryAfterMs } }
    case 'broken': {
      const broken = { since: state.channel.broken?.since ?? now, because: delivery.because }
      return { ...settled, channel: { notBefore: now + hourMs, broken } }
    }
    case 'failed':
    case 'ambiguous':
    case 'rejected':
      return settled
    default:
      return assertNever(delivery)
  }
}

function retried(entry: OutboxEntry, delivery: Delivery, now: number): OutboxEntry {
  const waiting: OutboxEntry = { ...entry, status: 'waiting', leaseUntil: 0 }
  switch (delivery.outcome) {
    case 'failed':
      return { ...waiting, notBefore: now + backoffMs(entry.attempts) }
    case 'ambiguous':
      return possiblyDelivered({ ...waiting, notBefore: now + backoffMs(entry.attempts) })
    case 'rejected':
      // Refused even as plain text: tried again all the same, and shown on /status at once.
      return entry.plain
        ? { ...waiting, refused: true, notBefore: now + hourMs }
        : { ...waiting, plain: true }
    case 'accepted':
    case 'rate-limited':
    case 'broken':
      return waiting
    default:
      return assertNever(delivery)
  }
}

function possiblyDelivered(entry: OutboxEntry): OutboxEntry {
  return { ...entry, event: { ...entry.event, possibleRepeat: true } }
}

/** One minute, doubled with each attempt, at most an hour. */
function backoffMs(attempts: number): number {
  return Math.min(hourMs, minuteMs * 2 ** (attempts - 1))
}

/** When the next try is due, if anything waits. */
export function nextDelivery(state: AlertState): number | undefined {
  const due = state.outbox.map((entry) =>
    Math.max(entry.notBefore, entry.leaseUntil, state.channel.notBefore),
  )
  return due.length === 0 ? undefined : due.reduce((a, b) => Math.min(a, b))
}

/** What of the outbox people who look at `/status` must know; `null` when all is well. */
export function undelivered(
  state: AlertState,
  now: number,
  policy: AlertPolicy,
): { readonly count: number; readonly because: string } | null {
  const count = state.outbox.length
  const refused = state.outbox.filter((entry) => entry.refused)
  const oldest = state.outbox.reduce((least, { queuedAt }) => Math.min(least, queuedAt), now)
  if (state.channel.broken !== null) return { count, because: state.channel.broken.because }
  if (refused.length > 0) return { count: refused.length, because: 'Slack refuses the message' }
  if (now - oldest > 3 * policy.intervalMs) return { count, because: 'Slack cannot be reached' }
  return null
}
