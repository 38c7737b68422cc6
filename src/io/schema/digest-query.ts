import {
  columnsOfRelation,
  hashedSources,
  isInFirstFile,
  isLasting,
  objectSources,
  partSources,
  type Source,
} from './digest-sources.ts'
import { firstNormalId } from './left-out-query.ts'

const age = 'pg_catalog.age(xmin)'

function select(columns: string, { from, where = 'true' }: Source): string {
  return `SELECT ${columns} FROM pg_catalog.${from} WHERE ${where}`
}

/**
 * Of the columns as one text. PostgreSQL's hash of a record is a sum over its columns, and the sum of
 * such hashes stays the same where two rows exchange a value.
 */
function hashOf(columns: string): string {
  return `pg_catalog.hashtextextended(pg_catalog.concat_ws(' ', ${columns}), 0)`
}

/**
 * A digest of which transactions wrote the rows of PostgreSQL's catalogs, in which nothing is
 * deparsed and little hashed: a tenth of the time that the lines take. Any DDL moves it, as it
 * writes rows under a number that no transaction had before, or takes some away: so how many rows
 * there are and the sum of their numbers is enough. An age is counted back from now, and so from
 * it is taken the age of the first number. Of what is written for other reasons, too, the columns
 * are hashed.
 *
 * It does not see that a language, a collation, an access method, an operator or its class, a
 * foreign server, or a text search configuration or dictionary was renamed, nor that an extension
 * was given or robbed of an object that exists. Each would cost a scan. Nor does it see where DDL
 * of transactions that were at work during the last look is made up for, in the sum, by that of
 * others. The full look of every day sees all of these.
 *
 * Transactions before a point in time have the same numbers in whatever is restored to it. Neon
 * gives each such branch a timeline of its own; elsewhere the setting is absent.
 */
export const digestQuery = `WITH others AS MATERIALIZED (
  SELECT oid, CASE WHEN ${isLasting} THEN ${hashOf(columnsOfRelation)} END AS hash
  FROM pg_catalog.pg_class WHERE oid >= ${firstNormalId} AND NOT (${isLasting} AND ${isInFirstFile})
)
SELECT pg_catalog.md5(pg_catalog.concat_ws(' ',
  nullif(pg_catalog.current_setting('neon.timeline_id', true), ''),
  pg_catalog.count(*), pg_catalog.count(*) * pg_catalog.age('3'::pg_catalog.xid) - pg_catalog.sum(age),
  (SELECT pg_catalog.sum(hash) FROM (
    SELECT hash FROM others
    UNION ALL ${hashedSources.map((source) => select(hashOf(source.columns), source)).join('\n    UNION ALL ')}
  ) AS hashed)
))
FROM (
  SELECT ${age} AS age FROM (
    ${partSources.map((source) => select(`${source.relation} AS relation, xmin`, source)).join('\n    UNION ALL ')}
    -- Else what the condition looks in is hashed once for each of them.
    OFFSET 0
  ) AS parts
  WHERE NOT EXISTS (SELECT FROM others AS o WHERE o.oid = relation AND o.hash IS NULL)
  UNION ALL ${objectSources.map((source) => select(age, source)).join('\n  UNION ALL ')}
) AS written`
