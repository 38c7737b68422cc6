import * as z from 'zod/mini'
import type { Rung } from '../../core/ladder.ts'
import { LedgerRow } from '../../core/ledger.ts'
import { History } from '../../core/target-report.ts'
import type { Upgrade } from '../../core/upgrade.ts'
import { isReady } from '../../core/upgrade.ts'
import { Verdict } from '../../core/verdict.ts'
import { exitNames } from '../exits.ts'
import { foldFindings } from '../fold-findings.ts'
import { plainText } from '../rich-text.ts'
import { descriptions, safeJson } from '../verdict-json.ts'
import type { Audit } from './audit-report.ts'
import { exitsOf } from './finding-sections.ts'
import { describeRepository, RepositoryJson, repositoryJson } from './repository-json.ts'

const LadderRung = z.object({
  state: z.enum([
    'applied',
    'line-endings',
    'edited',
    'restamped',
    'duplicate',
    'pending',
    'skipped',
    'unknown',
    'allowed',
  ]),
  migration: z.nullable(z.object({ tag: z.string(), when: z.number(), hash: z.string() })),
  row: z.nullable(LedgerRow),
})

const JsonExit = z.object({
  /** The keys of the findings that it is a way out of. */
  findings: z.array(z.string()),
  exit: z.enum(exitNames),
  text: z.string(),
  code: z.optional(z.object({ language: z.enum(['sql', 'sh']), lines: z.array(z.string()) })),
  risk: z.string(),
  destroys: z.boolean(),
})

const Readiness = z.object({
  ready: z.boolean(),
  outcome: z.enum(['no-ledger', 'upgraded', 'throws', 'upgrades']),
  names: z.array(z.object({ tag: z.string(), name: z.string() })),
  rows: z.array(
    z.object({
      row: LedgerRow,
      as: z.enum(['unmatched', 'named', 'wrong', 'twice']),
      name: z.nullable(z.string()),
    }),
  ),
  nameless: z.array(LedgerRow),
  willRun: z.array(z.string()),
  clashes: z.array(z.string()),
})

/** What `audit --format json` says: the verdict, and what only an audit adds to it. */
export const AuditJson = z.extend(Verdict, {
  ladder: z.array(LadderRung),
  exits: z.array(JsonExit),
  /** What the monitor's checks came to, where it was asked. */
  monitor: z.optional(z.object({ runs: z.optional(History), unreachable: z.optional(z.string()) })),
  repository: z.optional(RepositoryJson),
  readiness: z.optional(Readiness),
})
type AuditJson = z.infer<typeof AuditJson>

/** The audit as JSON, as `audit.schema.json` describes it; safe in a terminal. */
export function auditJson(audit: Audit, upgrade?: Upgrade): string {
  const { verdict, ladder, place, monitor, repository } = audit
  const { entries } = foldFindings(verdict.findings)
  const value: AuditJson = {
    ...verdict,
    ladder: ladder.map(rungJson),
    exits: entries.flatMap((entry) =>
      exitsOf(entry, place).map(({ exit, text, code, risk, destroys = false }) => ({
        findings: (entry.objects ?? [entry.finding]).map(({ key }) => key),
        exit,
        text: plainText(text),
        ...(code !== undefined && { code: { ...code, lines: [...code.lines] } }),
        risk: plainText(risk),
        destroys,
      })),
    ),
    ...(monitor !== undefined && {
      monitor:
        monitor.status === 'read' ? { runs: [...monitor.runs] } : { unreachable: monitor.because },
    }),
    ...(repository !== undefined && { repository: repositoryJson(repository) }),
    ...(upgrade !== undefined && { readiness: readinessJson(upgrade) }),
  }
  return safeJson(value)
}

function rungJson({ state, migration, row }: Rung): AuditJson['ladder'][number] {
  const declared = migration && { tag: migration.tag, when: migration.when, hash: migration.hash }
  return { state, migration: declared ?? null, row: row ?? null }
}

function readinessJson(upgrade: Upgrade): z.infer<typeof Readiness> {
  const { outcome, names, rows, nameless, willRun, clashes } = upgrade
  return {
    ready: isReady(upgrade),
    outcome,
    names: names.map(({ migration, name }) => ({ tag: migration.tag, name })),
    rows: rows.map((each) => ({
      row: each.row,
      as: each.as,
      name: each.as === 'unmatched' ? null : each.name,
    })),
    nameless: [...nameless],
    willRun: willRun.map(({ name }) => name),
    clashes: [...clashes],
  }
}

/** The JSON Schema (draft 2020-12) of `auditJson`, published as `audit.schema.json`. */
export function auditJsonSchema(): Readonly<Record<string, unknown>> {
  const { ladder, exits, monitor, readiness } = AuditJson.shape
  const told = [
    [AuditJson, 'A verdict on one database, with all that an audit of it says.'],
    [
      ladder,
      'History and ledger side by side: each migration with its row or none, each further row at the place of its date.',
    ],
    [exits, 'The ways out of the findings, for a person to take: nothing of Driftwatch runs them.'],
    [
      monitor,
      "What the monitor's own checks came to, or why they are not known; only where it was asked.",
    ],
    [
      readiness,
      'What the first migrate of Drizzle 1.0 would do to the ledger; only with `--readiness`.',
    ],
  ] as const
  describeRepository()
  for (const [schema, description] of told) descriptions.add(schema, { description })
  const { $schema, ...schema } = z.toJSONSchema(AuditJson, {
    target: 'draft-2020-12',
    // As input, an object may have more fields: a later version can add some without a break.
    io: 'input',
    metadata: descriptions,
  })
  return { $schema, $id: 'urn:driftwatch:audit', title: 'Driftwatch audit', ...schema }
}
