import { assertNever } from '../../core/never.ts'
import { escapeMarkdown } from '../escape-markdown.ts'
import type { RichText } from '../rich-text.ts'
import {
  codeLine,
  type Block,
  type Cell,
  type Document,
  exitTitle,
  type Section,
  type Tone,
} from './document.ts'

/** A report in GitHub's Markdown: nothing foreign in it is markup, a mention or a link. */
export function documentInMarkdown(document: Document): string {
  const parts = [
    `# ${markOf(document.tone)}${inline(document.headline)}`,
    ...document.blocks.map(blockText),
    ...document.sections.flatMap((section) => sectionText(section, 2)),
  ]
  return `${parts.join('\n\n')}\n`
}

function sectionText(
  { heading, severity, blocks, sections = [] }: Section,
  depth: number,
): string[] {
  const word =
    severity === undefined ? '' : `${severity.charAt(0).toUpperCase()}${severity.slice(1)}: `
  return [
    `${'#'.repeat(depth)} ${word}${inline(heading)}`,
    ...blocks.map(blockText),
    ...sections.flatMap((each) => sectionText(each, depth + 1)),
  ]
}

function markOf(tone: Tone): string {
  return tone === 'good' ? '✅ ' : tone === 'critical' ? '❌ ' : '⚠️ '
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text': {
      const label = block.label === undefined ? '' : `**${block.label}:** `
      return `${block.isPart === true ? '- ' : ''}${label}${inline(block.text)}`
    }
    case 'code':
      return fenced(block.language, block.lines)
    case 'table':
      return [
        `| ${block.columns.join(' | ')} |`,
        `|${' :-- |'.repeat(block.columns.length)}`,
        ...block.rows.map((row) => `| ${row.map(cellText).join(' | ')} |`),
      ].join('\n')
    case 'exit': {
      const { exit, isRiskTold = false } = block
      return [
        `**${exitTitle(exit)}:** ${inline(exit.text)}`,
        ...(exit.code === undefined ? [] : [fenced(exit.code.language, exit.code.lines)]),
        ...(isRiskTold ? [] : [`**Risk:** ${inline(exit.risk)}`]),
      ].join('\n\n')
    }
    default:
      return assertNever(block)
  }
}

function cellText({ text }: Cell): string {
  return inline(text)
}

/** Code is put between tags, as no text of its own can end those. */
function inline(rich: RichText): string {
  return rich
    .map((part) => ('text' in part ? ownWords(part.text) : `<code>${escaped(part.code)}</code>`))
    .join('')
}

/** What means something only at the start of a line, or beside brackets, stays readable as source. */
function escaped(text: string): string {
  return escapeMarkdown(text).replaceAll(/\\([-()+!])/g, '$1')
}

/** Words of ours keep the spaces at their ends; a sentence of a server's can be among them. */
function ownWords(text: string): string {
  const [, before = '', middle = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
  return middle === '' ? before : `${before}${escaped(middle)}${after}`
}

/** A fence that is longer than any run of backticks in it. */
function fenced(language: string, lines: readonly string[]): string {
  const text = lines.map(codeLine).join('\n')
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length)
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run + 1)))
  return `${fence}${language}\n${text}\n${fence}`
}
