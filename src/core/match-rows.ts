import type { LedgerRow, LedgerShape } from './ledger.ts'
import type { Manifest } from './manifest.ts'
import { type Migration, twinForm } from './migration.ts'

/** What a row of the ledger stands for. */
export type RowMatch =
  /** `edited` and `line-endings` have the migration's identity, and another hash. */
  | { readonly as: 'applied' | 'line-endings' | 'edited'; readonly migration: Migration }
  /** Has the migration's hash under another identity; `only` if no other row records it. */
  | { readonly as: 'restamped'; readonly migration: Migration; readonly only: boolean }
  /** Equal to a row that already records the migration. */
  | { readonly as: 'duplicate'; readonly migration: Migration }
  | { readonly as: 'stranger' }

export interface MatchedRow {
  readonly row: LedgerRow
  readonly match: RowMatch
}

export interface Matching {
  /** One for each row, in the order of the rows. */
  readonly rows: readonly MatchedRow[]
  /** The migrations that no row records, in the order of the history. */
  readonly notApplied: readonly Migration[]
}

/** By what Drizzle knows a migration again; `null` for a row that it could not know. */
interface Identity {
  readonly ofRow: (row: LedgerRow) => string | null
  readonly ofMigration: (migration: Migration) => string
}

/**
 * Drizzle 0.x knows a migration by its created_at, 1.0 by its name. A 1.0 project whose ledger has
 * no names yet is matched as 1.0's own upgrade of the ledger does it: by the whole second.
 */
function identityFor(layout: Manifest['layout'], shape: LedgerShape): Identity {
  if (layout === 'journal') {
    return { ofRow: (row) => row.createdAt, ofMigration: ({ when }) => String(when) }
  }
  if (shape === '1.0') return { ofRow: (row) => row.name, ofMigration: ({ tag }) => tag }
  const toSecond = (ms: string) => ms.replace(/\d{3}$/, '000')
  return {
    ofRow: ({ createdAt }) => (createdAt === null ? null : toSecond(createdAt)),
    ofMigration: ({ when }) => toSecond(String(when)),
  }
}

/**
 * Gives each row to at most one migration, as a multiset on (identity, hash), since neither is
 * unique by itself. The best reason wins over the whole history before the next one is tried.
 */
export function matchRows(
  { migrations, layout }: Pick<Manifest, 'migrations' | 'layout'>,
  rows: readonly LedgerRow[],
  shape: LedgerShape,
): Matching {
  const identity = identityFor(layout, shape)
  const inStep = rowsInStep(migrations, rows, identity)
  if (inStep !== undefined) return { rows: inStep, notApplied: [] }
  const matched = new Map<LedgerRow, RowMatch>()
  let open = migrations

  const give = (find: Candidates, as: GivenAs, suits: Suits = () => true) => {
    open = open.filter((migration) => {
      const row = find(migration)?.find(
        (candidate) => !matched.has(candidate) && suits(migration, candidate),
      )
      if (row !== undefined) matched.set(row, as(migration))
      return row === undefined
    })
  }
  const all = Map.groupBy(rows, identity.ofRow)
  give(
    (migration) => all.get(identity.ofMigration(migration)),
    (migration) => ({ as: 'applied', migration }),
    (migration, row) => hashOf(row) === migration.hash,
  )

  // The rest by content, so that it never matters in which order a database gives its rows; first
  // what nothing else could explain, which is the likelier edit.
  const unmatched = rows.filter((row) => !matched.has(row))
  const declared = Map.groupBy(unmatched.length === 0 ? [] : migrations, ({ hash }) => String(hash))
  const rest = unmatched
    .map((row) => ({ row, rank: `${declared.has(hashOf(row)) ? 1 : 0}${contentOf(row)}` }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ row }) => row)
  const byIdentity = Map.groupBy(rest, identity.ofRow)
  const byHash = Map.groupBy(rest, hashOf)
  const same = (migration: Migration) => byIdentity.get(identity.ofMigration(migration))
  give(
    same,
    (migration) => ({ as: 'line-endings', migration }),
    (migration, row) => twinForm(migration, hashOf(row)) !== undefined,
  )
  give(same, (migration) => ({ as: 'edited', migration }))
  give(
    (migration) => byHash.get(migration.hash),
    (migration) => ({ as: 'restamped', migration, only: true }),
  )

  const restMatch = (row: LedgerRow): RowMatch => {
    const alike = declared.get(hashOf(row)) ?? []
    const [first] = alike
    if (first === undefined) return { as: 'stranger' }
    const own = identity.ofRow(row)
    // A row that a 0.x client added to a 1.0 ledger has no name: it ran the migration again.
    const isNameless = own === null && shape === '1.0' && layout === 'folders'
    const twice = isNameless
      ? first
      : alike.find((migration) => identity.ofMigration(migration) === own)
    return twice === undefined
      ? { as: 'restamped', migration: first, only: false }
      : { as: 'duplicate', migration: twice }
  }
  const inOrder = rows.map((row) => ({ row, match: matched.get(row) ?? restMatch(row) }))
  return { rows: inOrder, notApplied: open }
}

/** The usual ledger: row by row the history, in its order; `undefined` where it is any other. */
function rowsInStep(
  migrations: readonly Migration[],
  rows: readonly LedgerRow[],
  identity: Identity,
): MatchedRow[] | undefined {
  if (rows.length !== migrations.length) return undefined
  const matched: MatchedRow[] = []
  for (const migration of migrations) {
    const row = rows[matched.length]
    if (row?.hash !== migration.hash) return undefined
    if (identity.ofRow(row) !== identity.ofMigration(migration)) return undefined
    matched.push({ row, match: { as: 'applied', migration } })
  }
  return matched
}

function contentOf({ createdAt, hash, name }: LedgerRow): string {
  return JSON.stringify([createdAt, hash, name])
}

type Candidates = (migration: Migration) => readonly LedgerRow[] | undefined
type Suits = (migration: Migration, row: LedgerRow) => boolean
type GivenAs = (migration: Migration) => RowMatch

/** A row's hash in lower case, as Drizzle writes it; a hand that wrote upper case meant the same. */
export function hashOf(row: LedgerRow): string {
  return row.hash.toLowerCase()
}
