import { assertNever } from '../../src/core/never.ts'
import type { Palette } from '../../src/report/palette.ts'
import type { SlackBlock, SlackMessage } from '../support/slack-blocks.ts'
import { margin, type Screen } from './screen.ts'
import { wrap } from './wrap.ts'

/** Shows a message as Slack would, as far as a terminal can. */
export function showMessage(screen: Screen, message: SlackMessage): void {
  const { palette, width, json } = screen
  const frame = (text: string) => palette.faint(text)
  const rule = '─'.repeat(Math.max(0, width - margin.length - 9))
  screen.line(`${margin}${frame(`┌─ Slack ${rule}`)}`)
  for (const text of messageLines(message, palette, width - margin.length - 2)) {
    screen.line(`${margin}${frame('│')} ${text}`.trimEnd())
  }
  screen.line(`${margin}${frame(`└${'─'.repeat(width - margin.length - 1)}`)}`)
  if (json) screen.line(JSON.stringify(message.json, null, 2))
}

/** The lines of a message, wrapped to `width` columns, blocks apart from each other. */
export function messageLines(
  { text, blocks }: SlackMessage,
  palette: Palette,
  width: number,
): readonly string[] {
  const parts = blocks.length === 0 ? [mrkdwn(text ?? '', palette)] : blocks.map(blockText)
  return parts.flatMap((part, index) => [...(index === 0 ? [] : ['']), ...wrap(part, width)])

  function blockText(block: SlackBlock): string {
    switch (block.type) {
      case 'header':
        return palette.strong(block.text.text)
      case 'section':
        return [block.text, ...(block.fields ?? [])].map(textOf).join('\n')
      case 'context':
        return palette.faint(block.elements.map(elementText).join(' '))
      case 'divider':
        return palette.faint('─'.repeat(width))
      case 'actions':
        return block.elements.map((button) => `[${button.text.text}]`).join(' ')
      case 'image':
        return `(${block.alt_text})`
      default:
        return assertNever(block)
    }
  }

  function elementText(element: Extract<SlackBlock, { type: 'context' }>['elements'][number]) {
    return element.type === 'image' ? `(${element.alt_text})` : textOf(element)
  }

  function textOf(object: { readonly type: string; readonly text: string } | undefined): string {
    if (object === undefined) return ''
    return object.type === 'mrkdwn' ? mrkdwn(object.text, palette) : object.text
  }
}

/** Code, bold, and all that stands in angle brackets: calls and links. */
const markup =
  /`(?<code>[^`\n]+)`|\*(?<bold>[^*\n]+)\*|<!subteam\^(?<group>\w+)>|<@(?<user>\w+)>|<!(?<all>\w+)>|<(?<url>[^|>]+)\|(?<words>[^>]+)>/g

/** https://docs.slack.dev/messaging/formatting-message-text, as much of it as the Worker writes. */
function mrkdwn(text: string, palette: Palette): string {
  let shown = ''
  let end = 0
  for (const match of text.matchAll(markup)) {
    const { code, bold, group, user, all, url, words } = match.groups ?? {}
    const called = group ?? user ?? all
    shown += unescaped(text.slice(end, match.index))
    end = match.index + match[0].length
    if (code !== undefined) shown += palette.code(unescaped(code))
    if (bold !== undefined) shown += palette.strong(unescaped(bold))
    if (called !== undefined) shown += palette.strong(palette.warning(`@${called}`))
    if (url !== undefined) shown += `${unescaped(words ?? '')} ${unescaped(url)}`
  }
  return shown + unescaped(text.slice(end))
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
