import type { NeonOptions } from '../io/neon.ts'
import type { SlackOptions } from '../io/slack.ts'

interface Patience {
  neon: Pick<NeonOptions, 'timeoutsMs' | 'patience'>
  readMs: number
  slack: Required<SlackOptions>
  betweenMessagesMs: number
  deliveriesMs: number
  heartbeatMs: number
  kvMs: number
}

/**
 * How long the Worker waits for others: in the worst run of the cron, 43 seconds in all. Of those,
 * 16 go to the read, 12 to Slack, 3 to the heartbeat, and 3 to each of four touches of KV: for a
 * report of before, for the report, the history and the summary. Only tests, which have no time,
 * put shorter waits here: no setting reaches it.
 */
export const patience: Patience = {
  // The first is long enough for a compute that has to wake.
  neon: { timeoutsMs: [9000, 6000] },
  // Both tries with the wait between them; so much, too, where a second question is asked.
  readMs: 16_000,
  // Far longer than Slack takes.
  slack: { timeoutMs: 5000 },
  // Slack takes about one message a second from a webhook.
  betweenMessagesMs: 1100,
  // What does not fit goes out when the target's object wakes next, some seconds later.
  deliveriesMs: 12_000,
  heartbeatMs: 3000,
  kvMs: 3000,
}
