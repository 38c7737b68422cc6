import { wrapAnsi } from 'fast-wrap-ansi'
import { assertNever } from '../core/never.ts'
import type { Severity } from '../core/severity.ts'
import type { Verdict } from '../core/verdict.ts'
import { type FindingGroup, groupFindings, type ToldInFull } from './group-findings.ts'
import { foldFindings } from './fold-findings.ts'
import type { Palette } from './palette.ts'
import { plainText, type RichText, say, words } from './rich-text.ts'
import { coverageLines } from './wording-coverage.ts'
import { wordMore } from './wording-objects.ts'
import { mismatchHint, wordUnreadable, wordVerdict, wordWaiting } from './wording-verdict.ts'

export interface TerminalOptions {
  /** In columns; commands are never wrapped, so that they can be copied. */
  readonly width: number
  readonly palette: Palette
  /** What the connection string was read from, such as `DATABASE_URL`. */
  readonly connectionFrom?: string | undefined
}

/** How many findings of one kind are told before the rest is counted. */
const perGroup = 5

/** The verdict for a person at a terminal, with a final newline. */
export function terminalReport(verdict: Verdict, options: TerminalOptions): string {
  return `${sectionsOf(verdict, options).join('\n\n')}\n`
}

function sectionsOf(verdict: Verdict, options: TerminalOptions): string[] {
  const { strong, critical, good, warning } = options.palette
  const headline = (paint: (text: string) => string) =>
    paragraph(words(plainText(wordVerdict(verdict))), 0, options, (text) => strong(paint(text)))
  const about = coverageLines(verdict)
    .map((line) => paragraph(line, 0, options, options.palette.faint))
    .join('\n')
  const { entries, waiting } = foldFindings(verdict.findings)
  const groups = groupFindings(entries, Date.parse(verdict.checkedAt), perGroup)
  switch (verdict.status) {
    case 'in-sync': {
      const notes = groups.map((group) => groupSection(group, options))
      return [headline(good), ...notes, about]
    }
    case 'drifted': {
      const hint = mismatchHint(verdict)
      return [
        headline(critical),
        ...(hint === undefined ? [] : [paragraph(hint, 0, options, warning)]),
        ...groups.map((group) => groupSection(group, options)),
        ...(waiting === 0 ? [] : [paragraph(wordWaiting(waiting), 0, options, warning)]),
        about,
      ]
    }
    case 'unreadable': {
      const { text, statements } = wordUnreadable(verdict.unreadable?.message ?? '')
      const { connectionFrom } = options
      const from =
        connectionFrom === undefined
          ? []
          : [say`The connection string was read from ${connectionFrom}.`]
      const meaning = say`So nothing is known: the database may have drifted or not.`
      return [
        headline(warning),
        [
          paragraph(text, 2, options),
          ...statements.map((statement) => `    ${options.palette.command(statement)}`),
          ...[...from, meaning].map((line) => paragraph(line, 2, options)),
        ].join('\n'),
      ]
    }
    default:
      return assertNever(verdict.status)
  }
}

function groupSection({ severity, told, more }: FindingGroup, options: TerminalOptions): string {
  const { palette } = options
  const findings = told.map((finding) => findingText(finding, severity, options))
  const rest = more.length === 0 ? [] : [paragraph(wordMore(more), 0, options, palette[severity])]
  return [...findings, ...rest].join('\n\n')
}

function findingText(told: ToldInFull, severity: Severity, options: TerminalOptions): string {
  const { palette } = options
  const label = (name: string, text: RichText | undefined) =>
    text === undefined ? [] : [paragraph([...words(`${name}: `), ...text], 2, options)]
  const lines = told.inFull.length > 0 ? told.inFull : [{ text: told.what }]
  const title = `${severity.toUpperCase()}  ${plainText(told.title)}`
  return [
    paragraph(words(title), 0, options, (text) => palette.strong(palette[severity](text))),
    ...lines.map(({ text, isPart = false }) => paragraph(text, isPart ? 4 : 2, options)),
    ...label('Likely', told.likely),
    ...label('Effect', told.consequence),
    ...told.next.flatMap(({ text, command }, index) => [
      ...label(index === 0 ? 'Next' : 'Then', text),
      ...(command === undefined ? [] : [`    ${palette.command(command)}`]),
    ]),
  ].join('\n')
}

/** Rich text in lines of the width, with a margin before each. */
export function paragraph(
  rich: RichText,
  indent: number,
  { width, palette }: TerminalOptions,
  paint = (text: string) => text,
): string {
  const marked = rich.map((part) => ('text' in part ? part.text : palette.code(part.code))).join('')
  const margin = ' '.repeat(indent)
  const columns = Math.max(20, width - indent)
  return (
    wrapAnsi(paint(marked), columns, { hard: true })
      .split('\n')
      // With `::` at the start of a line, CI systems mark commands to themselves.
      .map((line) => `${margin}${line.replace(/^(\s*):(?=:)/, '$1: ')}`)
      .join('\n')
  )
}
