import type { Annotation } from '../annotation.ts'
import { worstFirst } from '../annotations/annotated.ts'
import { cleanSql, plainText, sentence, words } from '../rich-text.ts'
import { paragraph, type TerminalOptions } from '../terminal.ts'
import { verifyHeadline, type Verification } from './verification.ts'

/** How many problems of one rule are told before the rest is counted. */
const perRule = 5

/** Longer than any line of ours with what it quotes. */
const longestLine = 2000

/** What was found, for a person at a terminal, with a final newline. */
export function verifyText(verification: Verification, options: TerminalOptions): string {
  const { status, problems, notTold, notes } = verification
  const { palette } = options
  const paint = {
    good: palette.good,
    problems: palette.critical,
    'could-not-tell': palette.warning,
  }
  const headline = words(verifyHeadline(verification))
  const told = worstFirst(problems)
  const shown = told.filter((each, index) => rankIn(told, each, index) < perRule)
  const more = [...new Set(told.map(({ rule }) => rule))].flatMap((rule) => {
    const rest = told.filter((each) => each.rule === rule).length - perRule
    return rest > 0 ? [`And ${rest} more of the rule ${rule}; --format json has them all.`] : []
  })
  return [
    paragraph(headline, 0, options, (text) => palette.strong(paint[status](text))),
    ...shown.map((each) => problemText(each, options)),
    ...more.map((line) => paragraph(words(line), 0, options)),
    ...notTold.map((text) => blockOf('NOT TOLD', text, options)),
    ...(notes.length === 0
      ? []
      : [
          notes
            .map((note) => paragraph(sentence(note, longestLine), 0, options, palette.faint))
            .join('\n'),
        ]),
  ]
    .join('\n\n')
    .concat('\n')
}

/** How many of its rule stand before it. */
function rankIn(told: readonly Annotation[], { rule }: Annotation, index: number): number {
  return told.slice(0, index).filter((each) => each.rule === rule).length
}

function problemText(annotation: Annotation, options: TerminalOptions): string {
  const { severity, title, text, place } = annotation
  const { palette } = options
  const head = words(`${severity.toUpperCase()}  ${plainText(sentence(title))}`)
  const where = place && `${place.file}${place.line === undefined ? '' : `:${place.line}`}`
  return [
    paragraph(head, 0, options, (each) => palette.strong(palette[severity](each))),
    ...(where === undefined
      ? []
      : [paragraph(words(plainText(sentence(where))), 2, options, palette.faint)]),
    ...linesOf(text, options),
  ].join('\n')
}

function blockOf(head: string, text: string, options: TerminalOptions): string {
  const { palette } = options
  const title = paragraph(words(head), 0, options, (each) => palette.strong(palette.warning(each)))
  return [title, ...linesOf(text, options)].join('\n')
}

/** The first line is a sentence, and further ones may be SQL, which keeps its margin. */
function linesOf(text: string, options: TerminalOptions): string[] {
  return text.split('\n').map((line) => {
    const margin = /^ */.exec(line)?.[0].length ?? 0
    // A cast of SQL, which no paragraph lets stand at the start of a line.
    const rich = line.includes('::')
      ? words(cleanSql(line, longestLine))
      : sentence(line, longestLine)
    return paragraph(rich, 2 + margin, options)
  })
}
