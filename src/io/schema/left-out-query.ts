import { ownedByExtension } from './catalog-sql.ts'

/**
 * Object ids below are PostgreSQL's own, made when the cluster was: src/include/access/transam.h. In
 * quotes, as all numbers that are held against an oid: beside an integer, each such operator has to
 * be found among all of its name, which takes a new session a third of a millisecond.
 */
export const firstNormalId = "'16384'"

/** Kinds of objects that are not compared: PostgreSQL's word, the catalog, and which of its rows. */
const notCompared: readonly (readonly [kind: string, catalog: string, where?: string])[] = [
  ['access method', 'pg_am'],
  // An array's type comes with its element's.
  ['base type', 'pg_type', "typtype IN ('b', 'p') AND typcategory <> 'A'"],
  // A range type makes its own to its multirange.
  [
    'cast',
    'pg_cast',
    'NOT EXISTS (SELECT FROM pg_catalog.pg_range AS r WHERE r.rngtypid = castsource AND r.rngmultitypid = casttarget)',
  ],
  ['collation', 'pg_collation'],
  ['conversion', 'pg_conversion'],
  ['foreign data wrapper', 'pg_foreign_data_wrapper'],
  ['foreign server', 'pg_foreign_server'],
  ['language', 'pg_language'],
  ['operator', 'pg_operator'],
  ['operator class', 'pg_opclass'],
  ['operator family', 'pg_opfamily'],
  ['publication', 'pg_publication'],
  ['statistics', 'pg_statistic_ext'],
  // The catalog is the cluster's.
  [
    'subscription',
    'pg_subscription',
    'subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())',
  ],
  ['text search configuration', 'pg_ts_config'],
  ['text search dictionary', 'pg_ts_dict'],
  ['text search parser', 'pg_ts_parser'],
  ['text search template', 'pg_ts_template'],
  ['transform', 'pg_transform'],
  // What a later version of PostgreSQL may bring.
  ['unknown constraint', 'pg_constraint', "contype NOT IN ('p', 'u', 'f', 'c', 'x', 'n', 't')"],
  [
    'unknown relation',
    'pg_class',
    "relkind NOT IN ('r', 'p', 'f', 'v', 'm', 'S', 'c', 'i', 'I', 't')",
  ],
  ['unknown routine', 'pg_proc', "prokind NOT IN ('f', 'p', 'w', 'a')"],
  ['unknown type', 'pg_type', "typtype NOT IN ('b', 'c', 'd', 'e', 'm', 'p', 'r')"],
]

const objects = notCompared.map(
  ([kind, catalog, where = 'true']) =>
    `SELECT '${kind}' AS kind, 'pg_catalog.${catalog}'::pg_catalog.regclass AS tableoid, oid FROM pg_catalog.${catalog} WHERE oid >= ${firstNormalId} AND ${where}`,
)

/**
 * CTEs of `catalogQuery`: how many objects it leaves out, by reason. `left_out` has one row, such as
 * `extension=213;partition=12;statistics=1`; what there is none of is not in it.
 */
export const leftOut = `counts (reason, number) AS (
  SELECT c.reason, pg_catalog.count(*) FROM (
    SELECT 'extension' AS reason FROM extension_objects AS o WHERE o.objid >= ${firstNormalId}
    UNION ALL SELECT r.reason FROM all_relations AS r
    UNION ALL SELECT n.reason FROM all_namespaces AS n JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid
    WHERE NOT ${ownedByExtension('p')}
    UNION ALL SELECT n.reason FROM all_namespaces AS n JOIN pg_catalog.pg_type AS t ON t.typnamespace = n.oid
    -- Those of the rows of a relation are counted as that; those of arrays with their elements'.
    WHERE NOT ${ownedByExtension('t')} AND t.typtype IN ('e', 'd', 'r')
    UNION ALL SELECT k.kind FROM (
      ${objects.join('\n    UNION ALL ')}
    ) AS k
    -- Those are counted as the extension's.
    WHERE NOT ${ownedByExtension('k')}
  ) AS c GROUP BY c.reason
),
left_out (text) AS (
  SELECT coalesce(pg_catalog.string_agg(c.reason || '=' || c.number, ';' ORDER BY c.reason COLLATE "C"), '')
  FROM counts AS c
  -- What is compared has no reason.
  WHERE c.reason IS NOT NULL AND c.number > 0
)`
