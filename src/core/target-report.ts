import * as z from 'zod/mini'
import { Subject } from './incident/event.ts'
import { Verdict } from './verdict.ts'

/** How a target stands, in a word that people and uptime checkers read. */
export const TargetState = z.enum(['ok', 'warning', 'drifted', 'unreadable'])
export type TargetState = z.infer<typeof TargetState>

/** How many findings a report carries; the verdict's counts speak of all of them. */
export const reportedFindings = 200

/** What is published of a target after each check, whole, as one value. */
export const TargetReport = z.object({
  format: z.literal(1),
  target: z.string(),
  state: TargetState,
  verdict: Verdict,
  /** How many of the verdict's findings are left out here. */
  findingsOmitted: z.number(),
  /** When a complete read last counted, ISO 8601; `null` before the first. */
  lastCompleteAt: z.nullable(z.string()),
  /** What could not be told to people, and why; `null` when nothing is held up. */
  undelivered: z.nullable(z.object({ count: z.number(), because: z.string() })),
  incidents: z.array(
    z.object({
      id: z.string(),
      phase: z.enum(['open', 'clearing']),
      subject: Subject,
      openedAt: z.string(),
      lastToldAt: z.nullable(z.string()),
    }),
  ),
})
export type TargetReport = Readonly<z.infer<typeof TargetReport>>

/** The state that a verdict puts its target into: only what is critical is drift to be called for. */
export function stateOf(verdict: Verdict): TargetState {
  if (verdict.status === 'unreadable') return 'unreadable'
  if (verdict.counts.critical > 0) return 'drifted'
  return verdict.counts.warning > 0 ? 'warning' : 'ok'
}

/** What one run of the cron came to, over all targets. */
export const Summary = z.object({
  format: z.literal(1),
  /** When the run was due, ISO 8601. */
  scheduledAt: z.string(),
  targets: z.array(
    z.object({
      target: z.string(),
      /** `failed`: its object could not be reached, or could not keep its state. */
      state: z.union([TargetState, z.literal('failed')]),
      counts: z.nullable(Verdict.shape.counts),
    }),
  ),
})
export type Summary = Readonly<z.infer<typeof Summary>>

/** A stretch of time in which every check found the same. */
const Run = z.object({
  state: TargetState,
  /** ISO 8601, the first and the last check of the run. */
  from: z.string(),
  to: z.string(),
  checks: z.number(),
  critical: z.number(),
  warning: z.number(),
})
export const History = z.array(Run)
export type Run = Readonly<z.infer<typeof Run>>

const historyMs = 90 * 24 * 60 * 60 * 1000
const historyRuns = 2000

/** The history with one more check; 90 days and 2,000 runs of it are kept. */
export function appendCheck(history: readonly Run[], verdict: Verdict): Run[] {
  const { checkedAt, counts } = verdict
  const state = stateOf(verdict)
  const last = history.at(-1)
  const isSame =
    last?.state === state && last.critical === counts.critical && last.warning === counts.warning
  const runs: Run[] = isSame
    ? [...history.slice(0, -1), { ...last, to: checkedAt, checks: last.checks + 1 }]
    : [
        ...history,
        {
          state,
          from: checkedAt,
          to: checkedAt,
          checks: 1,
          critical: counts.critical,
          warning: counts.warning,
        },
      ]
  const oldest = Date.parse(checkedAt) - historyMs
  return runs.filter(({ to }) => Date.parse(to) >= oldest).slice(-historyRuns)
}
