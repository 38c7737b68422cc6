import { exceptionsFor } from '../../core/allowance.ts'
import type { Manifest } from '../../core/manifest.ts'
import { compareRows, type WholeRow } from '../../core/migrate/compare-rows.ts'
import type { TableCheck } from '../../core/migrate/compare-tables.ts'
import { hidingRules } from '../../core/migrate/hiding-rules.ts'
import type { Evidence, ProbeCheck, SchemaSeen } from '../../core/migrate/judge.ts'
import { linesOf } from '../../core/schema/catalog-object.ts'
import { linesAfter } from '../../core/schema/declared-schema.ts'
import { askProbe } from '../../io/migrate/probe.ts'
import { readColumns, readContent } from '../../io/migrate/read-tables.ts'
import type { Session } from '../../io/migrate/session.ts'
import type { Before } from './before.ts'
import type { Looked } from './look.ts'
import type { Effects, MigrateRequest } from './request.ts'

export interface AfterInput {
  readonly request: MigrateRequest
  readonly effects: Effects
  readonly manifest: Manifest
  readonly session: Session
  readonly before: Before
  readonly pending: readonly unknown[]
  readonly rows: readonly WholeRow[]
  readonly looked: Looked
  readonly objects: Evidence['objects']
}

/** Looks at all that was looked at before, once more. */
export async function evidenceOf(input: AfterInput): Promise<Evidence> {
  const { request, effects, session, before, rows, looked, objects } = input
  effects.reached('checksum again')
  const tables: TableCheck[] = []
  for (const table of before.tables) {
    tables.push({ ...table, after: await contentNow(session, table) })
  }
  effects.reached('probe again')
  const probes = await Promise.all(
    before.probes.map(async ({ name, url, expect, before: seen }): Promise<ProbeCheck> => ({
      name,
      expect,
      before: seen,
      after: await askProbe({ url, expect }, request.token),
    })),
  )
  const { verdict } = looked
  return {
    pending: input.pending.length,
    rowsBefore: before.rows,
    rowsAfter: rows,
    rows: compareRows(before.rows, rows),
    objects,
    findings: verdict.findings.filter(({ severity }) => severity !== 'notice'),
    schema: schemaSeen(input),
    tables,
    probes,
  }
}

function schemaSeen({ request, manifest, looked }: AfterInput): SchemaSeen {
  const { live, verdict } = looked
  const { because, objects = 0, leftOut = '' } = verdict.coverage.schema
  const { schema: declared } = manifest
  if (!verdict.coverage.schema.covered || !declared.covered || live === undefined) {
    return { covered: false, because: because ?? 'it could not be read' }
  }
  const open = verdict.findings.filter(({ kind }) => kind === 'pending').length
  const compared = {
    declared,
    wanted: linesAfter(declared, manifest.migrations.length - open),
    live: linesOf(live.lines),
    serverVersion: live.serverVersion,
  }
  const rules = exceptionsFor(manifest.name, request.exceptions.rules)
  return { covered: true, objects, leftOut, hiddenBy: hidingRules(compared, rules, Date.now()) }
}

/** Nothing where the table, or one of its columns, is no longer there. */
async function contentNow(session: Session, { name, columns }: Omit<TableCheck, 'after'>) {
  const there = await readColumns(session, name)
  const isWhole = there !== undefined && columns.every((column) => there.includes(column))
  return isWhole ? readContent(session, name, columns) : undefined
}
