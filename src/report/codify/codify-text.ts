import { holds, type Proof, type ProofName } from '../../core/codify/proof.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { codeLine } from '../audit/document.ts'
import { harmless, sentence } from '../rich-text.ts'
import { paragraph, type TerminalOptions } from '../terminal.ts'

/** What each proof is called. */
export const proofTitles: Readonly<Record<ProofName, string>> = {
  'from-empty': 'From an empty database',
  'on-live': 'On the live schema',
  twice: 'Run twice',
  'with-rows': 'With rows in the tables',
}

/** The findings, one a line. */
export function findingLines(
  findings: readonly SchemaFinding[],
  { palette }: TerminalOptions,
): readonly string[] {
  return findings.map(({ kind, object, parts = 0 }) => {
    const more = parts > 0 ? palette.faint(` and ${parts} more with it`) : ''
    return `  ${kind.padEnd(7)} ${object.type} ${palette.command(harmless(objectName(object)))}${more}`
  })
}

/** What came of the proofs, for a terminal. */
export function proofLines(proofs: readonly Proof[], options: TerminalOptions): readonly string[] {
  const { palette } = options
  return proofs.flatMap((proof) => {
    const mark = holds(proof) ? palette.good('✓') : palette.critical('✗')
    const said = holds(proof) ? proof.said : proof.failed
    return [
      `${mark} ${palette.strong(proofTitles[proof.name])}`,
      ...said.map((text) => paragraph(sentence(text), 4, options)),
      ...(proof.statement === undefined
        ? []
        : ['    The statement:', ...codeLines(proof.statement, options)]),
    ]
  })
}

/** Code as it is, to be copied: a margin would become a part of what stands on several lines. */
export function codeLines(code: string, { palette }: TerminalOptions): readonly string[] {
  return code
    .trimEnd()
    .split('\n')
    .map((line) => palette.command(codeLine(line)))
}
