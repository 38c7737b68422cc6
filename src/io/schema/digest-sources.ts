import { firstNormalId } from './left-out-query.ts'

/** One of PostgreSQL's catalogs, and of it the rows that the lines are made of. */
export interface Source {
  readonly from: string
  readonly where?: string
}

/** One that also has rows of what comes and goes. */
export interface PartSource extends Source {
  /** Which relation a row is about. */
  readonly relation: string
}

/** Not temporary, as those come and go; no TOAST, in schema 99, which holds nothing of its own. */
export const isLasting = "relpersistence <> 't' AND relnamespace <> '99'"

/**
 * Whether a relation has no file, or its first one, which has its own number. TRUNCATE, REFRESH,
 * VACUUM FULL and REINDEX write its row to give it another one, and some are done every hour.
 */
export const isInFirstFile = "(relfilenode = oid OR relfilenode = '0')"

/** What the lines are made of, of a relation that is in another file. */
export const columnsOfRelation = `oid, relname, relnamespace, relowner, relkind, relpersistence, relrowsecurity,
      relforcerowsecurity, relispartition, reloptions, reloftype, relreplident, relam`

/** Rows that PostgreSQL did not bring itself. */
const own = `oid >= ${firstNormalId}`

/**
 * The catalogs of which any DDL on a compared object writes at least one; here, those of the parts
 * of relations. So some that the lines are made of need not be read: a default leaves its mark in
 * pg_attribute, and so does a parent; `OWNED BY` writes pg_sequence too, an aggregate is replaced in
 * pg_proc too, and how a table is partitioned or what a range is of never changes.
 */
export const partSources: readonly PartSource[] = [
  // What every table has is left out.
  {
    from: 'pg_attribute',
    where: `attnum > 0 AND attrelid >= ${firstNormalId}`,
    relation: 'attrelid',
  },
  // A domain's constraint has no relation.
  { from: 'pg_constraint', where: own, relation: 'conrelid' },
  // All else of an index stays as it was made, or is in its row in pg_class.
  { from: 'pg_index', where: 'NOT indisvalid OR indisreplident', relation: 'indrelid' },
  {
    from: 'pg_trigger',
    // The internal ones do the work of foreign keys, unless they are disabled.
    where: "NOT tgisinternal OR tgenabled <> 'O'",
    relation: 'tgrelid',
  },
  { from: 'pg_rewrite', where: `ev_class >= ${firstNormalId}`, relation: 'ev_class' },
  { from: 'pg_sequence', relation: 'seqrelid' },
]

/** The others of those catalogs. */
export const objectSources: readonly Source[] = [
  { from: 'pg_class', where: `${own} AND ${isLasting} AND ${isInFirstFile}` },
  { from: 'pg_foreign_table' },
  {
    from: 'pg_type',
    // Types of rows come with their relation, those of arrays with their elements' type; a domain
    // over an array is an array, too.
    where: `${own} AND typtype <> 'c' AND (typcategory <> 'A' OR typtype = 'd')`,
  },
  { from: 'pg_enum' },
  { from: 'pg_proc', where: own },
  { from: 'pg_event_trigger' },
]

/** Those of which more than the transaction is needed, with the columns that say all. */
export const hashedSources: readonly (Source & { readonly columns: string })[] = [
  {
    from: 'pg_namespace',
    // PostgreSQL's own are left out, and those of temporary tables, which come and go.
    where: "NOT pg_catalog.starts_with(nspname::pg_catalog.text, 'pg_')",
    // GRANT writes this row, too.
    columns: 'oid, nspname',
  },
  // Some were there before there were transactions, and are of the same age whenever one asks.
  { from: 'pg_extension', columns: 'oid, xmin' },
  // A role is renamed in a catalog that few may read.
  { from: 'pg_policy', columns: 'oid, xmin, polroles::pg_catalog.regrole[]' },
]
