import type { ObjectCheck } from '../../core/migrate/compare-objects.ts'
import { type Evidence, judge } from '../../core/migrate/judge.ts'
import { type Run, type RunFacts, verdictOf } from '../../core/migrate/run.ts'
import { plainText } from '../rich-text.ts'
import { safeJson } from '../verdict-json.ts'
import type { EvidenceJson, FactsJson, RanJson } from './proof-shape.ts'
import { wordEnded, wordState } from './word-state.ts'

/** The format of the proof as JSON; raised where a field changes its meaning or goes. */
export const proofFormat = 2

/** The proof as JSON, as `proof.schema.json` describes it, with all that the document cuts. */
export function proofJson(run: Run): string {
  const { facts, ended, state, evidence, endedAt } = run
  const end = wordEnded(ended)
  const value: RanJson = {
    format: proofFormat,
    verdict: verdictOf(run),
    ...factsJson(facts),
    endedAt: new Date(endedAt).toISOString(),
    endsTransaction: [...run.endsTransaction],
    migrator: {
      ended: ended.how,
      ms: Math.round(ended.ms),
      ...(end && { said: plainText(end) }),
      ...(ended.how === 'failed' && ended.statement && { statement: ended.statement.sql }),
    },
    state: { status: state.status, said: plainText(wordState(run).what) },
    ...('because' in evidence
      ? { checks: null, evidence }
      : { checks: judge(evidence).checks, evidence: evidenceJson(evidence) }),
  }
  return safeJson(value)
}

/** What was known before, in the forms of JSON; of the manifest, what names it. */
export function factsJson(facts: RunFacts): FactsJson {
  const { manifest, startedAt, rehearsed, pending, alreadyThere, alreadyGone, allowedIds } = facts
  const { ledger, database, actor, versions } = facts
  const { name, digest, source, layout, git } = manifest
  return {
    manifest: { name, digest, source, layout, git },
    ledger,
    database,
    actor,
    startedAt: new Date(startedAt).toISOString(),
    versions,
    pending: [...pending],
    rehearsed: rehearsed ?? null,
    alreadyThere: [...alreadyThere],
    alreadyGone: [...alreadyGone],
    allowedIds: [...allowedIds],
  }
}

function evidenceJson(evidence: Evidence): EvidenceJson {
  const { objects, findings, schema, rows, rowsBefore, rowsAfter, tables, probes } = evidence
  return {
    objects: 'because' in objects ? objects : objects.map(objectJson),
    findings: [...findings],
    schema: schema.covered ? { ...schema, hiddenBy: [...schema.hiddenBy] } : schema,
    ledger: {
      before: [...rowsBefore],
      after: [...rowsAfter],
      untouched: rows.map(({ id, as }) => ({ id, as })),
    },
    tables: tables.map((table) => ({ ...tableJson(table), after: table.after ?? null })),
    probes: probes.map(({ name, expect, before, after }) => ({ name, expect, before, after })),
  }
}

/** A table as it was before. */
export function tableJson(table: Omit<Evidence['tables'][number], 'after'>) {
  const { name, columns, leftOut, before } = table
  return { name, columns: [...columns], leftOut: [...leftOut], before }
}

function objectJson({ expected, change, wasThere, found }: ObjectCheck) {
  return {
    object: expected.object,
    expected: Object.fromEntries(expected.aspects),
    change,
    wasThere,
    found: found.as === 'different' ? { ...found, aspects: [...found.aspects] } : found,
  }
}
