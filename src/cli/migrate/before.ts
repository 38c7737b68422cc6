import type { Manifest } from '../../core/manifest.ts'
import { compareHistory } from '../../core/compare-history.ts'
import type { WholeRow } from '../../core/migrate/compare-rows.ts'
import { steadyColumns, type TableCheck } from '../../core/migrate/compare-tables.ts'
import type { LiveSchema } from '../../core/migrate/plan.ts'
import { UserError } from '../../io/errors.ts'
import { askProbe } from '../../io/migrate/probe.ts'
import { readColumns, readContent } from '../../io/migrate/read-tables.ts'
import { readWholeRows } from '../../io/migrate/read-rows.ts'
import type { Session } from '../../io/migrate/session.ts'
import type { Looked } from './look.ts'
import type { ProbeBefore } from './outcome.ts'
import type { MigrateRequest } from './request.ts'

/** What a run is held against afterwards. */
export interface Before {
  readonly rows: readonly WholeRow[]
  readonly tables: readonly Omit<TableCheck, 'after'>[]
  /** Of the rows that an allowance accepts. */
  readonly allowedIds: readonly string[]
  readonly probes: readonly ProbeBefore[]
  readonly live: LiveSchema | undefined
}

/** Asks the application whether all is well. */
export function probeBefore({ probes, token }: MigrateRequest): Promise<ProbeBefore[]> {
  return Promise.all(
    probes.map(async (probe) => ({
      ...probe,
      before: await askProbe(probe, token),
    })),
  )
}

export interface CheckInput {
  readonly request: MigrateRequest
  readonly manifest: Manifest
  readonly session: Session
  readonly looked: Looked
  readonly applied: number
}

/** Reads what is to be as it was. Throws a `UserError` where a table is not there. */
export async function checkBefore({
  request,
  manifest,
  session,
  looked,
  applied,
}: CheckInput): Promise<Pick<Before, 'rows' | 'tables' | 'allowedIds'>> {
  const tables: Before['tables'][number][] = []
  for (const name of request.untouched) {
    const all = await readColumns(session, name)
    if (all === undefined) {
      throw new UserError(
        `--untouched names ${name.schema}.${name.table}, which is no table of this database. Write it as schema.table, or leave it out. Nothing was run.`,
      )
    }
    const declared = manifest.schema.covered ? manifest.schema : undefined
    const { columns, leftOut } = steadyColumns(name, all, declared, applied)
    tables.push({ name, columns, leftOut, before: await readContent(session, name, columns) })
  }
  const { allowances } = request.exceptions
  const { ledger } = looked.reading
  const { allowed } = compareHistory({ manifest, ledger, allowances, now: Date.now() })
  return {
    rows: await readWholeRows(session, manifest.ledger),
    tables,
    allowedIds: allowed.map(({ id }) => id),
  }
}
