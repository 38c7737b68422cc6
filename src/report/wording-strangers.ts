import type { FindingOf } from '../core/finding.ts'
import { createdAtMs } from '../core/ledger.ts'
import { assertNever } from '../core/never.ts'
import { type RichText, say } from './rich-text.ts'
import { originInWords, originSteps } from './wording-origin.ts'
import {
  allowStep,
  at,
  isNamed,
  publishStep,
  rowsInWords,
  shortHash,
  type Step,
  timeOf,
  type Wording,
} from './wording-parts.ts'

type Unknown = FindingOf<'unknown'>

/** A hash that is neither declared nor allowed. */
export function wordUnknown(finding: Unknown, now: number): Wording {
  const rows = rowsInWords(finding.rows, finding.count)
  const verb = finding.count === 1 ? say`records` : say`record`
  return {
    title: say`Unknown hash ${shortHash(finding.hash)} in the ledger`,
    what: say`${rows} ${verb} a migration, ${generated(finding, now)}, that is neither declared nor allowed.`,
    likely: finding.origin
      ? originInWords(finding.origin, finding.hash, now)
      : likelyOf(finding.era),
    consequence: consequenceOf(finding, now),
    next: nextOf(finding),
  }
}

/** Drizzle dates a row by when its migration was generated, not by when it was applied. */
function generated({ rows: [row] }: Pick<Unknown, 'rows'>, now: number): RichText {
  return row === undefined || row.createdAt === null
    ? say`without a date`
    : say`generated ${timeOf(row, now)}`
}

function likelyOf(era: Unknown['era']): RichText {
  switch (era) {
    case 'before':
      return say`A legacy row from before the history begins: its file went when the migrations were squashed or generated anew.`
    case 'within':
      return say`A migration that was applied from a branch and never merged, or whose file has since been deleted or generated anew.`
    case 'after':
      return say`A deploy whose manifest is not published yet, or a migration applied from a branch or a laptop.`
    case 'undated':
      return say`A row that was inserted by hand: Drizzle always writes a date.`
    default:
      return assertNever(era)
  }
}

/** What a row without a file can mean, whatever Drizzle makes of it. */
export const unseen = say`The database may hold changes that no file describes.`

function consequenceOf({ era, rows }: Unknown, now: number): RichText {
  if (rows.some(isNamed)) {
    return say`Drizzle 1.0 ignores a row whose folder it does not find. ${unseen}`
  }
  const stamps = rows.map(createdAtMs).filter((ms) => ms !== undefined)
  if (era === 'after' && stamps.length > 0) {
    const newest = at(Math.max(...stamps), now)
    return say`Drizzle 0.x will skip, without a word, every migration not yet applied that was generated before ${newest}. ${unseen}`
  }
  if (rows.some(({ createdAt }) => createdAt === null)) {
    return say`Drizzle 0.x takes it for the newest row and its date for 1970, so it runs every migration again, every time.`
  }
  return say`Drizzle 0.x ignores it; an upgrade to Drizzle 1.0 stops at it. ${unseen}`
}

function nextOf({ era, hash, count, origin }: Unknown): Step[] {
  const allow = (text: RichText) => allowStep(hash, text)
  if (allow([]).length === 0) return [correctByHand(count)]
  if (origin !== undefined) return originSteps(origin, hash)
  switch (era) {
    case 'before':
      return allow(say`If somebody can vouch for it, accept it and say why:`)
    case 'within':
      return [
        publishStep(
          say`Publish the manifest from a clone that has every branch and the whole history: it then says which commit the hash is from, if git knows it:`,
        ),
        ...allow(say`Bring the file back, or accept the row and say why:`),
      ]
    case 'after':
      return [
        publishStep(say`If a deploy is under way, publish the manifest of its commit:`),
        ...allow(say`If not, find out who applied it; only then accept it:`),
      ]
    case 'undated':
      return allow(
        say`Find out who wrote it; then delete it, or give it a date and accept its hash:`,
      )
    default:
      return assertNever(era)
  }
}

function correctByHand(count: number): Step {
  const it = count === 1 ? say`it` : say`them`
  return { text: say`No migration can have such a hash: find out who wrote it, then delete ${it}.` }
}

/** A hash that is newer than all that is declared, and was not there long ago. */
export function wordAhead(finding: FindingOf<'ahead'>, now: number): Wording {
  const rows = rowsInWords(finding.rows, finding.count)
  const verb = finding.count === 1 ? say`records` : say`record`
  return {
    title: say`Hash ${shortHash(finding.hash)} is ahead of the manifest`,
    what: say`${rows} ${verb} a migration, ${generated(finding, now)}, that is newer than all that is declared; first seen ${at(finding.firstSeenAt, now)}.`,
    likely: finding.origin
      ? originInWords(finding.origin, finding.hash, now)
      : say`A deploy is under way, and its manifest is not published yet.`,
    consequence: say`If no manifest declares it soon, it counts as unknown, and that pages.`,
    next: [publishStep(say`Publish the manifest of the commit that is being deployed:`)],
  }
}
