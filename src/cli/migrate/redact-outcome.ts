import { assertNever } from '../../core/never.ts'
import type { Evidence } from '../../core/migrate/judge.ts'
import type { Ended, Run } from '../../core/migrate/run.ts'
import type { State } from '../../core/migrate/state.ts'
import type { Outcome } from './outcome.ts'

type Redact = (text: string) => string

/** The outcome with all that a server, a driver or a file said of itself redacted, while it is whole. */
export function redactOutcome(outcome: Outcome, redact: Redact): Outcome {
  switch (outcome.status) {
    case 'ran':
      return { ...outcome, run: redactRun(outcome.run, redact) }
    case 'not-on-copy': {
      const { copy } = outcome
      return copy.as === 'failed'
        ? { ...outcome, copy: { ...copy, words: redact(copy.words) } }
        : outcome
    }
    case 'not-rehearsed': {
      const { fault } = outcome.rehearsed
      const told = { ...fault, said: fault.said.map(redact), wayOut: redact(fault.wayOut) }
      return { ...outcome, rehearsed: { ...outcome.rehearsed, fault: told } }
    }
    case 'locked':
    case 'nothing':
    case 'refused':
    case 'red':
    case 'planned':
      return outcome
    default:
      return assertNever(outcome)
  }
}

function redactRun(run: Run, redact: Redact): Run {
  const { facts, ended, state, evidence } = run
  return {
    ...run,
    facts: { ...facts, actor: redact(facts.actor) },
    ended: redactEnded(ended, redact),
    state: redactState(state, redact),
    evidence: 'because' in evidence ? inReason(evidence, redact) : inEvidence(evidence, redact),
  }
}

function redactEnded(ended: Ended, redact: Redact): Ended {
  if (ended.how === 'done') return ended
  const words = redact(ended.words)
  if (ended.how !== 'failed' || ended.statement === undefined) return { ...ended, words }
  return { ...ended, words, statement: { ...ended.statement, sql: redact(ended.statement.sql) } }
}

function redactState(state: State, redact: Redact): State {
  if (state.status === 'not-known') return inReason(state, redact)
  if (!('unseen' in state) || state.unseen === undefined) return state
  return { ...state, unseen: redact(state.unseen) }
}

function inEvidence(evidence: Evidence, redact: Redact): Evidence {
  const { objects, schema } = evidence
  return {
    ...evidence,
    objects: 'because' in objects ? inReason(objects, redact) : objects,
    schema: schema.covered ? schema : inReason(schema, redact),
  }
}

function inReason<T extends { readonly because: string }>(told: T, redact: Redact): T {
  return { ...told, because: redact(told.because) }
}
