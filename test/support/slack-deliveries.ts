import type { Delivery } from '../../src/core/incident/outbox.ts'
import type { slackFaults } from './slack-receiver.ts'

const secondMs = 1000
const dayMs = 86_400 * secondMs

const failed: Delivery = { outcome: 'failed' }
const ambiguous: Delivery = { outcome: 'ambiguous' }
const limited = (seconds: number): Delivery => ({
  outcome: 'rate-limited',
  retryAfterMs: seconds * secondMs,
})
const rejected = (words: string): Delivery => refused('rejected', words)
const broken = (words: string): Delivery => refused('broken', words)

function refused(outcome: 'rejected' | 'broken', words: string): Delivery {
  return { outcome, because: `Slack answered ${words}` }
}

/** What each of the faults is, as a delivery. */
const byFault: Readonly<Record<keyof typeof slackFaults, Delivery>> = {
  '200 no_text': failed,
  '200 html': failed,
  '200 empty': failed,
  '204': failed,
  '301': broken('301'),
  '302': broken('302'),
  '400 invalid_payload': rejected('400 (invalid_payload)'),
  '400 invalid_blocks': rejected('400 (invalid_blocks)'),
  '400 user_not_found': rejected('400 (user_not_found)'),
  '403 action_prohibited': broken('403 (action_prohibited)'),
  '403 invalid_token': broken('403 (invalid_token)'),
  '404 no_service': broken('404 (no_service)'),
  '404 channel_not_found': broken('404 (channel_not_found)'),
  '410 channel_is_archived': broken('410 (channel_is_archived)'),
  '413': rejected('413'),
  '429 in 1 s': limited(1),
  '429 in 600 s': limited(600),
  '429 without a time': limited(60),
  '429 garbage': limited(60),
  '429 negative': limited(60),
  '429 date': { outcome: 'rate-limited', retryAfterMs: dayMs },
  '500 rollup_error': failed,
  '502 html': ambiguous,
  '503': failed,
  '500 after accept': failed,
  'reset-before': ambiguous,
  'reset-after-accept': ambiguous,
  hang: ambiguous,
  'accept-then-hang': ambiguous,
}

function isFault(name: string): name is keyof typeof slackFaults {
  return Object.hasOwn(byFault, name)
}

export const deliveries = Object.keys(byFault)
  .filter(isFault)
  .map((fault) => ({ fault, delivery: byFault[fault] }))

/** Every status that an answer can end with. */
export const statuses = Array.from({ length: 400 }, (_, index) => 200 + index)

/** What an answer with this status is that does not hold a word of Slack's. */
export function deliveryOf(status: number): Delivery {
  if (status === 429) return limited(60)
  // Another server speaks for the one behind it, which may have taken the message.
  if ([502, 504, 520, 524].includes(status)) return ambiguous
  if (status < 300 || status >= 500 || status === 408 || status === 425) return failed
  if (status === 400 || status === 413 || status === 422) return rejected(String(status))
  return broken(String(status))
}
