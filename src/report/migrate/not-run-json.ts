import type { BegunRun } from '../../core/migrate/run.ts'
import type { Document } from '../audit/document.ts'
import { plainText } from '../rich-text.ts'
import { safeJson } from '../verdict-json.ts'
import type { Occasion } from './not-run-documents.ts'
import { factsJson, proofFormat, tableJson } from './proof-json.ts'
import type { NotRunJson, UnfinishedJson } from './proof-shape.ts'

/** The proof of a run that changed nothing, as JSON. `outcome` says in a word why. */
export function notRunJson(
  outcome: NotRunJson['outcome'],
  { headline }: Document,
  { startedAt, endedAt, actor, driftwatch }: Occasion,
): string {
  const value: NotRunJson = {
    format: proofFormat,
    verdict: 'NOT RUN',
    outcome,
    said: plainText(headline),
    actor: actor ?? null,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === undefined ? null : new Date(endedAt).toISOString(),
    driftwatch,
  }
  return safeJson(value)
}

/** What stands in place of a proof while the migrator runs, as JSON. */
export function unfinishedJson(
  { facts, rows, tables, probes }: BegunRun,
  { headline }: Document,
): string {
  const value: UnfinishedJson = {
    format: proofFormat,
    verdict: 'UNFINISHED',
    said: plainText(headline),
    ...factsJson(facts),
    before: {
      rows: [...rows],
      tables: tables.map(tableJson),
      probes: probes.map(({ name, expect, before }) => ({ name, expect, before })),
    },
  }
  return safeJson(value)
}
