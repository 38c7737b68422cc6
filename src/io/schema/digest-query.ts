import { type Source, sources } from './digest-sources.ts'
import { firstNormalId } from './left-out-query.ts'

function digestOf({ from, columns, key = 'oid', of, where = 'true', all }: Source): string {
  const own = all ? 'true' : `${key} >= ${firstNormalId}`
  const inRelation =
    of === undefined ? 'true' : `EXISTS (SELECT FROM relations AS r WHERE r.oid = ${of})`
  return `(
    SELECT pg_catalog.count(*) || ':' || coalesce(pg_catalog.bit_xor(pg_catalog.hash_record_extended(ROW(${columns}), 0)), 0)
    FROM pg_catalog.${from} WHERE ${own} AND ${inRelation} AND ${where}
  )`
}

/**
 * A digest of the raw rows of PostgreSQL's catalogs, in which nothing is deparsed: a quarter of the
 * time that the lines take. It changes when any of the lines does. It holds object ids, so it says
 * only whether anything changed in this very database since the lines were last read. An XOR hides
 * two equal rows; the counts show them.
 */
export const digestQuery = `WITH relations AS MATERIALIZED (
  SELECT oid FROM pg_catalog.pg_class
  -- No temporary tables, which come and go, no indexes and no TOAST tables.
  WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'c', 'S') AND relpersistence <> 't'
    AND oid >= ${firstNormalId}
)
SELECT pg_catalog.md5(pg_catalog.concat_ws(' ', ${sources.map(digestOf).join(', ')}))`
