import { createInterface } from 'node:readline'
import { objectName } from '../../core/schema/ignore-rule.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { isDestructive } from '../../report/object-sql.ts'
import { cleanSql, harmless } from '../../report/rich-text.ts'
import type { TerminalOptions } from '../../report/terminal.ts'

/**
 * Asks a person which of the findings are to stay as they are live; nothing where the person leaves
 * with Ctrl-C or Ctrl-D.
 */
export async function askWhich(
  findings: readonly SchemaFinding[],
  options: TerminalOptions,
): Promise<readonly SchemaFinding[] | undefined> {
  process.stdout.write(`${choiceLines(findings, options).join('\n')}\n`)
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: 'Which of them are to stay? (all, none, or 1,3-5) ',
  })
  try {
    terminal.prompt()
    // It ends by itself where the terminal is closed, as both keys do.
    for await (const answer of terminal) {
      const chosen = parseChoice(answer, findings.length)
      if (chosen !== undefined) return findings.filter((_, index) => chosen.has(index + 1))
      process.stdout.write(`It is all, none, or numbers from 1 to ${findings.length}.\n`)
      terminal.prompt()
    }
    process.stdout.write('\n')
    return undefined
  } finally {
    terminal.close()
  }
}

/** The findings by their numbers, with what differs of each in a line. */
export function choiceLines(
  findings: readonly SchemaFinding[],
  { palette, width }: TerminalOptions,
): readonly string[] {
  return findings.flatMap(({ kind, object, aspects }, index) => {
    const name = palette.command(harmless(objectName(object)))
    const sides = aspects.flatMap(({ name: aspect, declared, live }) => {
      if (kind === 'changed') return [`${aspect}: ${declared ?? 'none'} → ${live ?? 'none'}`]
      const value = kind === 'extra' ? live : declared
      return value == null ? [] : [`${aspect} ${value}`]
    })
    return [
      `${String(index + 1).padStart(3)}  ${kind.padEnd(7)} ${object.type} ${name}`,
      ...(sides.length === 0
        ? []
        : [`     ${palette.faint(cleanSql(sides.join('; '), width - 5))}`]),
      ...(kind === 'lacking' && isDestructive({ object })
        ? [`     ${palette.critical('DESTRUCTIVE: where it still is, its data goes.')}`]
        : []),
    ]
  })
}

/** The numbers that an answer names, from 1; nothing where it is no answer. */
export function parseChoice(answer: string, count: number): ReadonlySet<number> | undefined {
  const text = answer.trim().toLowerCase()
  if (text === 'all') return new Set(Array.from({ length: count }, (_, index) => index + 1))
  if (text === 'none' || text === '') return new Set()
  const chosen = new Set<number>()
  for (const part of text.split(/[\s,]+/)) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
    if (from === undefined || Number(from) < 1 || Number(to) > count) return undefined
    for (let each = Number(from); each <= Number(to); each += 1) chosen.add(each)
  }
  return chosen
}
