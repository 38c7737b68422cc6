import type { Allowance } from '../core/allowance.ts'
import { driftwatchCommand, publishCommand } from '../core/command.ts'
import type { FindingOf } from '../core/finding.ts'
import { Name } from '../core/manifest.ts'
import { join, type RichText, say, words } from './rich-text.ts'
import { plural } from './time-in-words.ts'
import { at, shortHash, type Step, type Wording } from './wording-parts.ts'
import { findOutWhoStep } from './wording-vanished.ts'

/** A history without any record of it. */
export function wordLedgerAbsent(finding: FindingOf<'ledger-absent'>, now: number): Wording {
  const { ledger, state, elsewhere, declared } = finding
  const isAre = words(declared === 1 ? 'is' : 'are')
  return {
    title: say`The ledger ${ledger} ${words(state === 'absent' ? 'does not exist' : 'is empty')}`,
    what: say`${words(plural(declared, 'migration'))} ${isAre} declared, and the database records none.${tablesInWords(elsewhere)}`,
    likely: likelyOf(finding, now),
    consequence: say`The next migrate runs the whole history, and fails at the first object that exists already.`,
    next: absentNext(finding),
  }
}

function likelyOf({ state, elsewhere, before }: FindingOf<'ledger-absent'>, now: number): RichText {
  if (before !== undefined) {
    const rows = words(plural(before.rows, 'row'))
    const gone = words(state === 'absent' ? 'the table was dropped' : 'they were deleted')
    return say`It had ${rows} when it was last seen, ${at(before.seenAt, now)}: ${gone}, or the database was restored or reset, or the connection string names another one now.`
  }
  if (elsewhere.length > 0) return say`The ledger is another table than the manifest says.`
  return state === 'absent'
    ? say`This is another database or branch than you think, or Drizzle has never migrated it, or its ledger was dropped.`
    : say`The first migrate failed half-way, or the rows were deleted.`
}

function tablesInWords(elsewhere: readonly string[]): RichText {
  if (elsewhere.length === 0) return []
  const shown = elsewhere.slice(0, 3).map((name) => say`${name}`)
  const more =
    elsewhere.length > shown.length ? `, and ${elsewhere.length - shown.length} more` : ''
  return say` What looks like a ledger: ${join(shown, ', ')}${words(more)}.`
}

function absentNext({ elsewhere, before }: FindingOf<'ledger-absent'>): Step[] {
  const [other] = elsewhere
  if (other === undefined) {
    const check = say`Check that the connection string names the right database and branch.`
    return before === undefined
      ? [{ text: say`${check} Migrate only if it is a new one.` }]
      : [{ text: check }, findOutWhoStep]
  }
  const text = say`If that is the ledger, say so in the manifest:`
  // The name comes from a database and is meant to be pasted into a shell.
  const isPlain = /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/i.test(other)
  return [{ text, command: `${publishCommand} --ledger ${isPlain ? other : '<schema>.<table>'}` }]
}

/** An exception that is no longer needed. */
export function wordAllowanceUnused({ allowance }: FindingOf<'allowance-unused'>): Wording {
  return {
    title: say`The allowance for ${shortHash(allowance.hash)} is not used`,
    what: say`${grantInWords(allowance)} No row needs it.`,
    likely: say`Its row is gone, or a migration now declares the hash.`,
    consequence: say`None now; but should the hash come back, nobody would be told.`,
    next: [{ text: say`Delete its entry from ${'allowances.json'}.` }],
  }
}

/** An exception whose last day is over. */
export function wordAllowanceExpired({ allowance }: FindingOf<'allowance-expired'>): Wording {
  const command = driftwatchCommand(
    `allow ${allowance.hash} --replace${manifestOption(allowance)} --reason '…' --owner '…' --expires <YYYY-MM-DD>`,
  )
  return {
    title: say`The allowance for ${shortHash(allowance.hash)} has run out`,
    what: say`${grantInWords(allowance)} Its last day was ${allowance.expires ?? ''}.`,
    likely: say`Nobody came back to what was accepted for a while only.`,
    consequence: say`It accepts nothing any more: a row with this hash counts as unknown.`,
    next: [{ text: say`Delete its entry from ${'allowances.json'}, or renew it:`, command }],
  }
}

/** One that is for a single manifest is replaced only where that is named. */
export function manifestOption({ manifest }: Pick<Allowance, 'manifest'>): string {
  return Name.safeParse(manifest).success ? ` --manifest ${manifest}` : ''
}

/** Who accepted what differs, when and why. */
export function grantInWords({
  owner,
  date,
  reason,
}: Pick<Allowance, 'owner' | 'date' | 'reason'>): RichText {
  return say`Granted on ${date} by ${owner}, because: ${reason}.`
}
