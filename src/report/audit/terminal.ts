import { wrapAnsi } from 'fast-wrap-ansi'
import { assertNever } from '../../core/never.ts'
import { plainText, words } from '../rich-text.ts'
import { paragraph, type TerminalOptions } from '../terminal.ts'
import {
  codeLine,
  type Block,
  type Cell,
  type Document,
  exitTitle,
  type Section,
  type Tone,
} from './document.ts'

/** A report for a person at a terminal, with a final newline. */
export function documentInTerminal(document: Document, options: TerminalOptions): string {
  const { strong } = options.palette
  const paint = painter(document.tone, options)
  const headline = paragraph(words(plainText(document.headline)), 0, options, (text) =>
    strong(paint(text)),
  )
  const blocks = document.blocks.map((block) => blockText(block, 0, options))
  const sections = document.sections.map((section) => sectionText(section, options))
  return `${[headline, blocks.join('\n'), ...sections].filter((part) => part !== '').join('\n\n')}\n`
}

function sectionText(section: Section, options: TerminalOptions): string {
  const { palette } = options
  const title = plainText(section.heading)
  const heading = palette.strong(paragraph(words(title), 0, options))
  const blocks = blocksText(section.blocks, 0, options)
  const inner = (section.sections ?? []).map((each) => findingText(each, options))
  return [[heading, ...blocks].join('\n'), ...inner].join('\n\n')
}

function findingText({ severity, heading, blocks }: Section, options: TerminalOptions): string {
  const { palette } = options
  const mark = severity === undefined ? '' : `${severity.toUpperCase()}  `
  const paint = severity === undefined ? palette.faint : palette[severity]
  const title = paragraph(words(`${mark}${plainText(heading)}`), 0, options, (text) =>
    palette.strong(paint(text)),
  )
  return [title, ...blocksText(blocks, 2, options)].join('\n')
}

/** Ways out and tables stand apart, the rest together. */
function blocksText(blocks: readonly Block[], indent: number, options: TerminalOptions): string[] {
  return blocks.map((block, index) => {
    const rendered = blockText(block, indent, options)
    const isApart =
      block.kind === 'exit' || block.kind === 'table' || blocks[index - 1]?.kind === 'table'
    return index > 0 && isApart ? `\n${rendered}` : rendered
  })
}

function blockText(block: Block, indent: number, options: TerminalOptions): string {
  const { palette } = options
  switch (block.kind) {
    case 'text': {
      const label = block.label === undefined ? [] : words(`${block.label}: `)
      return paragraph([...label, ...block.text], indent + (block.isPart === true ? 2 : 0), options)
    }
    case 'code':
      return codeText(block.lines, indent + 2, options)
    case 'table':
      return tableText(block.columns, block.rows, options)
    case 'exit': {
      const { exit, isRiskTold = false } = block
      const title = words(`${exitTitle(exit)}: `)
      const paint = exit.destroys === true ? palette.warning : palette.strong
      const body = paragraph([...title, ...exit.text], indent, options)
      const marked = body.replace(exitTitle(exit), (found) => paint(found))
      return [
        marked,
        ...(exit.code === undefined ? [] : [codeText(exit.code.lines, indent + 2, options)]),
        ...(isRiskTold ? [] : [paragraph([...words('Risk: '), ...exit.risk], indent + 2, options)]),
      ].join('\n')
    }
    default:
      return assertNever(block)
  }
}

/** Never wrapped, so that it can be copied. */
function codeText(lines: readonly string[], indent: number, { palette }: TerminalOptions): string {
  return lines.map((line) => `${' '.repeat(indent)}${palette.command(codeLine(line))}`).join('\n')
}

const between = 2
const leastLast = 20

/** The last column is wrapped within itself, as it holds the names. */
function tableText(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: TerminalOptions,
): string {
  const { palette, width } = options
  const head = columns.map((name): Cell => ({ text: words(name), tone: 'faint' }))
  const all = [head, ...rows]
  const widths = columns.map((_, column) =>
    all.reduce((most, row) => Math.max(most, lengthOf(row[column])), 0),
  )
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + between, 0)
  const left = Math.max(leastLast, width - before)
  return all
    .map((row) => {
      const cells = row.slice(0, -1).map((each, column) => {
        const text = plainText(each.text)
        const gap = ' '.repeat((widths[column] ?? 0) - lengthOf(each) + between)
        return `${painter(each.tone, { palette })(text)}${gap}`
      })
      const last = row.at(-1)
      const lines = wrapAnsi(last === undefined ? '' : plainText(last.text), left, { hard: true })
        .split('\n')
        .map((line) => painter(last?.tone, { palette })(line))
      return `${cells.join('')}${lines.join(`\n${' '.repeat(before)}`)}`.trimEnd()
    })
    .join('\n')
}

function lengthOf(each: Cell | undefined): number {
  return each === undefined ? 0 : Array.from(plainText(each.text)).length
}

function painter(
  tone: Tone | undefined,
  { palette }: Pick<TerminalOptions, 'palette'>,
): (text: string) => string {
  return tone === undefined ? (text) => text : palette[tone]
}
