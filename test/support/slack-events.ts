import type { IncomingWebhookSendArguments } from '@slack/webhook'
import type { Finding, FindingOf } from '../../src/core/finding.ts'
import type { AlertEvent, Blind, Storm } from '../../src/core/incident/event.ts'
import { type SlackInput, slackMessage } from '../../src/report/slack-message.ts'
import type { SlackMessage, SlackText } from '../../src/report/slack-text.ts'
import { findingWith, unknownRow } from './findings.ts'
import { now } from './history.ts'
import { checkMessage } from './slack-blocks.ts'

const hourMs = 3_600_000
export const mention = { kind: 'group', id: 'S0123ABCD' } as const
export const statusUrl = 'https://driftwatch.example.workers.dev/'
export const orphan = '6cec6782aaf9057166ccb08a58ef9b80d73f31313388e5223707008c0bd35984'

export const unknown: FindingOf<'unknown'> = {
  kind: 'unknown',
  key: `hash:${orphan}`,
  severity: 'critical',
  hash: orphan,
  rows: [unknownRow({ hash: orphan, createdAt: '1764195174560' })],
  count: 1,
  era: 'before',
}
export const warning: Finding = { ...findingWith.pending('0004_items'), severity: 'warning' }
export const blind: Blind = {
  kind: 'blind',
  severity: 'critical',
  cause: 'wrong-password',
  message: 'The password in `DATABASE_URL` is refused. Set it anew.',
  sinceAt: now - 2 * hourMs,
}
export const storm: Storm = {
  kind: 'storm',
  of: 'hash',
  severity: 'critical',
  count: 10_000,
  sample: Array.from({ length: 10 }, () => unknown),
  digest: 'abcdef0123456789',
}

export function living(
  finding: AlertEvent['finding'],
  event: 'open' | 'remind' | 'change' | 'reopen' = 'open',
): AlertEvent {
  return { event, finding, incidentId: 'abc123@490000', openedAt: now - 5 * hourMs }
}

export function ended(
  finding: AlertEvent['finding'],
  because: 'explained' | 'vanished' | 'allowed' | 'quiet',
  event: 'resolve' | 'flash' = 'resolve',
): AlertEvent {
  return { ...living(finding), event, because, resolvedAt: now }
}

export function messageOf(
  events: readonly AlertEvent[],
  change: Partial<SlackInput> = {},
): SlackMessage {
  return slackMessage({ target: 'app', statusUrl, events, mention, now, ...change })
}

export function textsOf(message: SlackText & Partial<SlackMessage>): string[] {
  const blocks = message.blocks ?? []
  const texts = blocks.flatMap((block) =>
    block.type === 'context' ? block.elements.map(({ text }) => text) : block.text.text,
  )
  return [message.text, ...texts]
}

export const shown = (message: SlackMessage) => textsOf(message).slice(1).join('\n')

/** Takes the message as Slack's own library would. */
function sendable(message: IncomingWebhookSendArguments): string {
  return JSON.stringify(message)
}

/** Which of Slack's limits and of ours the message breaks. */
export function brokenLimits(message: SlackText & Partial<SlackMessage>): string[] {
  const checked = checkMessage(sendable(message))
  const { length } = textsOf(message).join('')
  return [
    ...('refusal' in checked ? [checked.refusal] : []),
    ...((message.blocks?.length ?? 0) > 10 ? ['more than ten blocks'] : []),
    ...(length > 3000 ? [`${length} characters`] : []),
    ...(message.unfurl_links || message.unfurl_media ? ['shows previews'] : []),
  ]
}
