import type { LedgerTable } from '../../core/ledger.ts'
import { quoteIdentifier } from '../ledger-query.ts'
import type { Script } from '../script.ts'
import { quoteLiteral } from './replay-database.ts'

/** The roles that Neon makes in every database, or with its Data API: policies name them. */
export const neonRoles = ['neon_superuser', 'authenticated', 'anonymous'] as const

/** What a migration finds on Neon before any other has run: roles, Drizzle's ledger, sign-in. */
export function neonPrelude(ledger: LedgerTable, scripts: readonly Script[]): Script[] {
  const sql = [
    ...neonRoles.map(roleSql),
    ledgerSql(ledger),
    ...(scripts.some(({ sql: text }) => callsAuth.test(text)) && !scripts.some(makesAuth)
      ? [authSql]
      : []),
  ]
  return [{ file: 'What Driftwatch provides', sql: sql.join(';\n') }]
}

/** Roles belong to a whole server, which may have them already, or not let us make any. */
function roleSql(role: string): string {
  return `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(role)})
    AND (SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user)
  THEN CREATE ROLE ${quoteIdentifier(role)} NOLOGIN; END IF;
END $$`
}

/** Drizzle makes its ledger before the first migration, so that one may name it. */
function ledgerSql({ schema, table }: LedgerTable): string {
  const name = `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`
  return `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)};
CREATE TABLE IF NOT EXISTS ${name} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)`
}

/** What Drizzle's \`authUid\` writes into the policies of \`crudPolicy\`. */
const callsAuth = /\bauth"?\."?user_id"?\s*\(/i

const makesAuth = ({ sql }: Script) =>
  /\bcreate\s+schema\s+(if\s+not\s+exists\s+)?"?auth\b/i.test(sql)

/** As pg_session_jwt makes them: https://github.com/neondatabase/pg_session_jwt */
const authSql = `CREATE SCHEMA auth;
CREATE FUNCTION auth.user_id() RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text';
CREATE FUNCTION auth.session() RETURNS jsonb LANGUAGE sql STABLE AS 'SELECT NULL::jsonb'`
