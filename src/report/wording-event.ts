import { driftwatchCommand } from '../core/command.ts'
import { type Severity, severities } from '../core/severity.ts'
import type { AlertEvent, Blind, EndingEvent, Storm } from '../core/incident/event.ts'
import { stormThreshold } from '../core/incident/storms.ts'
import { assertNever } from '../core/never.ts'
import { isOfObject } from '../core/schema/without-definitions.ts'
import { groupOf } from './group-findings.ts'
import { clean, type RichText, say, words } from './rich-text.ts'
import { durationInWords, plural } from './time-in-words.ts'
import { at } from './wording-parts.ts'
import { causeInWords, countsInWords, wordUnreadable } from './wording-verdict.ts'
import { wordFinding } from './wording.ts'

/** An event of something that is so now, as against one of something that is over. */
export type LivingEvent = Exclude<AlertEvent, EndingEvent>

export function isEnding(event: AlertEvent): event is EndingEvent {
  return event.event === 'resolve' || event.event === 'flash'
}

/**
 * What is so now: the worst first, news before reminders, hashes that nobody knows before the rest,
 * and the alike together.
 */
export function livingOf(events: readonly AlertEvent[]): LivingEvent[] {
  const rank = ({ event, finding }: LivingEvent) =>
    (finding.kind === 'blind' ? 100 : 10 * severities.indexOf(finding.severity)) +
    (event === 'remind' ? 0 : 2) +
    (finding.kind === 'unknown' || finding.kind === 'storm' ? 1 : 0)
  const living = events.filter((event): event is LivingEvent => !isEnding(event))
  const alike = Map.groupBy(living, (event) => `${rank(event)} ${kindOf(event)}`)
  return [...alike.values()].flat().toSorted((a, b) => rank(b) - rank(a))
}

function kindOf({ finding }: LivingEvent): string {
  return finding.kind === 'blind' || finding.kind === 'storm' ? finding.kind : groupOf(finding)
}

/** What all the events come to, in one line: `app has drifted: 1 critical, 2 warnings`. */
export function wordEvents(target: string, events: readonly AlertEvent[]): string {
  const name = clean(target)
  const living = livingOf(events)
  const blind = living.map(({ finding }) => finding).find((finding) => finding.kind === 'blind')
  if (blind !== undefined) return `${name} cannot be checked: ${causeInWords(blind.cause)}`
  if (living.length > 0) {
    const verb = living.every(({ event }) => event === 'remind') ? 'still drifts' : 'has drifted'
    return `${name} ${verb}: ${countsInWords(countsOf(living))}`
  }
  return wordEndings(name, events.filter(isEnding))
}

function wordEndings(name: string, events: readonly EndingEvent[]): string {
  if (events.every(({ finding }) => finding.kind === 'blind')) return `${name} can be checked again`
  const vanished = events.filter(({ because }) => because === 'vanished').length
  const ended = events.length - vanished
  if (vanished > 0) {
    const resolved = ended === 0 ? '' : `, ${ended} resolved`
    return `${name}: ${plural(vanished, 'finding')} gone without an explanation${resolved}`
  }
  const isFlash = events.every(({ event }) => event === 'flash')
  return `${name}: ${plural(ended, 'finding')} ${isFlash ? 'came and went' : 'resolved'}`
}

function countsOf(events: readonly LivingEvent[]): Record<Severity, number> {
  const counts = { critical: 0, warning: 0, notice: 0 }
  for (const { finding } of events) {
    counts[finding.severity] += finding.kind === 'storm' ? finding.count : 1
  }
  return counts
}

/** What sort of news it is: `Critical`, `Critical, for 2 days now`, `Warning, back again`. */
export function wordNews({ event, finding, openedAt }: LivingEvent, now: number): string {
  const severity = { critical: 'Critical', warning: 'Warning', notice: 'Notice' }[finding.severity]
  switch (event) {
    case 'open':
      return severity
    case 'remind':
      return `${severity}, for ${durationInWords(now - openedAt)} now`
    case 'change':
      return finding.kind === 'storm'
        ? `${severity}, and changing`
        : `Now ${severity.toLowerCase()}`
    case 'reopen':
      return `${severity}, back again`
    default:
      return assertNever(event)
  }
}

/** A few words for whatever an incident is about. */
export function wordTitle(subject: AlertEvent['finding'], now: number): RichText {
  if (subject.kind === 'blind') return say`Not checked since ${at(subject.sinceAt, now)}`
  return subject.kind === 'storm'
    ? words(plural(subject.count, ...(families.get(subject.of) ?? unnamed)))
    : wordFinding(subject, now).title
}

/** By the first part of a finding's key. */
const families: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  ['hash', ['hash is neither declared nor allowed', 'hashes are neither declared nor allowed']],
  ['migration', ['migration is not applied', 'migrations are not applied']],
  [
    'restamped',
    [
      'migration is recorded under another date or name',
      'migrations are recorded under another date or name',
    ],
  ],
  ['duplicate', ['row repeats what is recorded already', 'rows repeat what is recorded already']],
  ['future-row', ['row is dated in the future', 'rows are dated in the future']],
  ['bad-row', ['row is not as Drizzle writes it', 'rows are not as Drizzle writes them']],
  ['vanished', ['row has vanished from the ledger', 'rows have vanished from the ledger']],
  ['expired', ['allowance has run out', 'allowances have run out']],
  ['schema', ['object differs from the migrations', 'objects differ from the migrations']],
  ['rule-expired', ['rule has run out', 'rules have run out']],
])

const unnamed = ['finding of one kind', 'findings of one kind'] as const

/** Why a target cannot be read; the SQL that mends it, if any does; and what it means. */
export function wordBlind({ message }: Blind): {
  readonly why: RichText
  readonly statements: readonly string[]
  readonly meaning: RichText
} {
  const { text, statements } = wordUnreadable(message)
  const meaning = say`Until it can be read, drift is neither seen nor resolved.`
  return { why: text, statements, meaning }
}

/** What to make of a storm, and of what is left of one. */
export function wordStorm({ of, count }: Storm): RichText {
  const check = driftwatchCommand('check --manifest <file>')
  if (count === 1) {
    return say`It is the last of many that were told as one. What to do about it is in ${check}.`
  }
  if (count <= stormThreshold) {
    return say`They are told as one until none is left. What to do about each is in ${check}.`
  }
  if (of === 'schema') {
    return say`So many at once have one cause: a migration that was skipped, a script, a restore, or the wrong database or branch.`
  }
  return of === 'hash' || of === 'migration'
    ? say`So many at once are seldom drift. Make sure first that the manifest, the database with its branch, and the ledger are the right ones.`
    : say`So many at once have one cause: a script, a restore, or the wrong database.`
}

/** How an incident ended. A row that is gone is never called resolved. */
export function wordEnding(event: EndingEvent, now: number): RichText {
  const lasted = words(durationInWords(event.resolvedAt - event.openedAt))
  if (event.finding.kind === 'blind') {
    const why = words(causeInWords(event.finding.cause))
    return say`Can be checked again, after ${lasted} (${why}).`
  }
  const title = say`“${wordTitle(event.finding, now)}”`
  if (event.because === 'vanished') {
    return say`Gone, and nothing explains it: ${title}, after ${lasted}. ${becauseInWords(event)}`
  }
  const came =
    event.event === 'flash' ? say`Came and went within ${lasted}` : say`Resolved after ${lasted}`
  return say`${came}: ${title}. ${becauseInWords(event)}`
}

function becauseInWords({ because, finding }: EndingEvent): RichText {
  const isSchema = finding.kind === 'storm' ? finding.of === 'schema' : isOfObject(finding)
  switch (because) {
    case 'explained':
      return isSchema
        ? say`The database is there as the migrations make it, or a rule ignores it.`
        : say`The manifest and the ledger agree on it now.`
    case 'allowed':
      return isSchema ? say`A rule ignores it now.` : say`An allowance accepts it now.`
    case 'vanished':
      return say`Its row was taken out of the ledger; find out by whom.`
    case 'quiet':
      return say`It is not seen any more.`
    default:
      return assertNever(because)
  }
}
