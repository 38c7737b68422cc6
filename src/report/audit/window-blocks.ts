import { driftWindow } from '../../core/drift-window.ts'
import { assertNever } from '../../core/never.ts'
import type { Run } from '../../core/target-report.ts'
import { clean, type RichText, say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { type Block, cell, text } from './document.ts'

/** What the monitor's own history is known to say; `unreachable` says why nothing is known. */
export type MonitorHistory =
  | { readonly status: 'read'; readonly runs: readonly Run[] }
  | { readonly status: 'unreachable'; readonly because: string }

/** How many of the last stretches of time are shown. */
const mostRuns = 8

/** When it happened, as far as the monitor's checks tell. */
export function windowBlocks(history: MonitorHistory): Block[] {
  if (history.status === 'unreachable') {
    return [text(say`Not known from the monitor: ${sentence(history.because)}`)]
  }
  const { runs } = history
  const shown = runs.slice(-mostRuns)
  const rows = shown.map(({ state, from, to, checks, critical, warning }) => [
    cell(minute(from)),
    cell(minute(to)),
    cell(words(plural(checks, 'check'))),
    cell(words(state), state === 'ok' ? 'good' : state === 'drifted' ? 'critical' : 'warning'),
    cell(
      words(state === 'unreadable' ? '' : `${critical} critical, ${plural(warning, 'warning')}`),
    ),
  ])
  const columns = ['From, UTC', 'To', 'Checks', 'State', 'Findings']
  const table: Block = { kind: 'table', caption: "The monitor's last checks", columns, rows }
  return [text(windowInWords(runs)), ...(rows.length > 1 ? [table] : [])]
}

function windowInWords(runs: readonly Run[]): RichText {
  const window = driftWindow(runs)
  switch (window.kind) {
    case 'between':
      return say`Between ${minute(window.after)} UTC, when the monitor last found nothing, and ${minute(window.before)} UTC, when it first found something.`
    case 'before-all':
      return say`Before ${minute(window.first)} UTC: every check of the monitor's that is kept found something.`
    case 'in-sync':
      return say`After ${minute(window.last)} UTC: until then, at least, the monitor found nothing. It publishes an unchanged state once in 24 checks.`
    case 'no-checks':
      return say`Not known: the monitor has read this target in no check that is kept.`
    default:
      return assertNever(window)
  }
}

function minute(iso: string): RichText {
  return words(clean(iso).replace(/T(\d\d:\d\d).*$/, ' $1'))
}
