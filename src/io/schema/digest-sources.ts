/** One of PostgreSQL's catalogs, and of it what the lines are made of. */
export interface Source {
  readonly from: string
  /** What a ROW is made of; PostgreSQL must know how to hash it. */
  readonly columns: string
  /** The object that a row is about, where that is not `oid`. */
  readonly key?: string
  /** The relation that a row is a part of; temporary and TOAST tables are left out by it. */
  readonly of?: string
  readonly where?: string
  /** Rows of PostgreSQL's own, too. */
  readonly all?: true
}

/** Parts of relations: columns, keys, indexes and what else goes with them. */
const parts: readonly Source[] = [
  {
    from: 'pg_attribute',
    key: 'attrelid',
    of: 'attrelid',
    columns: `attrelid, attnum, attname, atttypid, atttypmod, attnotnull, attidentity,
      attgenerated, attcollation, attisdropped, attfdwoptions`,
    // What every table has.
    where: 'attnum > 0',
  },
  {
    from: 'pg_attrdef',
    key: 'adrelid',
    of: 'adrelid',
    columns: 'adrelid, adnum, adbin::pg_catalog.text',
  },
  {
    from: 'pg_constraint',
    columns: `oid, conname, contype, condeferrable, condeferred, convalidated, conrelid, contypid,
      conindid, connoinherit, conkey, conbin::pg_catalog.text`,
    // A domain's has no relation.
    where: '(conrelid = 0 OR conrelid IN (SELECT r.oid FROM relations AS r))',
  },
  {
    from: 'pg_index',
    key: 'indexrelid',
    of: 'indrelid',
    columns: `indexrelid, indrelid, indisvalid, indisreplident, indkey::pg_catalog.text,
      indexprs::pg_catalog.text, indpred::pg_catalog.text`,
  },
  {
    from: 'pg_inherits',
    key: 'inhrelid',
    of: 'inhrelid',
    columns: 'inhrelid, inhparent, inhseqno',
  },
  {
    from: 'pg_partitioned_table',
    key: 'partrelid',
    of: 'partrelid',
    columns: 'partrelid, partstrat, partattrs::pg_catalog.text, partexprs::pg_catalog.text',
  },
  {
    from: 'pg_trigger',
    of: 'tgrelid',
    columns: `oid, tgrelid, tgname, tgfoid, tgtype, tgenabled, tgdeferrable, tginitdeferred,
      tgattr::pg_catalog.text, tgargs, tgqual::pg_catalog.text`,
    // The internal ones do the work of foreign keys, unless they are disabled.
    where: "(NOT tgisinternal OR tgenabled <> 'O')",
  },
  {
    from: 'pg_policy',
    of: 'polrelid',
    columns: `oid, polname, polrelid, polcmd, polpermissive, polqual::pg_catalog.text,
      polwithcheck::pg_catalog.text,
      ARRAY(SELECT pg_catalog.pg_get_userbyid(role) FROM pg_catalog.unnest(polroles) AS o (role))`,
  },
  {
    from: 'pg_rewrite',
    of: 'ev_class',
    columns: `oid, ev_class, rulename, ev_enabled, ev_qual::pg_catalog.text,
      ev_action::pg_catalog.text`,
  },
  {
    from: 'pg_sequence',
    key: 'seqrelid',
    of: 'seqrelid',
    columns: `seqrelid, seqtypid, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle`,
  },
  { from: 'pg_foreign_table', key: 'ftrelid', columns: 'ftrelid, ftserver, ftoptions' },
]

/** What only lends its name to the text of other objects. */
const names: readonly Source[] = [
  { from: 'pg_am', columns: 'oid, amname' },
  { from: 'pg_collation', columns: 'oid, collname, collnamespace' },
  { from: 'pg_foreign_server', columns: 'oid, srvname' },
  { from: 'pg_language', columns: 'oid, lanname' },
  { from: 'pg_opclass', columns: 'oid, opcname, opcnamespace' },
  { from: 'pg_operator', columns: 'oid, oprname, oprnamespace' },
  { from: 'pg_ts_config', columns: 'oid, cfgname, cfgnamespace' },
  { from: 'pg_ts_dict', columns: 'oid, dictname, dictnamespace' },
]

export const sources: readonly Source[] = [
  {
    from: 'pg_namespace',
    columns: 'oid, nspname',
    all: true,
    // PostgreSQL's own, and those of temporary tables, which come and go.
    where: "nspname !~ '^pg_'",
  },
  {
    from: 'pg_class',
    columns: `oid, relname, relnamespace, relkind, relpersistence, relrowsecurity,
      relforcerowsecurity, relispartition, reloptions, reloftype, relreplident, relam`,
    // Temporary tables come and go. TOAST tables, in schema 99, hold nothing of their own.
    where: "relpersistence <> 't' AND relnamespace <> 99",
  },
  ...parts,
  {
    from: 'pg_type',
    columns: `oid, typname, typnamespace, typtype, typnotnull, typbasetype, typtypmod,
      typcollation, typdefault, typdefaultbin::pg_catalog.text`,
    // Types of rows come with their relation, those of arrays with their elements' type.
    where: "typtype <> 'c' AND typcategory <> 'A'",
  },
  { from: 'pg_enum', columns: 'oid, enumtypid, enumlabel, enumsortorder' },
  { from: 'pg_range', key: 'rngtypid', columns: 'rngtypid, rngsubtype' },
  {
    from: 'pg_proc',
    columns: `oid, proname, pronamespace, prokind, prolang, procost, prorows, prosecdef,
      proleakproof, proisstrict, provolatile, proparallel, prorettype, proargtypes,
      proallargtypes, proargmodes, proargnames, proargdefaults::pg_catalog.text,
      prosupport::pg_catalog.oid, prosrc, probin, prosqlbody::pg_catalog.text, proconfig`,
  },
  {
    from: 'pg_aggregate',
    key: 'aggfnoid',
    columns: `aggfnoid::pg_catalog.oid, aggkind, aggtransfn::pg_catalog.oid,
      aggfinalfn::pg_catalog.oid, aggcombinefn::pg_catalog.oid,
      aggserialfn::pg_catalog.oid, aggdeserialfn::pg_catalog.oid,
      aggmtransfn::pg_catalog.oid, aggminvtransfn::pg_catalog.oid,
      aggmfinalfn::pg_catalog.oid, aggfinalextra, aggfinalmodify, aggsortop, aggtranstype,
      aggmtranstype, agginitval, aggminitval`,
  },
  {
    from: 'pg_event_trigger',
    columns: 'oid, evtname, evtevent, evtfoid, evtenabled, evttags',
  },
  { from: 'pg_extension', columns: 'oid, extname, extnamespace', all: true },
  ...names,
  {
    // Which column a sequence belongs to.
    from: 'pg_depend',
    key: 'objid',
    of: 'objid',
    columns: 'objid, refobjid, refobjsubid, deptype',
    where:
      "deptype IN ('a', 'i') AND refobjsubid > 0 AND classid = 'pg_catalog.pg_class'::pg_catalog.regclass",
  },
  {
    // What an extension owns.
    from: 'pg_depend',
    key: 'objid',
    columns: 'classid, objid, refobjid',
    where: "deptype = 'e' AND refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass",
  },
]
