import type { Delivery } from '../../src/core/incident/outbox.ts'
import { assertNever } from '../../src/core/never.ts'
import { hourMs } from '../support/alerting.ts'

/** Stands for the platform ending a run: no code of ours catches it. */
export class Killed extends Error {}

/** What people have been shown, one line an event. */
export interface Told {
  readonly entry: string
  readonly event: string
  readonly key: string
  readonly incidentId: string
  readonly possibleRepeat: boolean
}

/** How long each touch of the outside takes, and whether a pause is one. */
export interface Waits {
  readonly read: number
  readonly send: number
  readonly kv: number
  readonly pauses: boolean
}

export type SlackMode = Delivery['outcome']

/** What becomes of a message. */
export function deliveryOf(mode: SlackMode): Delivery {
  switch (mode) {
    case 'rate-limited':
      return { outcome: mode, retryAfterMs: hourMs / 6 }
    case 'rejected':
    case 'broken':
      return { outcome: mode, because: 'Slack answered 400' }
    case 'accepted':
    case 'ambiguous':
    case 'failed':
      return { outcome: mode }
    default:
      return assertNever(mode)
  }
}
