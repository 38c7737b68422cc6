import { compareRows, type WholeRow } from '../../core/migrate/compare-rows.ts'
import type { TableCheck } from '../../core/migrate/compare-tables.ts'
import type { Evidence, ProbeCheck } from '../../core/migrate/judge.ts'
import { askProbe } from '../../io/migrate/probe.ts'
import { readColumns, readContent } from '../../io/migrate/read-tables.ts'
import type { Session } from '../../io/migrate/session.ts'
import type { Before } from './before.ts'
import type { Looked } from './look.ts'
import type { Effects, MigrateRequest } from './request.ts'

export interface AfterInput {
  readonly request: MigrateRequest
  readonly effects: Effects
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
    tables,
    probes,
  }
}

/** Nothing where the table, or one of its columns, is no longer there. */
async function contentNow(session: Session, { name, columns }: Omit<TableCheck, 'after'>) {
  const there = await readColumns(session, name)
  const isWhole = there !== undefined && columns.every((column) => there.includes(column))
  return isWhole ? readContent(session, name, columns) : undefined
}
