import { type Evidence, type Judged, judge } from '../../core/migrate/judge.ts'
import { type Ended, isThrough, type Run, verdictOf } from '../../core/migrate/run.ts'
import { type Block, type Document, type Section, text, type Tone } from '../audit/document.ts'
import { type RichText, say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { checksTable, findingBlocks, restSections } from './proof-checks.ts'
import { limitsSection } from './proof-limits.ts'
import { objectSection } from './proof-objects.ts'
import { rowSections } from './proof-rows.ts'
import { runTable } from './run-facts.ts'
import { statementBlock } from './statement-block.ts'
import { wordEnded, wordState } from './word-state.ts'

/** The proof of a run: what an auditor is to read years later, with nothing else at hand. */
export function proofDocument(run: Run): Document {
  const { facts, ended, state, evidence } = run
  const verdict = verdictOf(run)
  const end = wordEnded(ended)
  const { what, next } = wordState(run)
  const isBroken = ended.how !== 'done' || state.status !== 'applied'
  const told = isBroken
    ? [...(end === undefined ? [] : [text(end), ...statementBlocks(ended)]), text(what, 'State')]
    : []
  const todo =
    isBroken && (verdict === 'FAIL' || state.status !== 'applied') ? [text(next, 'Next')] : []
  const seen = 'because' in evidence ? undefined : evidence
  const notSeen =
    isThrough(run) && 'because' in evidence
      ? [text(say`What it did could not be looked at: ${sentence(evidence.because)}`)]
      : []
  // What a run that did not get through was to make is told by its state.
  const judged = isThrough(run) ? seen : undefined
  return {
    headline: headlineOf(run, verdict),
    tone: tones[verdict],
    blocks: [
      ...told,
      ...todo,
      ...notSeen,
      ...(judged === undefined ? [] : [checksTable(judge(judged), judged)]),
    ],
    sections: [
      ...(judged === undefined ? [] : madeSections(run, judged)),
      ...(seen === undefined ? [] : [...rowSections(facts, seen), ...restSections(seen)]),
      { heading: words('The run'), blocks: [runTable(run)] },
      ...(seen === undefined ? [] : [limitsSection(facts, seen)]),
    ],
  }
}

/** The statement that failed. */
function statementBlocks(ended: Ended): Block[] {
  return ended.how === 'failed' && ended.statement !== undefined
    ? [statementBlock(ended.statement.sql)]
    : []
}

const tones: Readonly<Record<Judged['verdict'], Tone>> = {
  PASS: 'good',
  PARTIAL: 'warning',
  FAIL: 'critical',
}

function headlineOf({ facts, state }: Run, verdict: Judged['verdict']): RichText {
  const count = plural(facts.pending.length, 'migration')
  if (state.status === 'not-known') {
    return say`${words(verdict)}: whether ${words(count)} ${words(facts.pending.length === 1 ? 'was' : 'were')} applied to ${facts.manifest.name} is not known`
  }
  if (state.status === 'applied-in-part' || state.status === 'half-done') {
    return say`${words(verdict)}: of ${words(count)}, ${state.recorded} recorded in ${facts.manifest.name}`
  }
  if (state.status === 'ledger-moved') {
    return say`${words(verdict)}: ${state.recorded} of ${words(count)} recorded in ${facts.manifest.name}, and other rows of its ledger moved`
  }
  if (state.status !== 'applied')
    return say`${words(verdict)}: ${words(count)} not applied to ${facts.manifest.name}`
  const how = {
    PASS: 'and every check holds',
    PARTIAL: 'and no check fails, but not every one was made',
    FAIL: 'and a check fails',
  }[verdict]
  return say`${words(verdict)}: ${words(count)} applied to ${facts.manifest.name}, ${words(how)}`
}

function madeSections({ endedAt }: Run, evidence: Evidence): Section[] {
  const findings = findingBlocks(evidence, endedAt)
  return [
    ...(findings.length === 0
      ? []
      : [{ heading: words('What differs after the run'), blocks: findings }]),
    objectSection(evidence),
  ]
}
