import type { Run } from './target-report.ts'

/** When a database stopped being in sync, as far as a monitor's checks can tell. */
export type DriftWindow =
  /** Between two checks, ISO 8601: the last that found nothing, and the first that found something. */
  | { readonly kind: 'between'; readonly after: string; readonly before: string }
  /** Every check that is kept found something. */
  | { readonly kind: 'before-all'; readonly first: string }
  /** The last check found nothing. */
  | { readonly kind: 'in-sync'; readonly last: string }
  | { readonly kind: 'no-checks' }

/** The window in which the last drift began. A check that could not read says nothing of it. */
export function driftWindow(history: readonly Run[]): DriftWindow {
  const told = history.filter(({ state }) => state !== 'unreadable')
  const last = told.at(-1)
  if (last === undefined) return { kind: 'no-checks' }
  if (last.state === 'ok') return { kind: 'in-sync', last: last.to }
  const index = told.findLastIndex(({ state }) => state === 'ok')
  const [quiet, first] = [told[index], told[index + 1]]
  if (quiet === undefined || first === undefined) {
    return { kind: 'before-all', first: told[0]?.from ?? last.from }
  }
  return { kind: 'between', after: quiet.to, before: first.from }
}
