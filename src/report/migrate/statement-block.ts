import type { Block } from '../audit/document.ts'

/** So that a function of 300 lines does not fill the terminal. */
const mostLines = 12

/** A statement that failed, on lines of its own. */
export function statementBlock(sql: string): Block {
  const lines = sql.split(/\r?\n/)
  const shown = lines.length > mostLines ? [...lines.slice(0, mostLines), '…'] : lines
  return { kind: 'code', language: 'sql', lines: shown }
}
