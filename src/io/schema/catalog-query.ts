import { lineQueries } from './catalog-lines.ts'
import { field } from './catalog-sql.ts'

/** Of the text below: another text can make other lines of the same schema. */
export const catalogVersion = 1

/** Schemas that Neon makes and changes by itself. */
const managed = ['neon', 'neon_auth', 'neon_control_plane', 'neon_migration']

const notOwned = (catalog: string, oid: string) =>
  `NOT EXISTS (SELECT FROM extension_objects AS o WHERE o.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND o.objid = ${oid})`

export const catalogQuery = `WITH
extension_objects AS MATERIALIZED (
  SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'e'
),
namespaces AS MATERIALIZED (
  SELECT n.oid, n.nspname, ${field('n.nspname')} AS name, n.nspname = $1::pg_catalog.name AND n.nspname <> 'public' AS is_ledgers
  FROM pg_catalog.pg_namespace AS n
  -- PostgreSQL's own, and those of temporary tables.
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND n.nspname <> ALL ('{${managed.join(',')}}'::pg_catalog.name[])
    AND ${notOwned('pg_namespace', 'n.oid')}
),
relations AS MATERIALIZED (
  SELECT c.oid, n.nspname, n.name AS schema, c.relname, ${field('c.relname')} AS name,
    c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions
  FROM pg_catalog.pg_class AS c
  JOIN namespaces AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    -- A partition is told through its parent.
    AND NOT c.relispartition
    AND NOT (n.nspname = $1::pg_catalog.name AND c.relname = $2::pg_catalog.name)
    AND ${notOwned('pg_class', 'c.oid')}
),
types AS MATERIALIZED (
  SELECT t.*, n.name AS schema, ${field('t.typname')} AS name
  FROM pg_catalog.pg_type AS t
  JOIN namespaces AS n ON n.oid = t.typnamespace
  WHERE t.typtype IN ('e', 'd', 'c', 'r') AND ${notOwned('pg_type', 't.oid')}
),
routines AS MATERIALIZED (
  SELECT p.*, n.name AS schema, ${field('p.proname')} AS name
  FROM pg_catalog.pg_proc AS p
  JOIN namespaces AS n ON n.oid = p.pronamespace
  WHERE ${notOwned('pg_proc', 'p.oid')}
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
  SELECT d.objid, d.refobjid, d.refobjsubid, s.settings
  FROM pg_catalog.pg_depend AS d
  JOIN sequences AS s ON s.seqrelid = d.objid
  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
),
lines (line) AS (
${lineQueries.join('\nUNION ALL\n')}
)
SELECT pg_catalog.string_agg(line, E'\\n' ORDER BY line COLLATE "C") FROM lines`
