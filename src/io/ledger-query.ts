import type { LedgerTable } from '../core/ledger.ts'
import type { Query } from './run-batch.ts'
import { pinnedSettings } from './schema/pinned-settings.ts'

/** More rows than any history has; also what bounds the answer, at about 160 bytes a row. */
export const maxLedgerRows = 20_000

/**
 * The settings of the transaction, and of it alone. An empty search path leaves no name to anybody
 * but pg_catalog. With row_security off, a policy that would hide rows is an error and no silence.
 */
const settings: Readonly<Record<string, string>> = {
  statement_timeout: '5000',
  lock_timeout: '2000',
  idle_in_transaction_session_timeout: '10000',
  row_security: 'off',
  jit: 'off',
  ...pinnedSettings,
}

export const settingsQuery: Query = {
  session: 'each',
  text: `SELECT ${Object.entries(settings)
    .map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`)
    .join(', ')}`,
}

/** Such as `17.5`, without what a distribution adds to it. */
const serverVersion = `pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1)`

/**
 * Why the ledger cannot be read, from catalogs that any role may read: the server's version; whether the ledger is there; whether the role may use its schema and read it; whether
 * row security would hide rows; its columns as JSON.
 */
export function ledgerStateQuery({ schema, table }: LedgerTable): Query {
  return {
    text: `WITH ledger AS (
  SELECT c.oid, c.relnamespace
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = $1::pg_catalog.name AND c.relname = $2::pg_catalog.name
    -- No indexes, sequences and composite types: they have no rows to read.
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
)
SELECT
  ${serverVersion},
  EXISTS (SELECT FROM ledger),
  (SELECT pg_catalog.has_schema_privilege(relnamespace, 'USAGE') FROM ledger),
  (SELECT pg_catalog.has_table_privilege(oid, 'SELECT') FROM ledger),
  (SELECT pg_catalog.row_security_active(oid) FROM ledger),
  (
    SELECT pg_catalog.json_agg(a.attname) FROM pg_catalog.pg_attribute AS a
    -- No system columns and none that were dropped.
    WHERE a.attrelid = (SELECT oid FROM ledger) AND a.attnum > 0 AND NOT a.attisdropped
  )`,
    params: [schema, table],
  }
}

/**
 * Tables that look like a ledger, one name a row. A query of its own, for when the ledger is not
 * there: planning it in a new connection takes longer than all that a usual check asks.
 */
export const alikeQuery: Query = {
  text: `SELECT n.nspname || '.' || c.relname
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relname LIKE '%drizzle\\_migrations%'
  -- Tables only, and of those what has a ledger's columns.
  AND c.relkind IN ('r', 'p')
  AND 2 = (
    SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attname IN ('hash', 'created_at') AND NOT a.attisdropped
  )
  -- Temporary tables of any session.
  AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname
LIMIT 5`,
}

/**
 * The ledger as one row: the server's version, the type of an array of names, and as JSON the rows,
 * at most one more than is read: arrays of id, hash, created_at and name, in no order. Fails where
 * the ledger is absent, or may not be read. One statement and one row: 300 rows of an answer take
 * as long as all else.
 */
export function ledgerQuery(ledger: LedgerTable): Query {
  const from = `${quoteIdentifier(ledger.schema)}.${quoteIdentifier(ledger.table)}`
  return {
    // A ledger of 0.x has no column name, and `name` then is the outer one, of type bool. With a
    // table before it, it would be a cast of the whole row. The casts cut, which bounds what a row
    // can hold.
    text: `SELECT ${serverVersion}, ledger.*
FROM (SELECT NULL::pg_catalog.bool AS name) AS absent
CROSS JOIN LATERAL (
  SELECT
    pg_catalog.pg_typeof(pg_catalog.array_agg(name) FILTER (WHERE false)),
    coalesce(pg_catalog.array_to_json(pg_catalog.array_agg(ARRAY[
      id::pg_catalog.varchar(64),
      hash::pg_catalog.varchar(128),
      created_at::pg_catalog.varchar(64),
      name::pg_catalog.varchar(600)
    ])), '[]')
  FROM (SELECT t.id, t.hash, t.created_at, name FROM ${from} AS t LIMIT ${maxLedgerRows + 1}) AS rows
) AS ledger`,
  }
}

/** A name as an SQL identifier, whatever it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
