import { driftwatchCommand } from '../../core/command.ts'
import type { Finding } from '../../core/finding.ts'
import type { Holder } from '../../core/migrate/holder.ts'
import type { ProbeSeen } from '../../core/migrate/judge.ts'
import type { RunFacts } from '../../core/migrate/run.ts'
import { type Block, cell, type Document, text } from '../audit/document.ts'
import { findingSections } from '../audit/finding-sections.ts'
import { foldFindings } from '../fold-findings.ts'
import type { LedgerPlace } from '../record-exit.ts'
import { say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { seenCell } from './proof-checks.ts'
import { commonFacts } from './proof-document.ts'

const nothingRun = say`Nothing was run, and nothing in the database was changed.`

/** Somebody else migrates, or what they started is still at it. */
export function lockedDocument(holders: readonly Holder[], by: 'run' | 'rest'): Document {
  const [first] = holders
  const who =
    first === undefined
      ? [text(say`Who has it is gone by now, or may not be seen by this role.`)]
      : holders.map((holder) => text(holderInWords(holder)))
  return by === 'run'
    ? {
        headline: words('NOT RUN: somebody else is migrating this database'),
        tone: 'warning',
        blocks: [
          ...who,
          text(nothingRun),
          text(
            say`Wait until they are done, and run this again. It looks anew at what is pending.`,
            'Next',
          ),
        ],
        sections: [],
      }
    : {
        headline: words('NOT RUN: the migrator of an earlier run has not ended'),
        tone: 'warning',
        blocks: [
          ...who,
          text(say`Its Driftwatch is gone, so it cannot commit any more; but it may hold locks.`),
          text(nothingRun),
          text(say`Wait for it, or end it, and run this again:`, 'Next'),
          {
            kind: 'code',
            language: 'sql',
            lines: holders
              .filter(({ pid }) => /^\d+$/.test(pid))
              .map(({ pid }) => `SELECT pg_terminate_backend(${pid});`),
          },
        ],
        sections: [],
      }
}

function holderInWords({ pid, applicationName, user, since }: Holder) {
  const name =
    applicationName === undefined ? words('an application without a name') : say`${applicationName}`
  const role = user === undefined ? [] : say`, as ${user}`
  const time = since === undefined ? [] : words(`, connected since ${since}`)
  return say`It is the session with the pid ${pid}, of ${name}${role}${time}.`
}

export function nothingDocument(name: string, history: number): Document {
  return {
    headline: say`${name} is in sync, and nothing is pending`,
    tone: 'good',
    blocks: [
      text(
        say`All ${words(plural(history, 'declared migration'))} are recorded, so there was nothing to run. No proof was written.`,
      ),
    ],
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
              blocks: [],
              sections: findingSections(entries, place, now),
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

interface AskedProbe {
  readonly name: string
  readonly expect: number
  readonly before: ProbeSeen
}

export function redDocument(probes: readonly AskedProbe[]): Document {
  return {
    headline: words('REFUSED: the application does not answer as expected even before the run'),
    tone: 'critical',
    blocks: [
      probesTable(probes),
      text(nothingRun),
      text(
        say`See first what is wrong with it. If just these migrations are to mend it: ${'--probe-may-be-red'}; afterwards it has to answer as expected all the same.`,
        'Next',
      ),
    ],
    sections: [],
  }
}

function probesTable(probes: readonly AskedProbe[]): Block {
  return {
    kind: 'table',
    caption: 'Probes',
    columns: ['Expected', 'Now', 'Probe'],
    rows: probes.map(({ name, expect, before }) => [
      cell(`${expect}`),
      seenCell(before, expect),
      cell(say`${name}`),
    ]),
  }
}

/** What a run would do. */
export function plannedDocument(facts: RunFacts, probes: readonly AskedProbe[]): Document {
  const count = plural(facts.pending.length, 'migration')
  return {
    headline: say`DRY RUN: ${words(count)} would be applied to ${facts.manifest.name}`,
    tone: 'good',
    blocks: [
      ...(probes.length === 0 ? [] : [probesTable(probes)]),
      {
        kind: 'table',
        caption: 'The run',
        columns: ['What', 'Value'],
        rows: [
          ...commonFacts(facts),
          ['drizzle-orm', words(facts.versions.drizzle)] as const,
          ['Driver', words(facts.versions.driver)] as const,
        ].map(([name, value]) => [cell(name, 'faint'), cell(value)]),
      },
      text(nothingRun),
      text(
        say`The same ${driftwatchCommand('migrate')} without ${'--dry-run'} applies them.`,
        'Next',
      ),
    ],
    sections: [],
  }
}
