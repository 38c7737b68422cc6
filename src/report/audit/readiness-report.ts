import { assertNever } from '../../core/never.ts'
import { isReady, type NamedMigration, type Upgrade } from '../../core/upgrade.ts'
import { join, type RichText, say, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { type Audit, unreadableBlocks } from './audit-report.ts'
import { type Block, cell, type Document, type Section, text } from './document.ts'
import { rowSection } from './readiness-rows.ts'

/** Whether the ledger can be upgraded to Drizzle 1.0, and what to do before anybody tries. */
export function readinessReport(audit: Audit, upgrade: Upgrade | undefined): Document {
  const { verdict } = audit
  if (verdict.status === 'unreadable' || upgrade === undefined) {
    const headline = say`${verdict.target}: whether it is ready for Drizzle 1.0 is not known`
    return { headline, tone: 'warning', blocks: unreadableBlocks(audit), sections: [] }
  }
  const ready = isReady(upgrade)
  const problems = upgrade.rows.filter(({ as }) => as === 'unmatched' || as === 'wrong')
  const ways = [
    ...problems.map((row) => rowSection(row, audit)),
    ...runSection(audit, upgrade),
    ...namelessSection(upgrade),
    ...clashSection(upgrade),
    ...twiceSection(upgrade),
  ]
  return {
    headline: say`${verdict.target} is ${words(ready ? '' : 'not ')}ready for Drizzle 1.0`,
    tone: ready ? 'good' : 'critical',
    blocks: [text(whatHappens(upgrade)), text(howItIsKnown)],
    sections: [
      ...(ways.length === 0
        ? []
        : [{ heading: words('Before the upgrade'), blocks: [], sections: ways }]),
      namesSection(upgrade),
    ],
  }
}

const howItIsKnown = say`Simulated by the rules of ${'drizzle-orm'} 1.0 on the rows as they are; nothing is written. Allowances count for nothing here, as Drizzle does not know them.`

function whatHappens({ outcome, rows, names }: Upgrade): RichText {
  switch (outcome) {
    case 'no-ledger':
      return say`There is no ledger: the first migrate of 1.0 makes one of its own, and runs the whole history, ${words(plural(names.length, 'migration'))}. That is right for a new database, and for no other.`
    case 'upgraded':
      return say`The ledger is upgraded already: it has a column ${'name'}, and 1.0 goes by that.`
    case 'throws': {
      const count = rows.filter(({ as }) => as === 'unmatched').length
      return say`The first migrate of 1.0 would throw and change nothing: “While upgrading your database migrations table we found ${words(String(count))} migrations …”. No migration runs until that is settled.`
    }
    case 'upgrades':
      return say`The first migrate of 1.0 adds the columns ${'name'} and ${'applied_at'}, and gives ${words(rows.length === 1 ? 'the one row' : `all ${rows.length} rows`)} a name.`
    default:
      return assertNever(outcome)
  }
}

/** What 1.0 would run, and 0.x would not have, or has run under another identity. */
function runSection({ verdict, ladder }: Audit, { outcome, willRun }: Upgrade): Section[] {
  if (willRun.length === 0 || outcome === 'no-ledger') return []
  const skipped = new Set(
    verdict.findings.flatMap((each) => (each.kind === 'skipped' ? [each.migration.tag] : [])),
  )
  const isRecorded = ({ migration }: NamedMigration) =>
    ladder.some((rung) => rung.migration?.tag === migration.tag && rung.row !== undefined)
  const lines = willRun.map((named): Block => {
    const { tag } = named.migration
    const why = skipped.has(tag)
      ? 'which 0.x skips'
      : isRecorded(named)
        ? 'which a row records, but not by this name'
        : 'which no row records'
    return { kind: 'text', text: say`${tag}, ${words(why)}`, isPart: true }
  })
  return [
    {
      heading: words(`1.0 would run ${plural(willRun.length, 'migration')}`),
      severity: 'warning',
      blocks: [
        ...lines,
        text(
          say`1.0 runs whatever no row names, however old it is. What the database has already fails with “already exists”, or happens twice.`,
          'Effect',
        ),
        text(
          say`Settle each of them with 0.x first: ${'audit'} without ${'--readiness'} says how.`,
          'Next',
        ),
      ],
    },
  ]
}

function namelessSection({ nameless }: Upgrade): Section[] {
  if (nameless.length === 0) return []
  const ids = join(
    nameless.slice(0, mostIds).map(({ id }) => say`${id}`),
    ', ',
  )
  return [
    {
      heading: words(`${plural(nameless.length, 'row')} without a name`),
      severity: 'critical',
      blocks: [
        text(
          say`Ids ${ids}${words(nameless.length > mostIds ? ', …' : '')}. A client of 0.x wrote to a ledger of 1.0.`,
        ),
        text(say`1.0 does not know them, and runs their migrations again.`, 'Effect'),
        text(
          say`Stop the 0.x client first. Then ${'audit'} without ${'--readiness'} gives for each row the statement that names it.`,
          'Next',
        ),
      ],
    },
  ]
}

const mostIds = 20

function clashSection({ clashes }: Upgrade): Section[] {
  if (clashes.length === 0) return []
  return [
    {
      heading: words('Several migrations would get one name'),
      severity: 'critical',
      blocks: [
        text(
          say`${join(
            clashes.map((name) => say`${name}`),
            ', ',
          )}. ${'drizzle-kit up'} fails at the second folder, half-way.`,
        ),
        text(
          say`Rename one of the files and its ${'tag'} in ${'meta/_journal.json'}; 0.x does not go by it.`,
          'Next',
        ),
      ],
    },
  ]
}

function twiceSection({ rows }: Upgrade): Section[] {
  const twice = rows.filter(({ as }) => as === 'twice')
  if (twice.length === 0) return []
  const ids = join(
    twice.slice(0, mostIds).map(({ row }) => say`${row.id}`),
    ', ',
  )
  return [
    {
      heading: words('Rows that repeat a name'),
      severity: 'notice',
      blocks: [text(say`Rows ${ids} get a name that another row has. 1.0 does not mind.`)],
    },
  ]
}

/** More names than this are for JSON. */
const mostNames = 100

function namesSection({ names, rows }: Upgrade): Section {
  const ids = Map.groupBy(rows, (each) => (each.as === 'unmatched' ? '' : each.name))
  const table: Block = {
    kind: 'table',
    caption: 'What each migration is called in 1.0',
    columns: ['Rows', '0.x', '1.0'],
    rows: names
      .slice(0, mostNames)
      .map(({ migration, name }) => [
        cell((ids.get(name) ?? []).map(({ row }) => row.id).join(', ') || '-'),
        cell(say`${migration.tag}`),
        cell(say`${name}`),
      ]),
  }
  const more = names.length - mostNames
  const rest = more > 0 ? [text(say`+${more} more; ${'--format json'} shows all.`)] : []
  return { heading: words('Names'), blocks: [table, ...rest] }
}
