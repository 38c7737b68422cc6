import type { Rung } from '../../core/ladder.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { Verdict } from '../../core/verdict.ts'
import { assertNever } from '../../core/never.ts'
import { foldFindings } from '../fold-findings.ts'
import type { LedgerPlace } from '../record-exit.ts'
import { say, sentence, words } from '../rich-text.ts'
import { coverageLines } from '../wording-coverage.ts'
import { mismatchHint, wordUnreadable, wordVerdict, wordWaiting } from '../wording-verdict.ts'
import { type Block, type Document, type Section, text, type Tone } from './document.ts'
import { aboutExitsIn, findingSections, overview } from './finding-sections.ts'
import { balanceInWords, ladderBlocks } from './ladder-table.ts'
import { butTheRepository, type Repository, repositorySections } from './repository-section.ts'
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
  readonly repository?: Repository | undefined
  /** What the connection string was read from, such as `DATABASE_URL`. */
  readonly connectionFrom?: string | undefined
}

/** The report of one database, as a person would write it for a post-mortem. */
export function auditReport(audit: Audit): Document {
  const { verdict, ladder, layout, monitor, repository } = audit
  const but =
    verdict.status === 'in-sync' && repository !== undefined ? butTheRepository(repository) : []
  const headline = [...wordVerdict(verdict), ...but]
  const tone = but.length > 0 ? 'warning' : toneOf(verdict.status)
  const files = repository === undefined ? [] : repositorySections(repository, ladder)
  const filesNotTold = notToldOf(repository)
  if (verdict.status === 'unreadable') {
    const sections =
      repository === undefined ? [] : [...files, { heading: notCovered, blocks: filesNotTold }]
    return { headline, tone, blocks: unreadableBlocks(audit), sections }
  }
  const hint = mismatchHint(verdict)
  const [declared = [], compared = [], ...notCompared] = coverageLines(verdict)
  const { entries, waiting } = foldFindings(verdict.findings)
  const findings = findingSections(entries, audit.place, Date.parse(verdict.checkedAt))
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
              ...overview(findings),
              ...aboutExitsIn(findings),
              ...(waiting === 0 ? [] : [text(wordWaiting(waiting))]),
            ],
            sections: findings,
          },
        ]),
    ...files,
    {
      heading: notCovered,
      blocks: [
        ...[...notCompared, notLookedAt(verdict)].map((line) => text(line)),
        ...filesNotTold,
      ],
    },
  ]
  const blocks = [say`${declared} ${compared}`, ...(hint === undefined ? [] : [hint])]
  return { headline, tone, blocks: blocks.map((line) => text(line)), sections }
}

const notCovered = words('Not covered')

/** What of the repository was not asked for, or could not be told. */
function notToldOf(repository: Repository | undefined): Block[] {
  if (repository === undefined) {
    return [
      text(
        say`The migration files and the schema's source are not looked at: name them with ${'--migrations'} and ${'--schema'}.`,
      ),
    ]
  }
  const { schema, notTold } = repository
  if (notTold.length > 0) return notTold.flatMap(linesOf)
  if (schema !== undefined) return []
  return [
    text(say`Whether the schema's source has its migrations: name it with ${'--schema'} to know.`),
  ]
}

/** The first line is what could not be told, and what follows is why. */
function linesOf(sentences: string): Block[] {
  return sentences
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const rich = sentence(line, longestReason)
      return index === 0 ? text(rich) : { kind: 'text', text: rich, isPart: true }
    })
}

/** Some lines of an error that a schema throws. */
const longestReason = 1000

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
    ? say`Owners, grants, comments, versions of extensions, the order of columns, storage and statistics settings, and the data itself are not compared.`
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
