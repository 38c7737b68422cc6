import { isAtLeast } from '../core/severity.ts'
import type { AlertEvent } from '../core/incident/event.ts'
import type { Mention } from './mention.ts'
import { clean, say } from './rich-text.ts'
import { livingTexts, titleLine } from './slack-details.ts'
import {
  context,
  escaped,
  header,
  link,
  mentionText,
  mrkdwn,
  section,
  type SlackMessage,
  type SlackText,
} from './slack-text.ts'
import { isEnding, livingOf, wordEnding, wordEvents } from './wording-event.ts'

export interface SlackInput {
  readonly target: string
  /** Where people find the state of the target. */
  readonly statusUrl?: string | undefined
  readonly events: readonly AlertEvent[]
  /** Called only if something critical is so now. */
  readonly mention?: Mention | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The characters that all of a message's texts have together, escapes included. */
const messageLength = 3000

/** Of these, at most as many for what is over; what is so now gets the rest. */
const endedLength = 800

/** A message without blocks is for when something is wrong with them, so it is kept short. */
const minimalLength = 1000

/** How many incidents are named. */
const namedIncidents = 5

const quiet = { unfurl_links: false, unfurl_media: false } as const

/** The message for these events: what is so now, the worst first, before what is over. */
export function slackMessage(input: SlackInput): SlackMessage {
  const { events, now } = input
  const living = livingOf(events)
  const title = `${signal(events)} ${wordEvents(input.target, events)}`
  const [first] = living
  const text = [escaped(title), ...(first === undefined ? [] : [titleLine(first, now)])].join('\n')
  const call = callFor(input)
  const ended = endedText(events, now)
  const footer = footerText(input)
  const spent = [title, text, call, ended, footer].reduce((sum, part) => sum + part.length, 0)
  const details = livingTexts(living, now, messageLength - spent)
  const sections = [`${call}${details[0] ?? ''}`, ...details.slice(1), ended]
  return {
    text,
    blocks: [
      header(title),
      ...sections.filter((part) => part !== '').map(section),
      ...(footer === '' ? [] : [context(footer)]),
    ],
    ...quiet,
  }
}

/** The same without blocks, for when Slack will not take those: what happened, and where to look. */
export function minimalSlackMessage(input: SlackInput): SlackText {
  const { target, events, now } = input
  const head = `${callFor(input)}${escaped(`${signal(events)} ${wordEvents(target, events)}`)}`
  const footer = footerText(input)
  const lines = [
    ...livingOf(events).map((event) => titleLine(event, now)),
    ...events.filter(isEnding).map((event) => mrkdwn(wordEnding(event, now))),
  ]
  const shown = fitting(lines, minimalLength - head.length - footer.length)
  return { text: [head, ...shown, footer].filter((part) => part !== '').join('\n'), ...quiet }
}

/** A message that shows that the way to Slack works, from one end to the other. */
export function testAlertMessage({
  target,
  statusUrl,
  mention,
}: Pick<SlackInput, 'target' | 'statusUrl' | 'mention'>): SlackMessage {
  const title = `Test alert for ${clean(target)}`
  const call = mention === undefined ? '' : `${mentionText(mention)}\n`
  const body = `${call}This message was asked for, to show that alerts arrive. Nothing is wrong, and nothing has to be done.`
  const footer = statusUrl === undefined ? '' : link(statusUrl, 'Status')
  return {
    text: escaped(title),
    blocks: [header(title), section(body), ...(footer === '' ? [] : [context(footer)])],
    ...quiet,
  }
}

/** Who is called, on a line of their own: nobody, unless something critical is so now. */
function callFor({ events, mention }: SlackInput): string {
  const isCritical = livingOf(events).some(({ finding }) => isAtLeast(finding.severity, 'critical'))
  return isCritical && mention !== undefined ? `${mentionText(mention)}\n` : ''
}

/** One sign for people who only glance at the channel. */
function signal(events: readonly AlertEvent[]): string {
  const living = livingOf(events)
  if (living.some(({ finding }) => finding.severity === 'critical')) return '🔴'
  const isUnexplained = events.some((event) => isEnding(event) && event.because === 'vanished')
  return living.length > 0 || isUnexplained ? '🟠' : '🟢'
}

function endedText(events: readonly AlertEvent[], now: number): string {
  const lines = events.filter(isEnding).map((event) => mrkdwn(wordEnding(event, now)))
  return fitting(lines, endedLength).join('\n')
}

/** The lines that fit into `length` characters, and how many do not. */
function fitting(lines: readonly string[], length: number): string[] {
  const ends = lines.map((_, index) => lines.slice(0, index + 1).join('\n').length + 12)
  const count = ends.filter((end) => end <= length).length
  const more = lines.length - count
  return [...lines.slice(0, count), ...(more > 0 ? [`+${more} more`] : [])]
}

function footerText({ events, statusUrl }: SlackInput): string {
  const ids = [...new Set(events.map(({ incidentId }) => incidentId))]
  const isRepeat = events.some(({ possibleRepeat }) => possibleRepeat)
  const isRecovery = events.some(({ afterStateLoss }) => afterStateLoss)
  const named = ids.slice(0, namedIncidents).map((id) => mrkdwn(say`${id}`))
  const more = ids.length > named.length ? ` +${ids.length - named.length} more` : ''
  return [
    ...(named.length > 0 ? [`Incident ${named.join(' ')}${more}`] : []),
    ...(isRepeat ? ['(possible repeat)'] : []),
    ...(isRecovery ? ['told again, since what had been told could not be read'] : []),
    ...(statusUrl === undefined ? [] : [link(statusUrl, 'Status')]),
  ].join(' · ')
}
