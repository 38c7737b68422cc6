import { type Evidence, judge } from '../../core/migrate/judge.ts'
import { type Run, verdictOf } from '../../core/migrate/run.ts'
import { plainText } from '../rich-text.ts'
import { safeJson } from '../verdict-json.ts'
import { wordEnded, wordState } from './word-state.ts'

/** The format of the proof as JSON; raised where a field changes its meaning or goes. */
const format = 2

/** The proof as JSON, with all that the document shows and cuts. */
export function proofJson(run: Run): string {
  const { facts, ended, state, evidence, endedAt } = run
  const { manifest, ...rest } = facts
  const end = wordEnded(ended)
  return safeJson({
    format,
    verdict: verdictOf(run),
    ...rest,
    manifest: {
      name: manifest.name,
      digest: manifest.digest,
      source: manifest.source,
      layout: manifest.layout,
      git: manifest.git,
    },
    startedAt: new Date(facts.startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    endsTransaction: run.endsTransaction,
    migrator: { ended: ended.how, ms: Math.round(ended.ms), ...(end && { said: plainText(end) }) },
    state: { status: state.status, said: plainText(wordState(run).what) },
    ...('because' in evidence
      ? { checks: null, evidence }
      : { checks: judge(evidence).checks, evidence: evidenceJson(evidence) }),
  })
}

function evidenceJson(evidence: Evidence) {
  const { objects, findings, schema, rows, rowsBefore, rowsAfter, tables, probes } = evidence
  return {
    objects:
      'because' in objects
        ? objects
        : objects.map(({ expected, change, wasThere, found }) => ({
            object: expected.object,
            expected: Object.fromEntries(expected.aspects),
            change,
            wasThere,
            found,
          })),
    findings,
    schema,
    ledger: {
      before: rowsBefore,
      after: rowsAfter,
      untouched: rows.map(({ id, as }) => ({ id, as })),
    },
    tables,
    probes,
  }
}
