import type { Cause } from '../core/observation.ts'
import type { Verdict } from '../core/verdict.ts'
import { clean, type RichText, say, sentence, words } from './rich-text.ts'
import { plural } from './time-in-words.ts'

/** Why a target could not be read, to go after `app could not be checked:`. */
const causeTitles: Readonly<Record<Cause, string>> = {
  unreachable: 'the database could not be reached',
  asleep: 'the database did not wake up in time',
  timeout: 'the database did not answer in time',
  locked: 'a lock on the ledger was held for too long',
  'wrong-password': 'the database refused the password',
  'no-database': 'there is no such database',
  'no-permission': 'the role may not read the ledger',
  quota: "the quota of the database's plan is used up",
  busy: 'the database has no connection to spare',
  malformed: 'the answer made no sense',
  'too-large': 'the answer was too large',
  'too-few-tables': 'most of the declared tables are not there',
  manifest: 'the manifest could not be read',
  settings: 'a setting is wrong',
  unexpected: 'something went wrong that nobody foresaw',
}

/** A cause in a few words, such as `the database refused the password`. */
export function causeInWords(cause: Cause): string {
  return causeTitles[cause]
}

/** Why a target could not be read, and the SQL that mends it, a statement each. */
export function wordUnreadable(message: string): {
  readonly text: RichText
  readonly statements: readonly string[]
} {
  const [, before = message, sql = ''] =
    /^(.*?)((?: `(?:GRANT|ALTER) [^`]*;`)+)$/s.exec(message) ?? []
  const statements = [...sql.matchAll(/`([^`]*)`/g)].map(([, statement = '']) =>
    clean(statement, longestStatement),
  )
  return { text: sentence(before), statements }
}

/** Two names of 63 bytes, in quotes, and the words of a statement. */
const longestStatement = 400

/** The answer in one line: `app has drifted: 1 critical, 2 warnings`. */
export function wordVerdict(verdict: Verdict): RichText {
  const { target, status, unreadable } = verdict
  if (status === 'unreadable') {
    const cause = words(causeInWords(unreadable?.cause ?? 'unexpected'))
    return say`${target} could not be checked: ${cause}`
  }
  const counts = countsInWords(verdict.counts)
  const told = counts === '' ? [] : words(status === 'drifted' ? `: ${counts}` : ` (${counts})`)
  return say`${target} ${words(status === 'drifted' ? 'has drifted' : 'is in sync')}${told}`
}

/** `1 critical, 2 warnings, 1 notice`, without those that are none. */
export function countsInWords(
  counts: Readonly<Record<'critical' | 'warning' | 'notice', number>>,
): string {
  return [
    counts.critical > 0 ? `${counts.critical} critical` : '',
    counts.warning > 0 ? plural(counts.warning, 'warning') : '',
    counts.notice > 0 ? plural(counts.notice, 'notice') : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** The migrations of a history whose ledger has no row at all, in one line. */
export function wordWaiting(count: number): RichText {
  return count === 1
    ? say`1 migration counts as pending, since the ledger has no row.`
    : say`${count} migrations count as pending, since the ledger has no row.`
}

/**
 * What to think of first when not one migration stands in the ledger, though it has rows: then it
 * is not the database that differs, but the question.
 */
export function mismatchHint({ counts, findings }: Verdict): RichText | undefined {
  const notApplied = findings.filter(({ kind }) => kind === 'pending' || kind === 'skipped').length
  if (counts.history === 0 || counts.ledger === 0 || notApplied < counts.history) return undefined
  const migrations = words(plural(counts.history, 'declared migration'))
  const rows = words(plural(counts.ledger, 'row'))
  return say`Not one of the ${migrations} is among the ${rows} of the ledger. Before anything else, make sure that this is the right manifest, the right database and branch, and the right ledger (${'--ledger'}).`
}
