import { simulateUpgrade } from '../../src/core/upgrade.ts'
import { type Audit, auditReport } from '../../src/report/audit/audit-report.ts'
import type { Document } from '../../src/report/audit/document.ts'
import { readinessReport } from '../../src/report/audit/readiness-report.ts'
import type { Repository } from '../../src/report/audit/repository-section.ts'
import { findingKinds, findingWith, rowWith, verdictOf } from './findings.ts'
import { manifestOf, migration, now } from './history.ts'

/** An audit in which every text of a database or a repository is `foreign`. */
export function auditWith(foreign: string): Audit {
  const verdict = verdictOf(findingKinds.map((kind) => findingWith[kind](foreign)))
  const declared = migration(0, { tag: foreign })
  const because = `${foreign} could not be read.`
  return {
    verdict,
    ladder: [
      { state: 'applied', migration: declared, row: rowWith(foreign) },
      { state: 'unknown', migration: undefined, row: rowWith(foreign) },
      { state: 'pending', migration: declared, row: undefined },
    ],
    place: { table: { schema: foreign, table: foreign }, shape: '1.0', history: [declared] },
    layout: 'folders',
    monitor: { status: 'unreachable', because },
    repository: repositoryWith(foreign, foreign),
    connectionFrom: foreign,
  }
}

function repositoryWith(foreign: string, question: string | undefined): Repository {
  const place = { file: foreign, line: 3 }
  const late = { tag: foreign, when: now, by: { tag: foreign, when: now, on: foreign }, place }
  const tags = { lacks: [foreign], differs: [foreign], keeps: [foreign] }
  return {
    folder: foreign,
    migrations: [{ tag: foreign, when: now, hash: foreign, file: place, declaredAt: place }],
    manifest: {
      source: `${foreign}/other`,
      behind: { rule: 'manifest-behind', manifest: 'app', ...tags, place },
      late: [{ rule: 'runs-late', ...late }],
      changes: [`${foreign} has changed.`],
    },
    schema: {
      rule: 'schema-not-migrated',
      statements: [`CREATE TABLE "${foreign}" (\n\t"id" text DEFAULT ''::text\n);`],
      place,
      ...(question !== undefined && { question }),
    },
    notTold: [`The schema could not be compared: ${foreign}\n${foreign}`],
  }
}

/** All reports that can be made of such an audit. */
export function documentsWith(foreign: string): Document[] {
  const audit = auditWith(foreign)
  const ledger = { found: true, shape: '0.x', rows: [rowWith(foreign)] } as const
  const upgrade = simulateUpgrade(manifestOf([migration(0, { tag: foreign })]), ledger)
  const message = `${foreign} \`GRANT SELECT ON ${foreign} TO x;\``
  const unreadable = verdictOf([], { status: 'unreadable', unreadable: { cause: 'busy', message } })
  return [
    auditReport(audit),
    auditReport({ ...audit, repository: repositoryWith(foreign, undefined) }),
    readinessReport(audit, upgrade),
    auditReport({ ...audit, verdict: unreadable }),
  ]
}
