import { auditFully } from '../core/audit.ts'
import { familyOf, stormKey } from '../core/incident/conditions.ts'
import { rememberLedger, vanishedFindings } from '../core/incident/ledger-memory.ts'
import type { AlertState, LedgerMemory } from '../core/incident/state.ts'
import { step } from '../core/incident/step.ts'
import type { Tick } from '../core/incident/transitions.ts'
import type { LedgerRow } from '../core/ledger.ts'
import type { Observation } from '../core/observation.ts'
import type { SchemaFound } from '../core/schema/audit-schema.ts'
import { appendCheck } from '../core/target-report.ts'
import type { Verdict } from '../core/verdict.ts'
import { rememberSchema } from './recall-schema.ts'
import { reportOf } from './report-of.ts'
import { seenIn } from './seen-in.ts'
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
import type { Subject } from './subject.ts'

export interface CommitInput {
  readonly subject: Subject
  readonly observation: Observation
  /** What is remembered of the schema, where the observation says that it is unchanged. */
  readonly schema?: SchemaFound | undefined
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

  const { verdict, schema } = auditFully({
    target: subject.target,
    manifest: subject.manifest,
    observation,
    allowances: subject.allowances,
    rules: subject.rules,
    now,
    memory: {
      graces: subject.graces,
      firstSeen: firstSeenIn(state),
      vanished: memory && subject.manifest ? vanishedFindings(memory, subject.manifest) : [],
      before: memory && { rows: memory.rows.length, seenAt: memory.readAt },
      schema: input.schema,
    },
  })
  const seen = seenIn(verdict, { memory, schema, subject, incidents: state.incidents, now })
  const stepped = step(state, { tick, seen, now, policy: subject.policy })
  if (stepped.late) return { verdict, late: true, state, publication: undefined }

  const history = appendCheck(readHistory(documents), verdict)
  if (documents.read('target') !== subject.target) documents.write('target', subject.target)
  writeAlerting(documents, stepped.state)
  if (memory !== undefined && memory !== before) writeLedgerMemory(documents, memory, before)
  if (schema !== undefined && observation.status === 'read') {
    rememberSchema(documents, observation, schema, { subject, tick, now })
  }
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
