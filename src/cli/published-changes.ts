import type { Allowance } from '../core/allowance.ts'
import { compareHistory } from '../core/compare-history.ts'
import type { Finding, FindingOf } from '../core/finding.ts'
import { ledgerName, type LedgerRow } from '../core/ledger.ts'
import type { Manifest } from '../core/manifest.ts'
import { assertNever } from '../core/never.ts'
import { isOfLedger } from '../core/of-ledger.ts'

/** A manifest that stands published, the one that is to take its place, and what is accepted. */
export interface Succession {
  readonly before: Manifest
  readonly after: Manifest
  readonly allowances: readonly Allowance[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Whole sentences on what will be reported of a database that has run all that was published
 * before, and on published migrations in another order. None where migrations were only added, and
 * newer than all others.
 */
export function publishedChanges({ before, after, allowances, now }: Succession): string[] {
  const { findings } = compareHistory({
    manifest: after,
    ledger: {
      found: true,
      shape: before.layout === 'journal' ? '0.x' : '1.0',
      rows: before.migrations.map((migration, index) => rowOf(migration, index, before)),
    },
    allowances,
    now,
  })
  return [
    ...ledgerChange(before, after),
    ...findings.flatMap((finding) => changesOf(finding, before, after)),
    ...orderChange(before, after),
  ]
}

/** The row that Drizzle wrote for a migration. */
function rowOf(
  { tag, when, hash }: Manifest['migrations'][number],
  index: number,
  { layout }: Manifest,
): LedgerRow {
  const name = layout === 'folders' ? tag : null
  return { id: String(index + 1), hash, createdAt: String(when), name }
}

const since = 'since the manifest was last published'
const then = 'when the manifest was last published'

function changesOf(finding: Finding, before: Manifest, after: Manifest): string[] {
  // The rest is not about migrations.
  if (!isOfLedger(finding)) return []
  switch (finding.kind) {
    case 'edited':
      return [
        `${fileOf(finding.migration.tag, after)} has changed ${since}: databases that ran the old text will be reported as edited, and never get the new one. Restore the file from git, and move the change into a migration of its own.`,
      ]
    case 'line-endings':
      return [
        `${fileOf(finding.migration.tag, after)} has other line endings, or another first or last character, than ${then}: databases that ran it will have a notice. The line "*.sql text eol=lf" in .gitattributes keeps it from coming back.`,
      ]
    case 'unknown':
      return tagsOf(finding.hash, before).map(
        (tag) =>
          `${fileOf(tag, before)} has gone ${since}: databases that ran it will be reported to hold an unknown hash. Bring the file back; if it has to go, as in a squash, allow its hash ${finding.hash} with a reason.`,
      )
    case 'restamped':
      return [restamped(finding, before, after)]
    case 'skipped': {
      const { migration, overshadowedBy: row } = finding
      const [newest = ''] = tagsOf(row.hash, before)
      return [
        `${fileOf(migration.tag, after)} is not newer than ${newest}, which was published before it: databases that ran ${newest} will never run it. Raise its "when" in meta/_journal.json above ${row.createdAt}.`,
      ]
    }
    // A manifest is published for what is pending, and a ledger made of one has none of the others.
    case 'pending':
    case 'ahead':
    case 'duplicate':
    case 'future-row':
    case 'bad-row':
    case 'vanished':
    case 'ledger-absent':
      return []
    default:
      return assertNever(finding)
  }
}

function restamped(finding: FindingOf<'restamped'>, before: Manifest, after: Manifest): string {
  const { migration, row, willRunAgain } = finding
  const file = fileOf(migration.tag, after)
  const again = willRunAgain ? 'and run it again' : 'and do not run it again'
  return row.name === null
    ? `${file} has another "when" in meta/_journal.json than ${then}: databases that ran it will be reported as restamped, ${again}. Set it back to ${row.createdAt}.`
    : `${file} was ${fileOf(row.name, before)} ${then}: databases that ran it will be reported as restamped, ${again}. Name the folder ${row.name} again.`
}

/** What the same folder declares for another ledger is held against another table. */
function ledgerChange(before: Manifest, after: Manifest): string[] {
  const [old, next] = [ledgerName(before.ledger), ledgerName(after.ledger)]
  return old === next
    ? []
    : [`The ledger is ${next}, and was ${old} ${then}. If that is not meant, add --ledger ${old}.`]
}

/** No database that ran them all shows it; one that runs them from the start may fail. */
function orderChange(before: Manifest, after: Manifest): string[] {
  const kept = new Set(after.migrations.map(({ tag }) => tag))
  const old = before.migrations.map(({ tag }) => tag).filter((tag) => kept.has(tag))
  const known = new Set(old)
  const next = after.migrations.map(({ tag }) => tag).filter((tag) => known.has(tag))
  const moved = next.filter((tag, index) => tag !== old[index])
  if (moved.length === 0) return []
  const files = moved.map((tag) => fileOf(tag, after)).join(', ')
  return [
    `${files} stand in another order than ${then}: a new database will run them otherwise than those before. Put the entries of meta/_journal.json back in their order.`,
  ]
}

function tagsOf(hash: string, { migrations }: Manifest): string[] {
  return migrations.filter((migration) => migration.hash === hash).map(({ tag }) => tag)
}

/** A migration's file within its folder. */
function fileOf(tag: string, { layout }: Manifest): string {
  return layout === 'journal' ? `${tag}.sql` : `${tag}/migration.sql`
}
