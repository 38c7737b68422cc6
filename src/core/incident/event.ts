import * as z from 'zod/mini'
import { Finding } from '../finding.ts'
import { Severity } from '../severity.ts'
import { causes } from '../observation.ts'

/** How many of a storm's findings are kept and shown. */
export const stormSampleSize = 10

/** The target cannot be read, so nothing is known of it. */
export const Blind = z.object({
  kind: z.literal('blind'),
  severity: z.literal('critical'),
  cause: z.enum(causes),
  /** In our own words: no secret, no host and no text of the server's. */
  message: z.string(),
  /** When it could first not be read, in milliseconds since the epoch. */
  sinceAt: z.number(),
})
export type Blind = Readonly<z.infer<typeof Blind>>

/** More findings of one family at once than anybody wants to be told one by one. */
export const Storm = z.object({
  kind: z.literal('storm'),
  /** The family of the findings: the first part of their keys. */
  of: z.string(),
  severity: Severity,
  count: z.number(),
  sample: z.array(Finding).check(z.maxLength(stormSampleSize)),
  /** Changes when, and only when, the set of findings does. */
  digest: z.string(),
})
export type Storm = Readonly<z.infer<typeof Storm>>

/** What an incident is about. */
export const Subject = z.union([Finding, Blind, Storm])
export type Subject = z.infer<typeof Subject>

const ofIncident = {
  finding: Subject,
  incidentId: z.string(),
  /** Milliseconds since the epoch, as `resolvedAt`. */
  openedAt: z.number(),
  /** An earlier attempt may have been delivered, though nobody confirmed it. */
  possibleRepeat: z.optional(z.boolean()),
  /** What had been told before could not be read, so it is told again. */
  afterStateLoss: z.optional(z.boolean()),
}

/** One line of an incident's life, as people are told of it. */
export const AlertEvent = z.discriminatedUnion('event', [
  z.object({ event: z.enum(['open', 'remind', 'change', 'reopen']), ...ofIncident }),
  z.object({
    /** `flash`: opened and resolved before it could be delivered. */
    event: z.enum(['resolve', 'flash']),
    ...ofIncident,
    resolvedAt: z.number(),
    /**
     * `explained`: the manifest or the ledger accounts for it. `allowed`: an allowance accepts it.
     * `vanished`: its row is gone, which is no recovery. `quiet`: it has not been seen for a while.
     */
    because: z.enum(['explained', 'vanished', 'allowed', 'quiet']),
  }),
])
export type AlertEvent = Readonly<z.infer<typeof AlertEvent>>
export type EndingEvent = Extract<AlertEvent, { event: 'resolve' | 'flash' }>
