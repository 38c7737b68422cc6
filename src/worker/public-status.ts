import type { KVNamespace } from '@cloudflare/workers-types'
import { TargetReport } from '../core/target-report.ts'
import { reportKey } from './env.ts'
import { decode } from './stored.ts'

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

/** The whole of the public body: a state, times, and the names of settings that are wrong. */
export interface PublicStatus {
  readonly state: PublicState
  /** When the last check was, ISO 8601. */
  readonly checkedAt: string | null
  /** Problems with settings, in our own words. */
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

/** The published reports by target: `null` where none is, `undefined` where KV or the value is bad. */
export async function readReports(
  kv: KVNamespace,
  targets: readonly string[],
): Promise<ReadonlyMap<string, TargetReport | null | undefined>> {
  if (targets.length === 0) return new Map()
  const texts = await kv.get(targets.map(reportKey)).catch(() => undefined)
  return new Map(
    targets.map((target) => {
      const text = texts?.get(reportKey(target))
      return [target, text === null ? null : decode(TargetReport, text)]
    }),
  )
}

/** How one target stands at this very time: what was true an hour ago ages. */
export function statusOf(
  report: TargetReport | null | undefined,
  now: number,
  intervalMs: number,
): PublicStatus {
  if (report === null) return { state: 'never-run', checkedAt: null }
  if (report === undefined) return { state: 'unavailable', checkedAt: null }
  const { checkedAt } = report.verdict
  const isFresh = isRecent(checkedAt, now, intervalMs)
  const isProven =
    report.lastCompleteAt !== null && isRecent(report.lastCompleteAt, now, intervalMs)
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
function isRecent(iso: string, now: number, intervalMs: number): boolean {
  const age = now - Date.parse(iso)
  return age >= -skewMs && age <= 2 * intervalMs + skewMs + kvDelayMs
}
