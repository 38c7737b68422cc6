import { severities } from '../../core/finding.ts'
import { isOfObject } from '../../core/schema/without-definitions.ts'
import { exitsForLedger } from '../exits-ledger.ts'
import { exitsForObjects } from '../exits-schema.ts'
import type { Exit } from '../exits.ts'
import type { Entry } from '../fold-findings.ts'
import type { LedgerPlace } from '../record-exit.ts'
import { plainText, say } from '../rich-text.ts'
import { teller, type Told } from '../teller.ts'
import { entryInFull, wordEntry } from '../wording-entry.ts'
import { wordMore } from '../wording-objects.ts'
import { type Block, type Section, text } from './document.ts'

/** More findings than anybody reads in a report; JSON has them all. */
const mostFindings = 50

/** A section for each finding, the worst first, without saying anything twice. */
export function findingSections(
  entries: readonly Entry[],
  place: LedgerPlace,
  now: number,
): Section[] {
  const sorted = entries.toSorted(
    (a, b) => severities.indexOf(b.finding.severity) - severities.indexOf(a.finding.severity),
  )
  const tell = teller()
  const once = withoutRepetition()
  const sections = sorted.slice(0, mostFindings).map((entry): Section => {
    const told = tell(wordEntry(entry, now))
    const exits = exitsOf(entry, place)
    return {
      heading: told.title,
      severity: entry.finding.severity,
      blocks: [
        ...evidence(entry, told),
        ...(told.likely === undefined ? [] : [text(told.likely, 'Likely')]),
        ...(told.consequence === undefined ? [] : [text(told.consequence, 'Effect')]),
        ...nextBlocks(entry, told, exits),
        ...exits.map(once),
      ],
    }
  })
  const more = sorted.slice(mostFindings)
  if (more.length === 0) return sections
  return [...sections, { heading: say`Not told here`, blocks: [text(wordMore(more))] }]
}

/** The ways out of what one entry tells. */
export function exitsOf({ finding, objects }: Entry, place: LedgerPlace): Exit[] {
  if (isOfObject(finding)) return exitsForObjects(objects ?? [finding])
  return exitsForLedger(finding, place)
}

function evidence(entry: Entry, told: Told): Block[] {
  const lines = entryInFull(entry)
  if (lines.length === 0) return [text(told.what)]
  return lines.map(({ text: line, isPart }) => ({
    kind: 'text',
    text: line,
    ...(isPart === true && { isPart }),
  }))
}

/** What to do before any way out; all there is to do where there is none. */
function nextBlocks({ finding }: Entry, { next }: Told, exits: readonly Exit[]): Block[] {
  const isToLook =
    finding.kind === 'pending' ||
    finding.kind === 'ledger-absent' ||
    finding.kind === 'ahead' ||
    (finding.kind === 'unknown' &&
      finding.origin === undefined &&
      (finding.era === 'within' || finding.era === 'after'))
  const steps = exits.length === 0 ? next : isToLook ? next.slice(0, 1) : []
  return steps.flatMap(({ text: what, command }, index): Block[] => [
    text(what, exits.length > 0 ? 'First' : index === 0 ? 'Next' : 'Then'),
    ...(command === undefined
      ? []
      : [{ kind: 'code', language: isSql(command) ? 'sql' : 'sh', lines: [command] } as const]),
  ])
}

function isSql(command: string): boolean {
  return /^(INSERT|GRANT|ALTER|REINDEX) /.test(command)
}

/** A way out, with its risk unless that was told before; where something is deleted, always. */
function withoutRepetition(): (exit: Exit) => Block {
  const told = new Set<string>()
  return (exit) => {
    const risk = plainText(exit.risk)
    const isRiskTold = told.has(risk) && exit.destroys !== true
    told.add(risk)
    return { kind: 'exit', exit, isRiskTold }
  }
}

/** What goes for all ways out. */
export const aboutExits = say`Statements and commands are for review, and none of them was run. What is codified goes into a migration of its own (${'drizzle-kit generate --custom'}) and into the schema's source.`
