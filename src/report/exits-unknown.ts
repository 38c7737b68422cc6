import type { FindingOf } from '../core/finding.ts'
import type { LedgerRow } from '../core/ledger.ts'
import type { Origin } from '../core/origin.ts'
import { rowProblems } from '../core/row-problems.ts'
import type { Exit } from './exits.ts'
import { deleteRow } from './ledger-sql.ts'
import { type LedgerPlace, record } from './record-exit.ts'
import { type RichText, say, words } from './rich-text.ts'
import { originSteps } from './wording-origin.ts'
import { allowStep, hasNoHash, type Step } from './wording-parts.ts'

type Unknown = FindingOf<'unknown'> | FindingOf<'ahead'>

/** The ways out for a hash that is neither declared nor allowed. */
export function exitsForUnknown(finding: Unknown, place: LedgerPlace): Exit[] {
  const [row] = finding.rows
  if (row === undefined) return []
  const takeOut = recordUnknown(finding, row, place)
  // No file can have such a hash, and so none of the other ways is open.
  if (hasNoHash(row)) return [takeOut]
  // Drizzle always writes a date: what has none, or no right one, was written by hand.
  if (rowProblems(row).length > 0) return [takeOut, ...allowMalformed(finding)]
  const origin = finding.kind === 'unknown' ? finding.origin : undefined
  const steps = origin === undefined ? [] : originSteps(origin, finding.hash)
  const accept = allowUnknown(finding, steps.at(-1)?.text)
  const codify =
    origin === undefined ? [codifyUnknown(row, place)] : codifyKnown(origin, steps, row, place)
  const isLegacy = finding.kind === 'unknown' && finding.era === 'before'
  return [
    ...(isLegacy ? [...accept, ...codify] : [...codify, ...accept]),
    revertUnknown(origin),
    takeOut,
  ]
}

function allowUnknown(finding: Unknown, text: RichText | undefined): Exit[] {
  const usual = say`If somebody can vouch for it, accept it by its hash, with a reason and an owner:`
  return allowStep(finding.hash, text ?? usual).map((step) => ({
    exit: 'allow',
    text: step.text,
    code: { language: 'sh', lines: [step.command ?? ''] },
    risk: allowRisk(finding),
  }))
}

/** An allowance is Driftwatch's own; Drizzle goes on as before. */
function allowRisk(finding: Unknown): RichText {
  return finding.kind === 'unknown' && finding.era === 'after'
    ? say`Drizzle knows nothing of it: 0.x still skips what was generated before the row's date, and the upgrade to 1.0 still stops at it.`
    : say`None for the database. But Drizzle knows nothing of it: the upgrade to 1.0 still stops at the row (${'audit --readiness'}).`
}

function allowMalformed(finding: Unknown): Exit[] {
  const text = say`If it has to stay: give it a right date by hand, and accept its hash:`
  return allowUnknown(finding, text).map((exit) => ({
    ...exit,
    risk: words('Without a right date Drizzle goes on as told above, and it stays a finding.'),
  }))
}

const codifyRisk = words('Every new database runs it then, at that place in the history.')

function codifyUnknown(row: LedgerRow, place: LedgerPlace): Exit {
  return {
    exit: 'codify',
    text: say`If its file turns up (an unmerged branch, a laptop, a backup): put it back byte for byte${atItsDate(row, place)}, and publish the manifest. It is the right one if this gives its hash:`,
    code: { language: 'sh', lines: [`sha256sum <file>  # ${row.hash.toLowerCase()}`] },
    risk: codifyRisk,
  }
}

/** What the repository's own history offers, where it offers the file. */
function codifyKnown(
  { fate }: Origin,
  [step]: readonly Step[],
  row: LedgerRow,
  place: LedgerPlace,
) {
  const exact = say`byte for byte${atItsDate(row, place)}, and publish the manifest`
  const codify = (text: RichText, command?: string): Exit => ({
    exit: 'codify',
    text,
    ...(command !== undefined && { code: { language: 'sh', lines: [command] } }),
    risk: codifyRisk,
  })
  if (fate.kind === 'unmerged') return [codify(say`Merge that migration, ${exact}.`)]
  const command = step?.command
  return fate.kind === 'deleted' && command?.startsWith('git ') === true
    ? [codify(say`Bring the file back, ${exact}:`, command)]
    : []
}

/** By which 0.x knows it again. */
function atItsDate({ createdAt }: LedgerRow, { shape }: LedgerPlace): RichText {
  return shape === '1.0' || createdAt === null
    ? []
    : say`, with ${'"when"'} ${createdAt} in ${'meta/_journal.json'}`
}

function revertUnknown(origin: Origin | undefined): Exit {
  return {
    exit: 'revert',
    text:
      origin === undefined
        ? say`Only once its file is found: undo what its statements made, by hand, and then take its row out. Without the file nobody knows what that is.`
        : say`Undo by hand what the statements of ${origin.path} made, and then take its row out.`,
    risk: words('What looks unused may hold data.'),
    destroys: true,
  }
}

function recordUnknown({ count }: Unknown, row: LedgerRow, { table }: LedgerPlace): Exit {
  const them =
    count === 1 ? say`take the row out:` : say`take the rows out, the first of them with:`
  return {
    ...record(
      say`If it is sure that nothing of it is left in the database, ${them}`,
      deleteRow(table, row),
    ),
    risk: words('The row is the only trace of what ran: keep a copy of it with the ticket.'),
    destroys: true,
  }
}
