import { holds, type Proof, type ProofName } from '../../core/codify/proof.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { codeLine } from '../audit/document.ts'
import { harmless, sentence } from '../rich-text.ts'
import { paragraph, type TerminalOptions } from '../terminal.ts'

const titles: Readonly<Record<ProofName, string>> = {
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
      `${mark} ${palette.strong(titles[proof.name])}`,
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

/** The proofs as a file to keep. */
export function proofInMarkdown(about: {
  readonly tag: string
  readonly sql: string
  readonly proofs: readonly Proof[]
  readonly madeAt: string
}): string {
  const fence = about.sql.includes('```') ? '~~~~' : '```'
  return [
    `# Proof of ${about.tag}`,
    '',
    `Made by \`driftwatch codify\` at ${about.madeAt}, in an embedded PostgreSQL.`,
    '',
    ...about.proofs.flatMap((proof) => [
      `## ${titles[proof.name]}: ${holds(proof) ? 'holds' : 'does not hold'}`,
      '',
      ...(holds(proof) ? proof.said : proof.failed).map((text) => `- ${text}`),
      '',
      ...(proof.statement === undefined ? [] : [`${fence}sql`, proof.statement, fence, '']),
    ]),
    '## The migration',
    '',
    `${fence}sql`,
    about.sql.trimEnd(),
    fence,
    '',
  ].join('\n')
}
