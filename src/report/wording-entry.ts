import type { FindingOf } from '../core/finding.ts'
import { isOfObject } from '../core/schema/without-definitions.ts'
import type { Entry, RowFinding } from './fold-findings.ts'
import { type RichText, say } from './rich-text.ts'
import { type FullLine, objectInFull } from './wording-in-full.ts'
import { objectsInFull, wordObjects } from './wording-objects.ts'
import { hasNoHash, type Step, type Wording } from './wording-parts.ts'
import { problemsInWords } from './wording-rows.ts'
import { unseen } from './wording-strangers.ts'
import { wordFinding } from './wording.ts'

type Unknown = FindingOf<'unknown'>

/** The words for a finding, together with what is wrong with its row by itself. */
export function wordEntry({ finding, also, objects }: Entry, now: number): Wording {
  if (objects !== undefined && isOfObject(finding)) return wordObjects(finding, objects)
  const main = wordFinding(finding, now)
  if (finding.kind !== 'unknown' || also.length === 0) return main
  const both = also.reduce((before, value) => withValue(before, finding, value, now), main)
  return { ...both, title: say`${both.title} (${also.length + 1} findings)` }
}

/**
 * What a terminal tells in the place of `what`: with definitions, which are SQL that somebody wrote
 * and so in no message. Nothing where there are none.
 */
export function entryInFull({ finding, objects }: Entry): readonly FullLine[] {
  if (!isOfObject(finding)) return []
  return objects === undefined ? objectInFull(finding) : objectsInFull(finding, objects)
}

/** An unknown row is told with its hash and its date; only the rest is new. */
function withValue(before: Wording, finding: Unknown, value: RowFinding, now: number): Wording {
  const its = wordFinding(value, now)
  const isFuture = value.kind === 'future-row'
  return {
    title: isFuture
      ? say`${before.title}, dated in the future`
      : say`${before.title}, in a malformed row`,
    what: isFuture ? before.what : say`${before.what} ${problemsInWords(value)}`,
    likely: its.likely,
    consequence: consequenceOf(before.consequence, its.consequence, finding, value),
    next: nextOf(before.next, its.next, finding, value),
  }
}

/** A date decides what Drizzle does, and a hash does not. */
function consequenceOf(
  before: RichText,
  its: RichText,
  { era }: Unknown,
  value: RowFinding,
): RichText {
  const isOnlyOfHash =
    value.kind === 'bad-row' && value.problems.every((problem) => problem === 'hash-not-sha256')
  // Of what is newer than all that is declared, its words tell already until when Drizzle skips.
  const isTold = isOnlyOfHash || (value.kind === 'future-row' && era === 'after')
  return isTold ? before : say`${its} ${unseen}`
}

/** To mend the row comes first, unless the words for the unknown row tell just that. */
function nextOf(
  before: readonly Step[],
  its: readonly Step[],
  { era }: Unknown,
  { row }: RowFinding,
): readonly Step[] {
  return era === 'undated' || hasNoHash(row) ? before : [...its, ...before]
}
