import type { Allowance } from '../core/allowance.ts'
import { audit } from '../core/audit.ts'
import type { Graces } from '../core/history-context.ts'
import { conditionsOf, familyOf, stormKey } from '../core/incident/conditions.ts'
import { rememberLedger, vanishedFindings } from '../core/incident/ledger-memory.ts'
import type { AlertPolicy } from '../core/incident/policy.ts'
import type { AlertState, LedgerMemory } from '../core/incident/state.ts'
import { type Seen, step } from '../core/incident/step.ts'
import type { Absence, Tick } from '../core/incident/transitions.ts'
import type { LedgerRow } from '../core/ledger.ts'
import type { Manifest } from '../core/manifest.ts'
import { hashOf } from '../core/match-rows.ts'
import type { Observation } from '../core/observation.ts'
import { appendCheck } from '../core/target-report.ts'
import type { Verdict } from '../core/verdict.ts'
import { reportOf } from './report-of.ts'
import type { Documents } from './store.ts'
import {
  historyToPublish,
  type Publication,
  readAlerting,
  readHistory,
  readLedgerMemory,
  writeAlerting,
  writeLedgerMemory,
} from './stored.ts'

/** What a target is held against, and when people are told. */
export interface Subject {
  readonly target: string
  readonly manifest: Manifest | null
  readonly allowances: readonly Allowance[]
  readonly graces: Graces
  readonly policy: AlertPolicy
}

export interface CommitInput {
  readonly subject: Subject
  readonly observation: Observation
  readonly tick: Tick
  readonly now: number
  /**
   * Whether a report of this target stands in KV, so that an empty store is a lost one;
   * `undefined` as long as nobody looked, which only an empty store makes necessary.
   */
  readonly hasReportOutside: boolean | undefined
}

export interface Committed {
  readonly verdict: Verdict
  readonly late: boolean
  readonly state: AlertState
  /** What is now to be published; `undefined` where nothing changed. */
  readonly publication: Publication | undefined
}

/**
 * All that one check changes, as one transaction: what is remembered of the ledger, the incidents,
 * the outbox, the history and the report. A late or repeated check changes nothing. `undefined`,
 * and nothing done, where the store is empty and nobody looked whether it was lost.
 */
export function commitCheck(documents: Documents, input: CommitInput): Committed | undefined {
  const { subject, observation, tick, now, hasReportOutside } = input
  if (hasReportOutside === undefined && documents.read('alerting') === undefined) return undefined
  const state = readAlerting(documents, hasReportOutside ?? false)
  const before = readLedgerMemory(documents, rowsIn(observation))
  const memory = rememberFrom(observation, before, subject, now)

  const verdict = audit({
    target: subject.target,
    manifest: subject.manifest,
    observation,
    allowances: subject.allowances,
    now,
    memory: {
      graces: subject.graces,
      firstSeen: firstSeenIn(state),
      vanished: memory && subject.manifest ? vanishedFindings(memory, subject.manifest) : [],
      before: memory && { rows: memory.rows.length, seenAt: memory.readAt },
    },
  })
  const seen = seenIn(verdict, memory, subject)
  const stepped = step(state, { tick, seen, now, policy: subject.policy })
  if (stepped.late) return { verdict, late: true, state, publication: undefined }

  const history = appendCheck(readHistory(documents), verdict)
  if (documents.read('target') !== subject.target) documents.write('target', subject.target)
  writeAlerting(documents, stepped.state)
  if (memory !== undefined && memory !== before) writeLedgerMemory(documents, memory, before)
  const historyText = JSON.stringify(history)
  documents.write('history', historyText)
  const report = JSON.stringify(reportOf(verdict, stepped.state, now, subject.policy))
  documents.write('report', report)
  const publication = { report, history: historyToPublish(history, historyText) }
  return { verdict, late: false, state: stepped.state, publication }
}

function rowsIn(observation: Observation): readonly LedgerRow[] {
  return observation.status === 'read' && observation.ledger.found ? observation.ledger.rows : []
}

function rememberFrom(
  observation: Observation,
  before: LedgerMemory | undefined,
  { manifest }: Subject,
  now: number,
): LedgerMemory | undefined {
  if (observation.status === 'unreadable' || manifest === null) return before
  return rememberLedger(before, observation.ledger, manifest, now)
}

/** A member of a storm was first seen when the storm was, at the latest. */
function firstSeenIn(state: AlertState): (key: string) => number | undefined {
  const byKey = new Map(
    state.incidents
      .filter(({ phase }) => phase !== 'closed')
      .map(({ key, firstSeenAt }) => [key, firstSeenAt]),
  )
  return (key) => byKey.get(key) ?? byKey.get(stormKey(familyOf(key)))
}

function seenIn(verdict: Verdict, memory: LedgerMemory | undefined, subject: Subject): Seen {
  if (verdict.unreadable !== undefined) return { status: 'unreadable', ...verdict.unreadable }
  const vanished = new Set(memory?.vanished.map(({ row }) => `hash:${hashOf(row)}`))
  const allowed = new Set(subject.allowances.map(({ hash }) => `hash:${hash}`))
  const absence = (key: string): Absence => {
    // Of a storm that is over nobody can say that it is resolved, if rows are gone.
    const isGone = key === stormKey('hash') ? vanished.size > 0 : vanished.has(key)
    if (isGone) return 'vanished'
    if (familyOf(key) === 'vanished' || key === stormKey('vanished')) return 'quiet'
    return allowed.has(key) ? 'allowed' : 'explained'
  }
  return { status: 'read', conditions: conditionsOf(verdict), absence }
}
