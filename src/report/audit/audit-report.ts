import type { Rung } from '../../core/ladder.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { Verdict } from '../../core/verdict.ts'
import { assertNever } from '../../core/never.ts'
import { foldFindings } from '../fold-findings.ts'
import type { LedgerPlace } from '../record-exit.ts'
import { say, words } from '../rich-text.ts'
import { coverageLines } from '../wording-coverage.ts'
import { mismatchHint, wordUnreadable, wordVerdict, wordWaiting } from '../wording-verdict.ts'
import { type Block, type Document, type Section, text, type Tone } from './document.ts'
import { aboutExits, findingSections } from './finding-sections.ts'
import { balanceInWords, ladderBlocks } from './ladder-table.ts'
import { type MonitorHistory, windowBlocks } from './window-blocks.ts'

/** All that is known of one database after a look at it. */
export interface Audit {
  readonly verdict: Verdict
  /** Empty where the database could not be read. */
  readonly ladder: readonly Rung[]
  readonly place: LedgerPlace
  readonly layout: Manifest['layout']
  /** Only where it was asked for. */
  readonly monitor?: MonitorHistory | undefined
  /** What the connection string was read from, such as `DATABASE_URL`. */
  readonly connectionFrom?: string | undefined
}

/** The report of one database, as a person would write it for a post-mortem. */
export function auditReport(audit: Audit): Document {
  const { verdict, ladder, layout, monitor } = audit
  const headline = wordVerdict(verdict)
  const tone = toneOf(verdict.status)
  if (verdict.status === 'unreadable') {
    return { headline, tone, blocks: unreadableBlocks(audit), sections: [] }
  }
  const hint = mismatchHint(verdict)
  const [declared = [], compared = [], ...notCompared] = coverageLines(verdict)
  const { entries, waiting } = foldFindings(verdict.findings)
  const findings = findingSections(entries, audit.place, Date.parse(verdict.checkedAt))
  const hasExits = findings.some(({ blocks }) => blocks.some(({ kind }) => kind === 'exit'))
  const sections: Section[] = [
    {
      heading: words('Ledger and history'),
      blocks: [
        text(balanceInWords(ladder, layout === 'journal' ? 'file' : 'folder')),
        ...ladderBlocks(ladder),
      ],
    },
    ...(monitor === undefined
      ? []
      : [{ heading: words('When it happened'), blocks: windowBlocks(monitor) }]),
    ...(entries.length === 0
      ? []
      : [
          {
            heading: words('Findings'),
            blocks: [
              ...(hasExits ? [text(aboutExits)] : []),
              ...(waiting === 0 ? [] : [text(wordWaiting(waiting))]),
            ],
            sections: findings,
          },
        ]),
    {
      heading: words('Not covered'),
      blocks: [...notCompared, notLookedAt(verdict)].map((line) => text(line)),
    },
  ]
  const blocks = [say`${declared} ${compared}`, ...(hint === undefined ? [] : [hint])]
  return { headline, tone, blocks: blocks.map((line) => text(line)), sections }
}

function toneOf(status: Verdict['status']): Tone {
  switch (status) {
    case 'in-sync':
      return 'good'
    case 'drifted':
      return 'critical'
    case 'unreadable':
      return 'warning'
    default:
      return assertNever(status)
  }
}

/** What no look of this kind sees. */
function notLookedAt({ coverage }: Verdict) {
  return coverage.schema.covered
    ? say`Grants, comments, the order of columns, storage and statistics settings, and the data itself are not compared.`
    : say`The data itself is not looked at.`
}

/** Why nothing is known, and what to do. */
export function unreadableBlocks({
  verdict,
  connectionFrom,
}: Pick<Audit, 'verdict' | 'connectionFrom'>): Block[] {
  const { text: message, statements } = wordUnreadable(verdict.unreadable?.message ?? '')
  return [
    text(message),
    ...(statements.length === 0
      ? []
      : [{ kind: 'code', language: 'sql', lines: statements } as const]),
    ...(connectionFrom === undefined
      ? []
      : [text(say`The connection string was read from ${connectionFrom}.`)]),
    text(say`So nothing is known: the database may have drifted or not.`),
  ]
}
