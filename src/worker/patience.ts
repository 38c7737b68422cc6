import type { NeonOptions } from '../io/neon.ts'
import type { SlackOptions } from '../io/slack.ts'

interface Patience {
  neon: Pick<NeonOptions, 'timeoutsMs' | 'patience'>
  slack: SlackOptions
  heartbeatMs: number
  kvMs: number
}

/**
 * How long the Worker waits for others; for Neon and Slack, what their modules say unless told
 * otherwise. Only tests, which have no time, put shorter waits here: no setting reaches it.
 */
export const patience: Patience = { neon: {}, slack: {}, heartbeatMs: 5000, kvMs: 5000 }
