import type { Finding } from '../../src/core/finding.ts'
import { type Condition, familyOf } from '../../src/core/incident/conditions.ts'
import { claim, type Delivery, settle } from '../../src/core/incident/outbox.ts'
import type { AlertPolicy } from '../../src/core/incident/policy.ts'
import { type AlertState, emptyState } from '../../src/core/incident/state.ts'
import { type Seen, step } from '../../src/core/incident/step.ts'
import type { Absence } from '../../src/core/incident/transitions.ts'
import { hashOfText, stranger } from './history.ts'

export const hourMs = 3_600_000

export const policy: AlertPolicy = {
  intervalMs: hourMs,
  remindAfterMs: [4 * hourMs, 8 * hourMs, 24 * hourMs],
}

/** The condition of one unknown hash. */
export function unknownHash(
  text: string,
  severity: 'notice' | 'critical' = 'critical',
): Condition<Finding> {
  const row = stranger(-30, text)
  const facts = { key: `hash:${hashOfText(text)}`, hash: row.hash, rows: [row], count: 1 }
  const subject =
    severity === 'critical'
      ? ({ kind: 'unknown', severity, ...facts, era: 'before' } as const)
      : ({ kind: 'ahead', severity, ...facts, firstSeenAt: 0 } as const)
  return { key: facts.key, subject, severity, openAfter: 1 }
}

/** A complete read that saw these conditions; whatever else there was is explained. */
export function saw(
  conditions: readonly Condition<Finding>[],
  absence: (key: string) => Absence = () => 'explained',
): Seen {
  return { status: 'read', conditions, absence }
}

export const unreadable: Seen = {
  status: 'unreadable',
  cause: 'unreachable',
  message: 'No answer.',
}

/** A target's alerting over time, with a channel that does what each tick says. */
export function alerting(from: AlertState = emptyState(false)) {
  let state = from
  const accepted: string[] = []
  const timeOf = (slot: number) => slot * hourMs + 17 * 60_000

  const deliver = (now: number, delivery: Delivery) => {
    for (let message = 0; message < 4; message += 1) {
      const claimed = claim(state, now)
      state = claimed.state
      const { entries } = claimed.claim
      if (entries.length === 0) return
      if (delivery.outcome === 'accepted' || delivery.outcome === 'ambiguous') {
        accepted.push(...entries.map(wordsOf))
      }
      state = settle(state, claimed.claim, delivery, now)
    }
  }
  return {
    accepted,
    state: () => state,
    /** One check; returns what people were told by it. */
    tick(
      slot: number,
      seen: Seen,
      { delivery = { outcome: 'accepted' }, at = timeOf(slot), now = at }: TickOptions = {},
    ): string[] {
      const before = accepted.length
      state = step(state, { tick: { at, slot }, seen, now, policy }).state
      deliver(now, delivery)
      return accepted.slice(before)
    },
    /** Only the delivery, as an alarm between two checks does it. */
    drain(now: number, delivery: Delivery = { outcome: 'accepted' }): string[] {
      const before = accepted.length
      deliver(now, delivery)
      return accepted.slice(before)
    },
  }
}

interface TickOptions {
  readonly delivery?: Delivery
  readonly at?: number
  readonly now?: number
}

function wordsOf({ key, event }: AlertState['outbox'][number]): string {
  const { finding } = event
  const what =
    finding.kind === 'unknown'
      ? Buffer.from(finding.hash, 'hex').toString().replaceAll('\0', '')
      : familyOf(key)
  const how = 'because' in event ? ` (${event.because})` : ''
  return `${event.event} ${what}${how}${event.possibleRepeat === true ? ' (possible repeat)' : ''}`
}
