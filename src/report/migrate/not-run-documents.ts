import { driftwatchCommand } from '../../core/command.ts'
import type { BegunRun } from '../../core/migrate/run.ts'
import { type Block, cell, type Cell, type Document, factTable, text } from '../audit/document.ts'
import { type RichText, say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { nothingRun } from './locked-document.ts'
import { probesTable } from './proof-checks.ts'
import { commonFacts, utc } from './run-facts.ts'
import { codes } from './word-as-before.ts'

/** Who and when, of a run of which there may be nothing else to say. */
export interface Occasion {
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt?: number
  readonly actor?: string
  readonly driftwatch: string
}

/** What a proof says from the beginning of a run on, so that no older one is taken for its own. */
export const begunDocument: Document = {
  headline: words('NOT RUN: this run has not started the migrator'),
  tone: 'warning',
  blocks: [
    text(
      say`Driftwatch writes this as it begins, in place of what an earlier run had written here. Where it still stands when nothing runs any more, the run was ended before its time.`,
    ),
    text(nothingRun),
  ],
  sections: [],
}

/** What a proof says of a run that an error ended. */
export function errorDocument(message: string): Document {
  return {
    headline: words('NOT RUN: the run ended before it started the migrator'),
    tone: 'warning',
    blocks: [text(sentence(message)), text(nothingRun)],
    sections: [],
  }
}

/** A document of a run that changed nothing, as a proof: with who and when. */
export function withOccasion(document: Document, occasion: Occasion): Document {
  const { startedAt, endedAt, actor, driftwatch } = occasion
  const rows: [string, RichText][] = [
    ...(actor === undefined ? [] : [['By', say`${actor}`] satisfies [string, RichText]]),
    ['Started', words(utc(startedAt))],
    ...(endedAt === undefined ? [] : [['Ended', words(utc(endedAt))] satisfies [string, RichText]]),
    ['Driftwatch', words(driftwatch)],
  ]
  const section = { heading: words('When and by whom'), blocks: [factTable('When', rows)] }
  return { ...document, sections: [...document.sections, section] }
}

/** By these words a later run knows an unfinished proof again, in every format. */
export const unfinishedMark = 'UNFINISHED: whether '

/** What a proof says while the migrator runs, and for ever where Driftwatch is killed then. */
export function unfinishedDocument({ facts, rows, tables, probes }: BegunRun): Document {
  const count = plural(facts.pending.length, 'migration')
  const were = facts.pending.length === 1 ? 'was' : 'were'
  return {
    headline: say`${words(`${unfinishedMark}${count} ${were}`)} applied to ${facts.manifest.name} is not known`,
    tone: 'warning',
    blocks: [
      text(
        say`Driftwatch writes this just before it starts the migrator, and something else once that has ended. Where it still stands when nothing runs any more, Driftwatch itself was killed.`,
      ),
      text(
        say`Run ${driftwatchCommand('migrate')} again, in the same way. It looks first, says what is recorded, and applies what is still pending. What is told below is from before.`,
        'Next',
      ),
    ],
    sections: [
      {
        heading: words('Before the run'),
        blocks: [
          text(words(`The ledger had ${plural(rows.length, 'row')}.`)),
          ...(tables.length === 0 ? [] : [tablesBefore(tables)]),
          ...(probes.length === 0 ? [] : [probesTable('Before', probes)]),
        ],
      },
      {
        heading: words('The run'),
        blocks: [
          factTable('The run', [
            ...commonFacts(facts),
            ['Started', words(utc(facts.startedAt))],
            ['Driftwatch', words(facts.versions.driftwatch)],
          ]),
        ],
      },
    ],
  }
}

function tablesBefore(tables: BegunRun['tables']): Block {
  return {
    kind: 'table',
    caption: 'Tables that are to stay as they are',
    columns: ['Rows', 'Table', 'Checksum'],
    rows: tables.map(({ name, before }): Cell[] => [
      cell(say`${before.rows}`),
      cell(say`${`${name.schema}.${name.table}`}`),
      cell(say`${before.checksum}`),
    ]),
  }
}

/** What another run left, and where it stands now. */
export function earlierNote(files: readonly string[]): Block {
  return text(
    say`Another run had started its migrator, and had not come to its end when this one began. What it had written down before is kept as ${codes(files)}.`,
  )
}
