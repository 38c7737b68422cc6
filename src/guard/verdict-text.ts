import type { Finding } from '../core/finding.ts'
import { isAtLeast } from '../core/severity.ts'
import { ledgerName, type LedgerTable } from '../core/ledger.ts'
import type { Verdict } from '../core/verdict.ts'
import { clean } from './clean.ts'
import { findingLine } from './finding-line.ts'

/** More than a person reads in a log. */
const maxLines = 10

/** What is wrong and what to do next, in a few lines for a log. No secret, host or SQL is in it. */
export function verdictText(verdict: Verdict, ledger: LedgerTable | undefined): string {
  const { manifest, unreadable } = verdict
  const name = manifest === null ? 'its manifest' : `the manifest ${clean(manifest.name)}`
  if (unreadable !== undefined) {
    return `Driftwatch could not tell whether the database is what ${name} declares: ${unreadable.message}`
  }
  const told = verdict.findings.filter(isTold)
  const lines = told
    .slice(0, maxLines)
    .map((finding) => `  ${finding.severity.padEnd(8)}  ${findingLine(finding)}`)
  const { history, ledger: rows } = verdict.counts
  const place = ledger === undefined ? 'the ledger' : clean(ledgerName(ledger))
  return [
    `The database is not what ${name} declares:`,
    ...lines,
    ...(told.length > maxLines ? [`  and ${told.length - maxLines} more`] : []),
    `Compared: ${history} declared migrations with ${rows} rows of ${place}. Not compared: the schema.`,
    `Next: ${nextOf(told)}`,
  ].join('\n')
}

/** An empty ledger says for all of its migrations that they are pending. */
function isTold(finding: Finding): boolean {
  if (finding.kind === 'pending' && finding.ledgerIsEmpty === true) return false
  return isAtLeast(finding.severity, 'warning')
}

const check = '`npx driftwatch check --manifest <file>`'

function nextOf(told: readonly Finding[]): string {
  if (told.every(({ kind }) => kind === 'pending')) {
    return 'run the migrations on this database, then start again.'
  }
  const isNewer = told.every((finding) => finding.kind === 'unknown' && finding.era === 'after')
  const rollback = isNewer
    ? ' If this version has that migration, its manifest is too old: make it anew with `npx driftwatch manifest`. If it is an older version of the application on purpose, see the guard’s option `newer`.'
    : ''
  return `${check} says of each what it most likely is and what to do.${rollback}`
}
