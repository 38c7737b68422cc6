import { isLasting, type Source, sources } from './digest-sources.ts'
import { firstNormalId } from './left-out-query.ts'

function hashesOf({ from, columns = 'xmin', where = 'true' }: Source): string {
  return `SELECT pg_catalog.hash_record_extended(ROW(${columns}), 0) AS hash FROM pg_catalog.${from} WHERE ${where}`
}

/**
 * A digest of which transaction wrote each row of PostgreSQL's catalogs, in which nothing is
 * deparsed: a tenth of the time that the lines take. Any DDL moves it, as it writes rows under a
 * number that no transaction had before. It says only whether anything changed in this very
 * database since the lines were last read. A sum, and no XOR, in which two equal hashes vanish. A
 * record's hash is a sum over its columns, and the sum of those would be the same where two rows have
 * exchanged a value: so each is hashed once more.
 *
 * It does not see that a language, a collation, an access method, an operator or its class, a
 * foreign server, or a text search configuration or dictionary was renamed, nor that an extension
 * was given or robbed of an object that exists. Each would cost a scan, and the full look of every
 * day sees it.
 *
 * Transactions before a point in time have the same numbers in whatever is restored to it. Neon
 * gives each such branch a timeline of its own; elsewhere the setting is absent.
 */
export const digestQuery = `WITH others AS MATERIALIZED (
  SELECT oid FROM pg_catalog.pg_class WHERE oid >= ${firstNormalId} AND NOT (${isLasting})
)
SELECT pg_catalog.md5(pg_catalog.concat_ws(' ',
  nullif(pg_catalog.current_setting('neon.timeline_id', true), ''), pg_catalog.count(*), pg_catalog.sum(pg_catalog.hashint8extended(hash, 0))
))
FROM (
  ${sources.map(hashesOf).join('\n  UNION ALL ')}
) AS hashes`
