import type { TargetReport } from '../core/target-report.ts'
import type { FromKv } from './read-published.ts'

/** What an uptime checker is told; the worst first. */
const publicStates = [
  'misconfigured',
  'never-run',
  'unavailable',
  'stale',
  'unreadable',
  'drifted',
  'undelivered',
  'warning',
  'ok',
] as const
export type PublicState = (typeof publicStates)[number]

/** The whole of the public body: a state, a time, and which settings are wrong. */
export interface PublicStatus {
  readonly state: PublicState
  /** When the last check was, ISO 8601; `null` where nobody knows. */
  readonly checkedAt: string | null
  /** Which settings are wrong, by their names and in our own words, without any value. */
  readonly problems?: readonly string[]
}

const minuteMs = 60_000

/** A clock may be this far ahead before a time counts as made up. */
const skewMs = 2 * minuteMs

/** KV shows a write elsewhere after this, at the latest in normal times. */
const kvDelayMs = minuteMs

/** Whether an uptime checker may call it up. */
export function isUp(state: PublicState): boolean {
  return state === 'ok' || state === 'warning'
}

/** How one target stands at this very time: what was true an hour ago ages. */
export function statusOf(
  report: FromKv<TargetReport>,
  now: number,
  intervalMs: number,
): PublicStatus {
  if (report === null) return { state: 'never-run', checkedAt: null }
  const checkedMs = Date.parse(report?.verdict.checkedAt ?? '')
  if (report === undefined || Number.isNaN(checkedMs)) {
    return { state: 'unavailable', checkedAt: null }
  }
  const checkedAt = new Date(checkedMs).toISOString()
  const isFresh = isRecent(checkedMs, now, intervalMs)
  const isProven =
    report.lastCompleteAt !== null && isRecent(Date.parse(report.lastCompleteAt), now, intervalMs)
  if (!isFresh) return { state: 'stale', checkedAt }
  if (report.state === 'unreadable') return { state: 'unreadable', checkedAt }
  if (!isProven) return { state: 'stale', checkedAt }
  if (report.state === 'drifted') return { state: 'drifted', checkedAt }
  return { state: report.undelivered === null ? report.state : 'undelivered', checkedAt }
}

/** The worst of several, with the oldest time. */
export function worstOf(statuses: readonly PublicStatus[]): PublicStatus {
  const states = new Set(statuses.map(({ state }) => state))
  const state = publicStates.find((candidate) => states.has(candidate)) ?? 'misconfigured'
  const times = statuses.map(({ checkedAt }) => checkedAt)
  const known = times.filter((time) => time !== null).toSorted()
  return { state, checkedAt: known.length === times.length ? (known[0] ?? null) : null }
}

/** Within two intervals: one check may be late or lost, two may not. */
function isRecent(at: number, now: number, intervalMs: number): boolean {
  const age = now - at
  return age >= -skewMs && age <= 2 * intervalMs + skewMs + kvDelayMs
}
