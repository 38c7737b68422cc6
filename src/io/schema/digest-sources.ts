import { firstNormalId } from './left-out-query.ts'

/** One of PostgreSQL's catalogs, and of it the rows that the lines are made of. */
export interface Source {
  readonly from: string
  /**
   * What a record is made of, where it is not the transaction that wrote the row; PostgreSQL must
   * know how to hash it.
   */
  readonly columns?: string
  readonly where?: string
}

/** Not temporary, as those come and go; no TOAST, in schema 99, which holds nothing of its own. */
export const isLasting = "relpersistence <> 't' AND relnamespace <> 99"

/** The rows about a relation that lasts and holds something of its own. */
function partsOf(relation: string): string {
  return `${relation} >= ${firstNormalId} AND ${relation} NOT IN (SELECT o.oid FROM others AS o)`
}

/** Rows that PostgreSQL did not bring itself. */
const own = `oid >= ${firstNormalId}`

/**
 * The catalogs of which any DDL on a compared object writes at least one. So some that the lines
 * are made of need not be read: a default leaves its mark in pg_attribute, and so does a parent;
 * `OWNED BY` writes pg_sequence too, an aggregate is replaced in pg_proc too, and how a table is
 * partitioned or what a range is of never changes.
 */
export const sources: readonly Source[] = [
  {
    from: 'pg_namespace',
    // GRANT writes this row too.
    columns: 'oid, nspname',
    // PostgreSQL's own are left out, and those of temporary tables, which come and go.
    where: "nspname !~ '^pg_'",
  },
  {
    from: 'pg_class',
    // TRUNCATE, REFRESH, VACUUM FULL and GRANT write this row too.
    columns: `oid, relname, relnamespace, relowner, relkind, relpersistence, relrowsecurity,
      relforcerowsecurity, relispartition, reloptions, reloftype, relreplident, relam`,
    where: `${own} AND ${isLasting}`,
  },
  // What every table has is left out.
  { from: 'pg_attribute', where: `attnum > 0 AND ${partsOf('attrelid')}` },
  // A domain's constraint has no relation.
  { from: 'pg_constraint', where: `${own} AND conrelid NOT IN (SELECT o.oid FROM others AS o)` },
  { from: 'pg_index', where: partsOf('indrelid') },
  {
    from: 'pg_trigger',
    // The internal ones do the work of foreign keys, unless they are disabled.
    where: `(NOT tgisinternal OR tgenabled <> 'O') AND ${partsOf('tgrelid')}`,
  },
  {
    from: 'pg_policy',
    // A role is renamed in a catalog that few may read.
    columns:
      'xmin, ARRAY(SELECT pg_catalog.pg_get_userbyid(role) FROM pg_catalog.unnest(polroles) AS o (role))',
  },
  { from: 'pg_rewrite', where: partsOf('ev_class') },
  { from: 'pg_sequence', where: partsOf('seqrelid') },
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
  { from: 'pg_extension' },
]
