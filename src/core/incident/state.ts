import * as z from 'zod/mini'
import { LedgerRow } from '../ledger.ts'
import { AlertEvent, Subject } from './event.ts'

/** The version of the stored state that this code writes, and the newest that it reads. */
export const stateVersion = 1

/** A finding as it lives over time. */
const Incident = z.object({
  /** What people are shown of it, in Slack and in the API. */
  id: z.string(),
  /** The finding's key: an incident is known again by it within its target. */
  key: z.string(),
  subject: Subject,
  /** `suspect`: seen, not told yet. `clearing`: not seen, not yet long enough to say so. */
  phase: z.enum(['suspect', 'open', 'clearing', 'closed']),
  firstSeenAt: z.number(),
  openedAt: z.nullable(z.number()),
  closedAt: z.nullable(z.number()),
  /** Slots in a row in which it was seen, or, while clearing, was not. */
  streak: z.number(),
  /** The last slot that counted. */
  countedSlot: z.number(),
  /** When people were last told of it, as far as Slack confirmed it. */
  lastToldAt: z.nullable(z.number()),
  /**
   * What of it people were last told, or are about to be; a change of it is news. `null` while
   * they were not told since it opened or came back, so that they are not told of its end either.
   */
  told: z.nullable(z.string()),
  reminders: z.number(),
  changes: z.number(),
  /** How often it came back, and when it last did. */
  epoch: z.number(),
  reopenedAt: z.nullable(z.number()),
})
export type Incident = Readonly<z.infer<typeof Incident>>

/** One event that people are still to be told of. */
const OutboxEntry = z.object({
  /** Made of incident, event and number only, so that the same event never gets in twice. */
  id: z.string(),
  key: z.string(),
  event: AlertEvent,
  status: z.enum(['waiting', 'in-flight']),
  attempts: z.number(),
  queuedAt: z.number(),
  notBefore: z.number(),
  leaseUntil: z.number(),
  /** Slack refused it as it was, so it goes out as plain text. */
  plain: z.boolean(),
  /** Slack refused it even so. */
  refused: z.boolean(),
})
export type OutboxEntry = Readonly<z.infer<typeof OutboxEntry>>

/** What is known of the channel as a whole. */
const Channel = z.object({
  notBefore: z.number(),
  /** Set while the webhook itself is refused: revoked, its channel archived, its host gone. */
  broken: z.nullable(z.object({ since: z.number(), because: z.string() })),
})

/** Everything that a target's alerting remembers. */
export const AlertState = z.object({
  version: z.literal(stateVersion),
  /** The scheduled time and slot of the newest check that counted; the fence against late ones. */
  lastAt: z.nullable(z.number()),
  lastSlot: z.nullable(z.number()),
  /** When the last complete read began to count. */
  lastCompleteAt: z.nullable(z.number()),
  incidents: z.array(Incident),
  outbox: z.array(OutboxEntry),
  /** Ids of delivered entries with the time of delivery, kept for a week. */
  delivered: z.record(z.string(), z.number()),
  channel: Channel,
  /** Set after the state before was lost: what opens next may have been told already. */
  afterLoss: z.boolean(),
  /** The last slot in which an unreadable target was looked at a second time. */
  recheckedSlot: z.nullable(z.number()),
})
export type AlertState = Readonly<z.infer<typeof AlertState>>

/** The state of a target that was never checked, or whose state was lost. */
export function emptyState(afterLoss: boolean): AlertState {
  return {
    version: stateVersion,
    lastAt: null,
    lastSlot: null,
    lastCompleteAt: null,
    incidents: [],
    outbox: [],
    delivered: {},
    channel: { notBefore: 0, broken: null },
    afterLoss,
    recheckedSlot: null,
  }
}

/** A row that was in the ledger and is gone. */
const VanishedRow = z.object({ row: LedgerRow, lastSeenAt: z.number(), goneAt: z.number() })
export type VanishedRow = Readonly<z.infer<typeof VanishedRow>>

/** What the last complete read brought back, so that the next one can see what is gone. */
export const LedgerMemory = z.object({
  readAt: z.number(),
  manifestDigest: z.string(),
  rows: z.readonly(z.array(LedgerRow)),
  vanished: z.array(VanishedRow),
})
export type LedgerMemory = Readonly<z.infer<typeof LedgerMemory>>
