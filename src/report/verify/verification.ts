import { assertNever } from '../../core/never.ts'
import type { Annotation } from '../annotation.ts'

/** All that a run of `driftwatch verify` came to. */
export interface Verification {
  readonly status: 'good' | 'problems' | 'could-not-tell'
  /** The folder, relative to the repository's root. */
  readonly subject: string
  readonly migrations: number
  /** How many of them are new, where there is a base branch. */
  readonly added?: number | undefined
  /** Those that the baseline does not hold. */
  readonly problems: readonly Annotation[]
  /** What the baseline holds of them: known, and no reason to fail. */
  readonly old: readonly Annotation[]
  /** Sentences on what was asked for and could not be told. */
  readonly notTold: readonly string[]
  readonly notes: readonly string[]
}

/** The outcome in one line, without a full stop. */
export function verifyHeadline(verification: Verification): string {
  const { status, problems, migrations, added } = verification
  const of = `${counted(migrations, 'migration')}${added === undefined ? '' : `, ${added} of them new`}`
  const found = problems.length === 0 ? 'no problem' : counted(problems.length, 'problem')
  switch (status) {
    case 'good':
      return problems.length === 0
        ? `Nothing is wrong: ${of}`
        : `Nothing to fail for: ${counted(problems.length, 'thing')} to know of ${of}`
    case 'problems':
      return `${counted(problems.length, 'problem')} in ${of}`
    case 'could-not-tell':
      return `Could not tell: ${found} found, and not all was looked at, in ${of}`
    default:
      return assertNever(status)
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
