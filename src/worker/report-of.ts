import { undelivered } from '../core/incident/outbox.ts'
import type { AlertPolicy } from '../core/incident/policy.ts'
import type { AlertState } from '../core/incident/state.ts'
import { reportedFindings, stateOf, type TargetReport } from '../core/target-report.ts'
import type { Verdict } from '../core/verdict.ts'

/** What is published of a target, bounded whatever the verdict holds. */
export function reportOf(
  verdict: Verdict,
  state: AlertState,
  now: number,
  policy: AlertPolicy,
): TargetReport {
  const { critical, warning, notice } = verdict.counts
  const findings = verdict.findings.slice(0, reportedFindings)
  return {
    format: 1,
    target: verdict.target,
    state: stateOf(verdict),
    verdict: { ...verdict, findings },
    findingsOmitted: critical + warning + notice - findings.length,
    ...alertingPart(state, now, policy),
  }
}

/** The part of a report that changes when people are told, without a new look at the database. */
export function alertingPart(
  state: AlertState,
  now: number,
  policy: AlertPolicy,
): Pick<TargetReport, 'lastCompleteAt' | 'undelivered' | 'incidents'> {
  const active = state.incidents.flatMap((incident) =>
    incident.phase === 'open' || incident.phase === 'clearing'
      ? [{ ...incident, phase: incident.phase }]
      : [],
  )
  return {
    lastCompleteAt: isoOrNull(state.lastCompleteAt),
    undelivered: undelivered(state, now, policy),
    incidents: active.map(({ id, phase, subject, openedAt, firstSeenAt, lastToldAt }) => ({
      id,
      phase,
      subject,
      openedAt: new Date(openedAt ?? firstSeenAt).toISOString(),
      lastToldAt: isoOrNull(lastToldAt),
    })),
  }
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
