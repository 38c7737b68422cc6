import { driftwatchCommand } from '../../core/command.ts'
import { inLiveTable } from '../../core/codify/chosen.ts'
import { severities } from '../../core/severity.ts'
import type { Origin } from '../../core/origin.ts'
import { isOfObject, type SchemaFinding } from '../../core/schema/without-definitions.ts'
import { exitsForLedger } from '../exits-ledger.ts'
import { exitsForObjects } from '../exits-schema.ts'
import type { Exit } from '../exits.ts'
import type { Entry } from '../fold-findings.ts'
import type { LedgerPlace } from '../record-exit.ts'
import { plainText, say } from '../rich-text.ts'
import { teller, type Told } from '../teller.ts'
import { entryInFull, wordEntry } from '../wording-entry.ts'
import { wordMore } from '../wording-objects.ts'
import type { Wording } from '../wording-parts.ts'
import { type Block, cell, type Section, text } from './document.ts'

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
  const objects = sorted.map(({ finding }) => finding).filter(isOfObject)
  const sections = sorted.slice(0, mostFindings).map((entry): Section => {
    const wording = wordEntry(entry, now)
    const told = tell(wording)
    const exits = exitsOf(entry, place)
    return {
      heading: told.title,
      severity: entry.finding.severity,
      blocks: [
        ...evidence(entry, told),
        ...(told.likely === undefined ? [] : [text(told.likely, 'Likely')]),
        ...(told.consequence === undefined ? [] : [text(told.consequence, 'Effect')]),
        ...(exits.length === 0
          ? stepBlocks(told.next, ['Next', 'Then'])
          : [
              ...settleTable(entry, objects),
              ...stepBlocks(firstStep(entry, wording, told), ['First']),
            ]),
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

/** The ways out of a part call its table as it is declared. */
function settleTable({ finding }: Entry, all: readonly SchemaFinding[]): Block[] {
  if (!isOfObject(finding)) return []
  const { table = '' } = finding.object
  const { table: live = '' } = inLiveTable(finding.object, all)
  return live === table
    ? []
    : [text(say`Settle the name of the table, which is ${live} in the database.`, 'First')]
}

type Steps = Told['next']

/** What to do before any way out is taken, unless it was told before. */
function firstStep({ finding }: Entry, { next: [first] }: Wording, { next }: Told): Steps {
  const isToLook =
    finding.kind === 'pending' ||
    finding.kind === 'ledger-absent' ||
    finding.kind === 'ahead' ||
    (finding.kind === 'unknown' &&
      (finding.era === 'within' || finding.era === 'after') &&
      isUnknownWhence(finding.origin))
  if (first === undefined || !isToLook) return []
  return next.filter(({ text: what }) => plainText(what) === plainText(first.text))
}

/** Otherwise the ways out tell already what to do with the file. */
function isUnknownWhence(origin: Origin | undefined): boolean {
  return origin === undefined || (origin.fate.kind === 'edited' && origin.fate.by !== undefined)
}

function stepBlocks(steps: Steps, [first, then = first]: readonly [string, string?]): Block[] {
  return steps.flatMap(({ text: what, command }, index): Block[] => [
    text(what, index === 0 ? first : then),
    ...(command === undefined
      ? []
      : [{ kind: 'code', language: isSql(command) ? 'sql' : 'sh', lines: [command] } as const]),
  ])
}

function isSql(command: string): boolean {
  return /^(INSERT|GRANT|ALTER|REINDEX) /.test(command)
}

/**
 * A way out, with its risk unless that was told before; where code deletes something, always. One
 * that is all words is told once, until another of its sort stands in between.
 */
function withoutRepetition(): (exit: Exit) => Block {
  const told = new Set<string>()
  const isTold = (name: string) => told.has(name) || !told.add(name)
  const above = new Map<Exit['exit'], string>()
  return (exit) => {
    const { text: way, code, risk, destroys = false } = exit
    const isRepeated = code === undefined && above.get(exit.exit) === plainText(way)
    above.set(exit.exit, plainText(way))
    const isRiskTold = isTold(plainText(risk)) && (!destroys || isRepeated)
    return { kind: 'exit', exit: isRepeated ? { ...exit, text: say`As above.` } : exit, isRiskTold }
  }
}

/** Fewer findings are seen at a glance. */
const fewest = 6

/** All headings in one table, before anything is told in full. */
export function overview(sections: readonly Section[]): Block[] {
  const told = sections.filter(({ severity }) => severity !== undefined)
  if (told.length < fewest) return []
  return [
    {
      kind: 'table',
      caption: 'All that is told below',
      columns: ['Severity', 'Finding'],
      rows: told.map(({ severity = 'notice', heading }) => [
        cell(severity, severity),
        cell(heading),
      ]),
    },
  ]
}

/** What goes for all ways out of these sections, if there are any. */
export function aboutExitsIn(sections: readonly Section[]): Block[] {
  const hasExits = sections.some(({ blocks }) => blocks.some(({ kind }) => kind === 'exit'))
  return hasExits ? [text(aboutExits)] : []
}

const aboutExits = say`Statements and commands are for review, and none of them was run. ${driftwatchCommand('codify --migrations <folder>')} writes what is to stay as a migration, and proves it; ${driftwatchCommand('revert --migrations <folder>')} prints the SQL that takes back what is not. By hand, what is codified goes into a migration of its own (${'drizzle-kit generate --custom'}); either way it goes into the schema's source, too.`
