import type { Allowance } from './allowance.ts'
import { compareHistory } from './compare-history.ts'
import { createdAtMs, type LedgerReading, type LedgerRow } from './ledger.ts'
import type { Manifest } from './manifest.ts'
import { matchRows, type RowMatch } from './match-rows.ts'
import type { Migration } from './migration.ts'
import { assertNever } from './never.ts'

/** How one migration, or one row that stands for none, is found. */
export type RungState =
  | 'applied'
  | 'line-endings'
  | 'edited'
  | 'restamped'
  | 'duplicate'
  | 'pending'
  | 'skipped'
  | 'unknown'
  | 'allowed'

/** A migration with its row, a migration without one, or a row without one. */
export interface Rung {
  readonly state: RungState
  readonly migration: Migration | undefined
  readonly row: LedgerRow | undefined
}

export interface LadderInput {
  readonly manifest: Manifest
  readonly ledger: LedgerReading
  readonly allowances: readonly Allowance[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * The history and the ledger side by side: each migration in the order of the history, and each
 * further row at the place that its created_at gives it. A row without a date comes last.
 */
export function ladderOf(input: LadderInput): Rung[] {
  const { manifest, ledger } = input
  const rows = ledger.found ? ledger.rows : []
  const { allowed, standings } = compareHistory(input)
  const { rows: matched } = matchRows(manifest, rows, ledger.found ? ledger.shape : '0.x')
  const own = new Map<Migration, Rung>()
  const others: Rung[] = []
  for (const { row, match } of matched) {
    const state = allowed.includes(row) ? 'allowed' : stateOf(match)
    const migration = match.as === 'stranger' ? undefined : match.migration
    const isOwn = match.as !== 'duplicate' && !(match.as === 'restamped' && !match.only)
    const rung = { state, migration, row }
    if (migration !== undefined && isOwn) own.set(migration, rung)
    else others.push(rung)
  }
  const ladder = manifest.migrations.map((migration, index): Rung => {
    const state = standings[index] === 'skipped' ? 'skipped' : 'pending'
    return own.get(migration) ?? { state, migration, row: undefined }
  })
  return others.toSorted(byDate).reduce(placed, ladder)
}

function stateOf(match: RowMatch): RungState {
  switch (match.as) {
    case 'stranger':
      return 'unknown'
    case 'applied':
    case 'line-endings':
    case 'edited':
    case 'restamped':
    case 'duplicate':
      return match.as
    default:
      return assertNever(match)
  }
}

/** Before the first that is later. */
function placed(ladder: readonly Rung[], rung: Rung): Rung[] {
  const at = dateOf(rung)
  const next = ladder.findIndex((other) => dateOf(other) > at)
  return next === -1 ? [...ladder, rung] : ladder.toSpliced(next, 0, rung)
}

function byDate(a: Rung, b: Rung): number {
  const [left, right] = [dateOf(a), dateOf(b)]
  return left === right ? 0 : left < right ? -1 : 1
}

/** Of a row the date that it has, even where its migration has another one. */
function dateOf({ migration, row }: Rung): number {
  const ms = row === undefined ? migration?.when : createdAtMs(row)
  return ms ?? Infinity
}

/** The ids between the first and the last that no row has, as ranges; ids that are no numbers aside. */
export function idGaps(rows: readonly LedgerRow[]): readonly (readonly [bigint, bigint])[] {
  const ids = rows
    .filter(({ id }) => /^\d{1,19}$/.test(id))
    .map(({ id }) => BigInt(id))
    .toSorted((a, b) => (a < b ? -1 : 1))
  let before = 0n
  const gaps: (readonly [bigint, bigint])[] = []
  for (const id of ids) {
    if (id > before + 1n) gaps.push([before + 1n, id - 1n])
    before = id
  }
  return gaps
}
