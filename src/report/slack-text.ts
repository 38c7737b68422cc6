import type { Mention } from './mention.ts'
import type { RichText } from './rich-text.ts'

export interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  readonly emoji: false
}

export interface Mrkdwn {
  readonly type: 'mrkdwn'
  readonly text: string
  /** Keeps Slack from making links and mentions of what looks like one. */
  readonly verbatim: true
}

export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: Mrkdwn[] }

/** What an incoming webhook takes. */
export interface SlackText {
  /** For notifications and screen readers, and where there are no blocks. */
  readonly text: string
  readonly unfurl_links: false
  readonly unfurl_media: false
}

export interface SlackMessage extends SlackText {
  readonly blocks: SlackBlock[]
}

/** A code span is cut to this length, escapes included, so that no name can fill a message. */
const spanLength = 150

/** Rich text as mrkdwn. Slack has no escape for a backtick, so another sign stands for it. */
export function mrkdwn(rich: RichText): string {
  return rich
    .map((segment) =>
      'text' in segment ? escaped(segment.text) : `\`${span(segment.code, spanLength)}\``,
    )
    .join('')
}

/** A command as a code span of its own, in full. */
export function commandText(command: string): string {
  return `\`${span(command, Infinity)}\``
}

function span(code: string, limit: number): string {
  return cut(escaped(code.replaceAll('`', 'ˋ')), limit)
}

/** The text cut to `limit` characters, never within an escape or a surrogate pair. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const kept = text.slice(0, limit - 1).replace(/&[a-z]*$/, '')
  return `${kept.replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** https://docs.slack.dev/messaging/formatting-message-text: these three, and only these. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export function section(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }
}

export function context(text: string): SlackBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] }
}

/** The one kind of text that Slack makes a call of. */
export function mentionText(mention: Mention): string {
  if (!('id' in mention)) return `<!${mention.kind}>`
  const id = mention.id.replaceAll(/[^A-Z0-9]/g, '')
  return mention.kind === 'group' ? `<!subteam^${id}>` : `<@${id}>`
}

/** A link, or nothing where the address is not one for a browser. */
export function link(address: string, words: string): string {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol)) return ''
  // What would end the link or begin its words is percent-encoded.
  const href = url.href.replaceAll(/[<>|]/g, encodeURIComponent)
  return `<${escaped(href)}|${escaped(words)}>`
}

/** A header takes at most 150 characters of plain text, in which nothing is markup. */
export function header(title: string): SlackBlock {
  const text = cut(title.replaceAll(/[<>&]/g, ''), 150)
  return { type: 'header', text: { type: 'plain_text', text, emoji: false } }
}
