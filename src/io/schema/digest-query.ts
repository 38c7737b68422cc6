import {
  columnsOfRelation,
  isInFirstFile,
  isLasting,
  type Source,
  sources,
} from './digest-sources.ts'
import { firstNormalId } from './left-out-query.ts'

const age = 'pg_catalog.age(xmin)'

/** What was there before there were transactions is of age 2147483647, whenever one asks. */
const ageOf = ({ hasFirst }: Source) => (hasFirst ? `nullif(${age}, 2147483647)` : age)

const parts = sources.filter(({ relation }) => relation !== undefined)
const objects = sources.filter(({ relation }) => relation === undefined)

function select(columns: string, { from, where = 'true' }: Source): string {
  return `SELECT ${columns} FROM pg_catalog.${from} WHERE ${where}`
}

/**
 * A digest of which transactions wrote the rows of PostgreSQL's catalogs, in which nothing is
 * deparsed and little hashed: a tenth of the time that the lines take. Any DDL moves it, as it
 * writes rows under a number that no transaction had before, or takes some away: so how many rows
 * there are and the sum of their numbers is enough. An age is counted back from now, and so from
 * it is taken the age of the first number. Of relations that are written anew as a whole, the columns
 * are hashed; once more each, as a record's hash is a sum over its columns, and the sum of those
 * would be the same where two rows have exchanged a value. Of policies, the names of their roles
 * are hashed too, because a role is renamed in a catalog that few may read.
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
  SELECT oid, CASE WHEN ${isLasting} THEN
    pg_catalog.hashint8extended(pg_catalog.hash_record_extended(ROW(${columnsOfRelation}), 0), 0)
  END AS hash
  FROM pg_catalog.pg_class WHERE oid >= ${firstNormalId} AND NOT (${isLasting} AND ${isInFirstFile})
)
SELECT pg_catalog.md5(pg_catalog.concat_ws(' ',
  nullif(pg_catalog.current_setting('neon.timeline_id', true), ''),
  pg_catalog.count(*), pg_catalog.count(age) * pg_catalog.age('3'::pg_catalog.xid) - pg_catalog.sum(age),
  (SELECT pg_catalog.sum(hash) FROM others),
  (SELECT pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.concat(xmin, polroles::pg_catalog.regrole[]), oid::pg_catalog.int8)) FROM pg_catalog.pg_policy)
))
FROM (
  SELECT ${age} AS age FROM (
    ${parts.map((source) => select(`${source.relation} AS relation, xmin`, source)).join('\n    UNION ALL ')}
    -- Else the condition is planned, and what it looks in is hashed, once for each of them.
    OFFSET 0
  ) AS parts
  WHERE relation NOT IN (SELECT o.oid FROM others AS o WHERE o.hash IS NULL)
  UNION ALL ${objects.map((source) => select(ageOf(source), source)).join('\n  UNION ALL ')}
) AS written`
