import { assertNever } from '../../core/never.ts'
import { severities } from '../../core/severity.ts'
import type { Annotation } from '../annotation.ts'
import type { Rule } from '../annotations/annotated.ts'

/** All that a run of `driftwatch verify` came to. */
export interface Verification {
  readonly status: 'good' | 'problems' | 'could-not-tell'
  /** The folder, relative to the repository's root. */
  readonly subject: string
  readonly migrations: number
  /** What was looked at, whether something was wrong with it or not. */
  readonly rules: readonly Rule[]
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
  const fresh = added === undefined ? '' : `, ${added === 0 ? 'none' : added} of them new`
  const of = `${counted(migrations, 'migration')}${fresh}`
  switch (status) {
    case 'good':
      return problems.length === 0
        ? `Nothing is wrong: ${of}`
        : `Nothing to fail for, but ${bySeverity(problems)} to know of: ${of}`
    case 'problems':
      return `${added === undefined ? '' : 'Do not merge: '}${bySeverity(problems)}${migrations === 0 ? '' : ` in ${of}`}`
    case 'could-not-tell':
      return `Could not tell: not all was looked at${problems.length === 0 ? '' : `, and ${bySeverity(problems)} found`}, in ${of}`
    default:
      return assertNever(status)
  }
}

/** Such as `2 critical, 1 notice`. */
function bySeverity(problems: readonly Annotation[]): string {
  const counts = severities.map((severity) => ({
    name: severity === 'critical' ? 'critical problem' : severity,
    count: problems.filter((problem) => problem.severity === severity).length,
  }))
  return counts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => counted(count, name))
    .toReversed()
    .join(', ')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
