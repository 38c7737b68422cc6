import type { FindingOf } from '../core/finding.ts'
import type { LedgerRow } from '../core/ledger.ts'
import type { Exit } from './exits.ts'
import { deleteRow } from './ledger-sql.ts'
import { type LedgerPlace, record } from './record-exit.ts'
import { say, words } from './rich-text.ts'
import { allowStep, hasNoHash } from './wording-parts.ts'

/** The ways out for a hash that is neither declared nor allowed. */
export function exitsForUnknown(
  { hash, rows, count, ...finding }: FindingOf<'unknown'> | FindingOf<'ahead'>,
  place: LedgerPlace,
): Exit[] {
  const [row] = rows
  if (row === undefined) return []
  const accept = allowStep(hash, []).map(({ command = '' }): Exit => ({
    exit: 'allow',
    text: say`If somebody can vouch for it, accept it by its hash, with a reason and an owner:`,
    code: { language: 'sh', lines: [command] },
    risk: say`None for the database. But Drizzle knows nothing of it: the upgrade to 1.0 still stops at the row (${'audit --readiness'}).`,
  }))
  const isLegacy = finding.kind === 'unknown' && finding.era === 'before'
  const codify = hasNoHash(row) ? [] : [codifyUnknown(row, place)]
  return [
    ...(isLegacy ? [...accept, ...codify] : [...codify, ...accept]),
    {
      exit: 'revert',
      text: say`Only once its file is found: undo what its statements made, by hand, and then take its row out. Without the file nobody knows what that is.`,
      risk: words('What looks unused may hold data.'),
      destroys: true,
    },
    {
      ...record(
        count === 1
          ? say`If it is sure that nothing of it is left in the database, take the row out:`
          : say`If it is sure that nothing of it is left in the database, take the rows out, the first of them with:`,
        deleteRow(place.table, row),
      ),
      risk: words(
        'The row is the only trace of what ran. Keep a copy of it with the ticket; unless something stands in its way, it does no harm where it is.',
      ),
      destroys: true,
    },
  ]
}

function codifyUnknown(row: LedgerRow, { shape }: LedgerPlace): Exit {
  const where =
    shape === '1.0' || row.createdAt === null
      ? say`put it back into its folder, byte for byte, and publish the manifest.`
      : say`put it back byte for byte, with ${'"when"'} ${row.createdAt} in ${'meta/_journal.json'}, and publish the manifest.`
  return {
    exit: 'codify',
    text: say`If its file turns up (an unmerged branch, a laptop, a backup), it is the right one if its hash is this: ${where}`,
    code: { language: 'sh', lines: [`sha256sum <file>  # ${row.hash.toLowerCase()}`] },
    risk: words('Every new database runs it then, at that place in the history.'),
  }
}
