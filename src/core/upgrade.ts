import type { LedgerReading, LedgerRow } from './ledger.ts'
import type { Manifest } from './manifest.ts'
import { matchRows } from './match-rows.ts'
import type { Migration } from './migration.ts'

/** What Drizzle 1.0 calls a migration: its folder's name. */
export interface NamedMigration {
  readonly migration: Migration
  readonly name: string
}

/** What the upgrade makes of one row. */
export type UpgradedRow =
  /** No migration has its second, or its hash. */
  | { readonly as: 'unmatched'; readonly row: LedgerRow }
  /** `wrong`: its second is that migration's by chance, and so another one's row is named for it. */
  | { readonly as: 'named' | 'wrong' | 'twice'; readonly row: LedgerRow; readonly name: string }

/** What the first migrate of Drizzle 1.0 does to a ledger, and then runs. */
export interface Upgrade {
  /**
   * `no-ledger`: there is none to upgrade. `upgraded`: it has names already, and is left as it is.
   * `throws`: a row has no match, and nothing is changed. `upgrades`: every row gets a name.
   */
  readonly outcome: 'no-ledger' | 'upgraded' | 'throws' | 'upgrades'
  readonly names: readonly NamedMigration[]
  /** Only of a ledger that is not upgraded yet. */
  readonly rows: readonly UpgradedRow[]
  /** Rows of an upgraded ledger that 1.0 does not know, as they have no name. */
  readonly nameless: readonly LedgerRow[]
  /** The migrations that no row names, which 1.0 runs; none where it throws. */
  readonly willRun: readonly NamedMigration[]
  /** Names that more than one migration would get, so that the folder cannot be converted. */
  readonly clashes: readonly string[]
}

/**
 * What Drizzle 1.0 would do to this ledger with this history, as `upgradeIfNeeded` of drizzle-orm
 * does it: it goes by the presence of a column `name`, by the second, and then by the hash.
 */
export function simulateUpgrade(manifest: Manifest, ledger: LedgerReading): Upgrade {
  const names = manifest.migrations.map((migration) => ({
    migration,
    name: manifest.layout === 'folders' ? migration.tag : folderName(migration),
  }))
  const clashes = [...Map.groupBy(names, ({ name }) => name)]
    .filter(([, alike]) => alike.length > 1)
    .map(([name]) => name)
  const nothing = { names, rows: [], nameless: [], clashes }
  if (!ledger.found) return { outcome: 'no-ledger', ...nothing, willRun: names }
  if (ledger.shape === '1.0') {
    const nameless = ledger.rows.filter(({ name }) => name === null)
    const known = new Set(ledger.rows.map(({ name }) => name))
    return { outcome: 'upgraded', ...nothing, nameless, willRun: notIn(known, names) }
  }
  const rows = upgradedRows(manifest, ledger.rows, names)
  const isMatched = rows.every(({ as }) => as !== 'unmatched')
  const known = new Set(rows.flatMap((each) => (each.as === 'unmatched' ? [] : [each.name])))
  return {
    outcome: isMatched ? 'upgrades' : 'throws',
    ...nothing,
    rows,
    willRun: isMatched ? notIn(known, names) : [],
  }
}

/** Whether the first migrate of 1.0 would do what it should, and run nothing that is applied. */
export function isReady({ outcome, rows, nameless, willRun, clashes }: Upgrade): boolean {
  if (outcome === 'throws' || clashes.length > 0) return false
  const isRight = rows.every(({ as }) => as === 'named' || as === 'twice')
  return isRight && nameless.length === 0 && willRun.length === 0
}

function notIn(
  known: ReadonlySet<string | null>,
  names: readonly NamedMigration[],
): readonly NamedMigration[] {
  return names.filter(({ name }) => !known.has(name))
}

/** What `drizzle-kit up` calls a migration of 0.x: its date to the second, and its tag without prefix. */
function folderName({ when, tag }: Migration): string {
  const second = new Date(when).toISOString().slice(0, 19).replaceAll(/\D/g, '')
  return `${second}_${tag.split('_').slice(1).join('_')}`
}

const toSecond = (when: number) => Math.floor(when / 1000) * 1000

function upgradedRows(
  manifest: Manifest,
  rows: readonly LedgerRow[],
  names: readonly NamedMigration[],
): UpgradedRow[] {
  const inOrder = names.toSorted(
    (a, b) => toSecond(a.migration.when) - toSecond(b.migration.when) || compareNames(a, b),
  )
  const bySecond = Map.groupBy(inOrder, ({ migration }) => toSecond(migration.when))
  const byHash = new Map(inOrder.map((named) => [String(named.migration.hash), named]))
  const meant = new Map(
    matchRows(manifest, rows, '0.x').rows.map(({ row, match }) => [
      row,
      match.as === 'stranger' ? undefined : match.migration,
    ]),
  )
  const given = new Set<string>()
  return rows.map((row): UpgradedRow => {
    const candidates = bySecond.get(secondOf(row)) ?? []
    const named =
      candidates.length === 0
        ? byHash.get(row.hash)
        : candidates.length === 1
          ? candidates[0]
          : candidates.find(({ migration }) => migration.hash === row.hash)
    if (named === undefined) return { as: 'unmatched', row }
    const { name, migration } = named
    // Two files may have one hash, and either then is as good as the other.
    const isRight = meant.get(row) === migration || row.hash === migration.hash
    const isTwice = given.has(name)
    given.add(name)
    return { as: isRight ? (isTwice ? 'twice' : 'named') : 'wrong', row, name }
  })
}

/** Drizzle takes the last three characters away, whatever they are; NULL is no number then. */
function secondOf({ createdAt }: LedgerRow): number {
  const text = String(createdAt)
  return Number(`${text.substring(0, text.length - 3)}000`)
}

function compareNames(a: NamedMigration, b: NamedMigration): number {
  return a.name.localeCompare(b.name)
}
