import { assertNever } from '../../core/never.ts'
import type { RichText } from '../rich-text.ts'
import type { Block, Cell, Document, Section } from './document.ts'

type Redact = (text: string) => string

/**
 * The document with every text redacted, as long as it is whole: once it is rendered, what a sink
 * escapes or breaks into lines cannot be found any more.
 */
export function redactDocument(document: Document, redact: Redact): Document {
  return {
    ...document,
    headline: rich(document.headline, redact),
    blocks: document.blocks.map((block) => redactBlock(block, redact)),
    sections: document.sections.map((section) => redactSection(section, redact)),
  }
}

function redactSection(section: Section, redact: Redact): Section {
  const { heading, blocks, sections } = section
  return {
    ...section,
    heading: rich(heading, redact),
    blocks: blocks.map((block) => redactBlock(block, redact)),
    ...(sections && { sections: sections.map((each) => redactSection(each, redact)) }),
  }
}

function redactBlock(block: Block, redact: Redact): Block {
  switch (block.kind) {
    case 'text':
      return { ...block, text: rich(block.text, redact) }
    case 'code':
      return { ...block, lines: block.lines.map(redact) }
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map((cell) => inCell(cell, redact))) }
    case 'exit': {
      const { exit } = block
      const { code } = exit
      return {
        ...block,
        exit: {
          ...exit,
          text: rich(exit.text, redact),
          risk: rich(exit.risk, redact),
          ...(code && { code: { ...code, lines: code.lines.map(redact) } }),
        },
      }
    }
    default:
      return assertNever(block)
  }
}

function inCell(cell: Cell, redact: Redact): Cell {
  return { ...cell, text: rich(cell.text, redact) }
}

function rich(text: RichText, redact: Redact): RichText {
  return text.map((part) =>
    'text' in part ? { text: redact(part.text) } : { code: redact(part.code) },
  )
}
