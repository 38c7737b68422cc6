import { driftwatchCommand } from '../../core/command.ts'
import type { Finding } from '../../core/finding.ts'
import type { RunFacts } from '../../core/migrate/run.ts'
import type { Verdict } from '../../core/verdict.ts'
import { type Block, type Document, factTable, text } from '../audit/document.ts'
import { aboutExitsIn, findingSections } from '../audit/finding-sections.ts'
import { foldFindings } from '../fold-findings.ts'
import type { LedgerPlace } from '../record-exit.ts'
import { join, say, sentence, words } from '../rich-text.ts'
import { coverageLines } from '../wording-coverage.ts'
import { plural } from '../time-in-words.ts'
import { nothingRun } from './locked-document.ts'
import { type AskedProbe, probesTable } from './proof-checks.ts'
import { commonFacts } from './run-facts.ts'

/** All that is declared is recorded; whether that is all is for what was compared to say. */
export function nothingDocument(verdict: Verdict): Document {
  const { target, counts, coverage } = verdict
  const recorded = say`All ${words(plural(counts.history, 'declared migration'))} are recorded, so there was nothing to run.`
  const about = coverageLines(verdict).map((line) => text(line))
  return coverage.schema.covered
    ? {
        headline: say`${target} is in sync, and nothing is pending`,
        tone: 'good',
        blocks: [text(recorded), ...about],
        sections: [],
      }
    : {
        headline: say`Nothing is pending in ${target}, and its schema was not compared`,
        tone: 'warning',
        blocks: [text(recorded), ...about],
        sections: [],
      }
}

/** The database differs in more than in what is pending. */
export function refusedDocument(
  findings: readonly Finding[],
  place: LedgerPlace,
  hasMoved: boolean,
  now: number,
): Document {
  const { entries } = foldFindings(findings)
  const settled = findingSections(entries, place, now)
  const moved = say`The ledger has changed since it was looked at a moment ago, though the lock was held: somebody writes to it by other means. Find out who, and run this again.`
  return {
    headline: words(
      findings.length === 0
        ? 'REFUSED: the ledger moved between the audit and the migration'
        : `REFUSED: ${plural(findings.length, 'finding')} besides what is pending`,
    ),
    tone: 'critical',
    blocks: [...(hasMoved ? [text(moved)] : []), text(nothingRun)],
    sections:
      entries.length === 0
        ? []
        : [
            {
              heading: words('What has to be settled first'),
              blocks: aboutExitsIn(settled),
              sections: settled,
            },
          ],
  }
}

export interface RehearsalFault {
  readonly file: string
  readonly line: number
  readonly said: readonly string[]
  readonly wayOut: string
  readonly isPending: boolean
}

export function notRehearsedDocument(fault: RehearsalFault): Document {
  const { file, line, said, wayOut, isPending } = fault
  return {
    headline: isPending
      ? say`REFUSED: ${file} fails in the rehearsal`
      : say`NOT RUN: ${file}, which is applied already, cannot be rehearsed`,
    tone: isPending ? 'critical' : 'warning',
    blocks: [
      text(say`PostgreSQL says of line ${line}: ${sentence(said.join(' '))}`),
      text(nothingRun),
      text(
        isPending
          ? sentence(wayOut)
          : say`${sentence(wayOut)} Or go without a rehearsal: ${'--rehearse none'}. Then no object is checked after the run.`,
        'Next',
      ),
    ],
    sections: [],
  }
}

export function redDocument(probes: readonly AskedProbe[]): Document {
  return {
    headline: words('REFUSED: the application does not answer as expected even before the run'),
    tone: 'critical',
    blocks: [
      probesTable('Now', probes),
      text(nothingRun),
      text(
        say`See first what is wrong with it. If just these migrations are to mend it: ${'--probe-may-be-red'}; afterwards it has to answer as expected all the same.`,
        'Next',
      ),
    ],
    sections: [],
  }
}

/** Why a run could not come to a PASS, whatever it finds. */
function partialNote({ rehearsed }: RunFacts, probes: readonly AskedProbe[]): Block[] {
  const reasons = [
    ...(rehearsed === undefined
      ? [say`with ${'--rehearse none'} no object is checked after the run`]
      : []),
    ...(probes.some(({ before }) => before.status === 'no-token')
      ? [say`a probe asks for a token, and ${'DRIFTWATCH_PROBE_TOKEN'} is not set`]
      : []),
  ]
  if (reasons.length === 0) return []
  return [
    text(say`The run itself will be PARTIAL at best, with exit code 2: ${join(reasons, '; ')}.`),
  ]
}

/** What a run would do. */
export function plannedDocument(facts: RunFacts, probes: readonly AskedProbe[]): Document {
  const count = plural(facts.pending.length, 'migration')
  return {
    headline: say`DRY RUN: ${words(count)} would be applied to ${facts.manifest.name}`,
    tone: 'good',
    blocks: [
      ...partialNote(facts, probes),
      text(nothingRun),
      text(
        say`The same ${driftwatchCommand('migrate')} without ${'--dry-run'} applies them.`,
        'Next',
      ),
    ],
    sections: [
      ...(probes.length === 0
        ? []
        : [{ heading: words('Probes of the application'), blocks: [probesTable('Now', probes)] }]),
      {
        heading: words('The run'),
        blocks: [
          factTable('The run', [
            ...commonFacts(facts),
            ['drizzle-orm', words(facts.versions.drizzle)],
            ['Driver', words(facts.versions.driver)],
          ]),
        ],
      },
    ],
  }
}
