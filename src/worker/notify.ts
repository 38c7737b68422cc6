import type { AlertEvent } from '../core/incident/event.ts'
import type { Claim, Delivery } from '../core/incident/outbox.ts'
import { sendToSlack } from '../io/slack.ts'
import { minimalSlackMessage, slackMessage, testAlertMessage } from '../report/slack-message.ts'
import { log } from './log.ts'
import { patience } from './patience.ts'
import type { Settings } from './settings.ts'

/** Sends what is claimed as one message, or says why the channel is no use. */
export function notify(target: string, claim: Claim, settings: Settings): Promise<Delivery> {
  const isPlain = claim.entries.some(({ plain }) => plain)
  const events = claim.entries.map(({ event }) => event)
  return notifyOf(target, events, settings, isPlain)
}

/** Sends these events as one message, with blocks unless it is to be plain. */
export async function notifyOf(
  target: string,
  events: readonly AlertEvent[],
  settings: Settings,
  isPlain = false,
): Promise<Delivery> {
  const { mention, statusUrl } = settings
  const input = { target, statusUrl, events, mention, now: Date.now() }
  const delivery = await send(isPlain ? minimalSlackMessage(input) : slackMessage(input), settings)
  log({ event: 'told', target, outcome: delivery.outcome })
  return delivery
}

/** Proves the way to Slack with a message that says that it is a test. */
export function testAlert(settings: Settings): Promise<Delivery> {
  const { mention, statusUrl, targets } = settings
  const target = targets.map(({ name }) => name).join(', ')
  return send(testAlertMessage({ target, mention, statusUrl }), settings)
}

async function send(
  message: Parameters<typeof sendToSlack>[1],
  { slackWebhookUrl }: Settings,
): Promise<Delivery> {
  if (slackWebhookUrl === undefined) {
    return { outcome: 'broken', because: 'SLACK_WEBHOOK_URL is not set, or is not a webhook' }
  }
  return sendToSlack(slackWebhookUrl, message, patience.slack)
}
