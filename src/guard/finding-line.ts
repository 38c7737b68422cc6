import type { Finding, RowProblem } from '../core/finding.ts'
import type { LedgerRow } from '../core/ledger.ts'
import { assertNever } from '../core/never.ts'
import { isOfLedger } from '../core/of-ledger.ts'
import { clean } from './clean.ts'

/** What is wrong, in one line; `driftwatch check` says what is likely and what to do. */
export function findingLine(finding: Finding): string {
  if (!isOfLedger(finding)) return clean(finding.key)
  switch (finding.kind) {
    case 'pending':
      return `${clean(finding.migration.tag)} is declared and not applied`
    case 'skipped':
      return `${clean(finding.migration.tag)} is declared and not applied, and Drizzle 0.x never will: ${rowName(finding.overshadowedBy)} is newer`
    case 'edited':
      return `${clean(finding.migration.tag)} was applied with another text than its file has (${rowWithHash(finding.row)})`
    case 'line-endings':
      return `${clean(finding.migration.tag)} was applied with other line endings than its file has`
    case 'restamped': {
      const again = finding.willRunAgain ? ', so that Drizzle will run it again' : ''
      return `${clean(finding.migration.tag)} stands under another time or name in ${rowName(finding.row)}${again}`
    }
    case 'unknown': {
      const old = finding.era === 'after' ? '; it is newer than all that is declared' : ''
      const more = finding.count > 1 ? ` and ${finding.count - 1} more` : ''
      const [row] = finding.rows
      const origin = finding.origin ? `; it was ${clean(finding.origin.tag)} once` : ''
      return `${row ? rowWithHash(row) : 'a row'}${more} is neither declared nor allowed${old}${origin}`
    }
    case 'ahead':
      return `hash ${clean(finding.hash, 12)} is newer than all that is declared`
    case 'duplicate':
      return `${clean(finding.migration.tag)} is recorded twice, again in ${rowName(finding.row)}`
    case 'future-row':
      return `${rowName(finding.row)} is dated in the future: Drizzle 0.x skips all that is generated until then`
    case 'bad-row':
      return `${rowName(finding.row)} is not as Drizzle writes it: ${finding.problems.map((problem) => problemText[problem]).join(', ')}`
    case 'ledger-absent': {
      const [other] = finding.elsewhere
      const alike = other === undefined ? '' : `; ${clean(other)} looks like one`
      return `the ledger ${clean(finding.ledger)} ${finding.state === 'absent' ? 'does not exist' : 'is empty'}, and ${finding.declared} migrations are declared${alike}`
    }
    // Does not come of a ledger that is read once.
    case 'vanished':
      return clean(finding.key)
    default:
      return assertNever(finding)
  }
}

const problemText: Readonly<Record<RowProblem, string>> = {
  'created-at-null': 'created_at is NULL',
  'created-at-in-seconds': 'created_at is in seconds',
  'created-at-not-milliseconds': 'created_at is no time in milliseconds',
  'hash-not-sha256': 'its hash is no SHA-256',
}

function rowName({ id }: LedgerRow): string {
  return `row ${clean(id, 20)}`
}

function rowWithHash(row: LedgerRow): string {
  return `${rowName(row)} with hash ${clean(row.hash, 12)}`
}
