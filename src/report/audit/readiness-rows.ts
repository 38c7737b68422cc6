import type { UpgradedRow } from '../../core/upgrade.ts'
import type { Exit } from '../exits.ts'
import { deleteRow } from '../ledger-sql.ts'
import { record } from '../record-exit.ts'
import { say, words } from '../rich-text.ts'
import { dated, hasNoHash, shortHash } from '../wording-parts.ts'
import type { Audit } from './audit-report.ts'
import { type Block, type Section, text } from './document.ts'

/** A row at which the upgrade to 1.0 throws, or which it takes for another one, and what to do. */
export function rowSection(each: UpgradedRow, { verdict, place }: Audit): Section {
  const { row } = each
  const now = Date.parse(verdict.checkedAt)
  const about = say`Row ${row.id}, ${dated(row, now)}, hash ${shortHash(row.hash)}`
  const takeOut: Exit = {
    ...record(
      say`If nobody needs the row, take it out before the upgrade:`,
      deleteRow(place.table, row),
    ),
    risk: words('The row is the only trace of what ran: keep a copy of it with the ticket.'),
    destroys: true,
  }
  if (each.as === 'unmatched') {
    return {
      heading: say`Row ${row.id}: the upgrade throws`,
      severity: 'critical',
      blocks: [
        text(say`${about}: no migration is of its second, and none has its hash.`),
        ...(hasNoHash(row) ? [] : [exit(bringBack)]),
        exit(takeOut),
      ],
    }
  }
  return {
    heading: say`Row ${row.id}: the upgrade gives it the wrong name`,
    severity: 'critical',
    blocks: [
      text(
        say`${about}: it would be called ${each.name}, whose second it has by chance, and whose hash it does not have.`,
      ),
      text(
        say`1.0 takes that migration for applied, also where its own row is not there: then it never runs.`,
        'Effect',
      ),
      exit(takeOut),
    ],
  }
}

/** Then the row is matched. */
const bringBack: Exit = {
  exit: 'codify',
  text: say`If its file can be found: bring it back under its own date, and convert the folder after that.`,
  risk: words('Every new database runs it then, at that place in the history.'),
}

function exit(way: Exit): Block {
  return { kind: 'exit', exit: way }
}
