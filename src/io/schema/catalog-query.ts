import { field, ownedByExtension } from './catalog-sql.ts'
import { firstNormalId, leftOut } from './left-out-query.ts'
import { otherLines } from './other-lines.ts'
import { routineLines } from './routine-lines.ts'
import { tableLines } from './table-lines.ts'

/** Schemas that Neon makes and changes by itself. */
const managed = ['neon', 'neon_auth', 'neon_control_plane', 'neon_migration', 'pgrst']

const ctes = `extension_objects AS MATERIALIZED (
  SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d
  WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
),
all_namespaces AS MATERIALIZED (
  SELECT n.oid, n.nspname, ${field('n.nspname')} AS name,
    n.nspname = $1::pg_catalog.name AND n.nspname <> 'public' AS is_ledgers,
    -- What Neon or an extension fills is no migration's.
    CASE WHEN n.nspname = ANY ('{${managed.join(',')}}'::pg_catalog.name[]) THEN 'managed'
      WHEN ${ownedByExtension('n')} THEN 'extension schema' END AS reason
  FROM pg_catalog.pg_namespace AS n
  -- PostgreSQL's own, and those of temporary objects.
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
),
namespaces AS (
  SELECT * FROM all_namespaces AS n WHERE n.reason IS NULL
),
all_relations AS MATERIALIZED (
  SELECT c.oid, n.nspname, n.name AS schema, c.relname, ${field('c.relname')} AS name,
    c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
    c.relreplident, c.relam, c.relowner, c.reloftype, c.reloptions,
    -- Partitions come and go as the data does; what they have of their parent is told of it.
    coalesce(n.reason, CASE WHEN c.relispartition THEN 'partition'
      WHEN n.nspname = $1::pg_catalog.name AND c.relname = $2::pg_catalog.name THEN 'ledger' END) AS reason
  FROM pg_catalog.pg_class AS c
  JOIN all_namespaces AS n ON n.oid = c.relnamespace
  -- No indexes, TOAST tables and composite types.
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    AND NOT ${ownedByExtension('c')}
),
relations AS MATERIALIZED (
  SELECT * FROM all_relations AS c WHERE c.reason IS NULL
),
types AS MATERIALIZED (
  SELECT t.*, n.name AS schema, ${field('t.typname')} AS name
  FROM pg_catalog.pg_type AS t
  JOIN namespaces AS n ON n.oid = t.typnamespace
  -- Arrays and multiranges come with their elements' types; base types are counted.
  -- Those that PostgreSQL brings are many, and in schemas of its own anyway.
  WHERE t.oid >= ${firstNormalId} AND t.typtype IN ('e', 'd', 'c', 'r') AND NOT ${ownedByExtension('t')}
),
routines AS MATERIALIZED (
  SELECT p.*, n.name AS schema, ${field('p.proname')} AS name
  FROM pg_catalog.pg_proc AS p
  JOIN namespaces AS n ON n.oid = p.pronamespace
  WHERE p.oid >= ${firstNormalId} AND NOT ${ownedByExtension('p')}
    -- A range type makes its own constructors.
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'i'
    )
),
sequences AS MATERIALIZED (
  SELECT s.seqrelid, pg_catalog.concat_ws(' ',
    pg_catalog.format_type(s.seqtypid, NULL), 'start', s.seqstart, 'increment', s.seqincrement,
    'min', s.seqmin, 'max', s.seqmax, 'cache', s.seqcache, CASE WHEN s.seqcycle THEN 'cycle' END
  ) AS settings
  FROM pg_catalog.pg_sequence AS s
),
owned_sequences AS MATERIALIZED (
  -- An identity's sequence has no name of its own to speak of.
  SELECT d.objid, d.refobjid, d.refobjsubid,
    CASE d.deptype WHEN 'a' THEN d.objid::pg_catalog.regclass::pg_catalog.text || ' ' ELSE '' END || s.settings
    -- Permanent is p. An unlogged table's are, and are not where it was made before version 15.
    || CASE WHEN c.relpersistence > r.relpersistence THEN ' unlogged' ELSE '' END AS settings
  FROM sequences AS s
  JOIN pg_catalog.pg_depend AS d ON d.objid = s.seqrelid
  JOIN pg_catalog.pg_class AS c ON c.oid = d.objid
  JOIN pg_catalog.pg_class AS r ON r.oid = d.refobjid
  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
),
sequences_of_columns AS (
  SELECT q.refobjid, q.refobjsubid, pg_catalog.string_agg(q.settings, ', ' ORDER BY q.settings COLLATE "C") AS settings
  FROM owned_sequences AS q GROUP BY q.refobjid, q.refobjsubid
),
not_null_states AS MATERIALIZED (
  SELECT c.conrelid, c.conkey[1] AS attnum,
    pg_catalog.concat_ws(', ', CASE WHEN c.connoinherit THEN 'no inherit' END, CASE WHEN NOT c.convalidated THEN 'not validated' END) AS state
  FROM pg_catalog.pg_constraint AS c
  -- From 18 on. Where it is neither, the column says all.
  WHERE c.contype = 'n' AND (c.connoinherit OR NOT c.convalidated)
)`

/** Of every kind of object. */
export const allLines: readonly string[] = [...otherLines, ...tableLines, ...routineLines]

/** A text of the lines that these SELECTs give, sorted. */
const sortedLines = `(SELECT coalesce(pg_catalog.string_agg(l.line, E'\\n' ORDER BY l.line COLLATE "C"), '') FROM lines AS l)`

/** A query for these lines, sorted, in one text; with the parameters of `catalogQuery`. */
export function linesQuery(lines: readonly string[]): string {
  return `${withLines(lines)} SELECT ${sortedLines}`
}

/** As `linesQuery`, with a second text: how many objects all lines leave out, by reason. */
export function linesAndLeftOutQuery(lines: readonly string[]): string {
  return `${withLines(lines)},
${leftOut}
SELECT
  ${sortedLines},
  (SELECT o.text FROM left_out AS o)`
}

function withLines(lines: readonly string[]): string {
  return `WITH
${ctes},
lines (line) AS (
${lines.join('\nUNION ALL\n')}
)`
}

/**
 * The catalog of a database in two texts: its lines, sorted, and how many objects they leave out,
 * by reason. `$1` is the ledger's schema and `$2` its table. For PostgreSQL 14 and later, and any
 * role that may connect, under `pinnedSettings`.
 */
export const catalogQuery = linesAndLeftOutQuery(allLines)

/** The first of those texts alone. */
export const catalogLinesQuery = linesQuery(allLines)
