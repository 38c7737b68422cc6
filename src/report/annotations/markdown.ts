import { escapeMarkdown } from '../escape-markdown.ts'
import { plural } from '../time-in-words.ts'
import { type Annotated, worstFirst } from './annotated.ts'

/**
 * What GitHub shows of a run as its job summary: the outcome, and a table of what was found.
 * Cut where GitHub would refuse it as too long, and the cut is told.
 */
export function markdownSummary({
  command,
  subject,
  headline,
  annotations,
  rules,
  notes,
}: Annotated): string {
  const shown = worstFirst(annotations).slice(0, mostRows)
  const rest = annotations.length - shown.length
  const rows = shown.map(({ severity, place, title, text }) => {
    const where = place === undefined ? '' : code(`${place.file}${lineOf(place.line)}`)
    const words = text.split('\n').map(escapeMarkdown).join('<br>')
    return `| ${severity} | ${where} | **${escapeMarkdown(title)}**<br>${words} |`
  })
  return [
    `## ${escapeMarkdown(`${command} ${subject}`)}`,
    `**${escapeMarkdown(headline)}**`,
    ...(rows.length === 0
      ? []
      : [['| Severity | Where | What |', '| :-- | :-- | :-- |', ...rows].join('\n')]),
    ...(rest > 0 ? [`And ${rest} more, which the log of the step lists.`] : []),
    ...(notes.length > 0 ? [notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n')] : []),
    `${plural(rules.length, 'rule was', 'rules were')} looked at.`,
  ]
    .join('\n\n')
    .concat('\n')
}

/** A summary may have 1 MiB: https://docs.github.com/actions/reference/limits. A row has some 2 KB at most. */
const mostRows = 200

function lineOf(line: number | undefined): string {
  return line === undefined ? '' : `:${line}`
}

/** Code in a cell of a table; a backtick or a bar of its own would end it. */
function code(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`
}
