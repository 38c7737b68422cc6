import { buildFactBase, encodeId, type Fact, type FactBase, plan } from '@supabase/pg-delta'
import * as z from 'zod/mini'
import { quoteIdentifier } from '../ledger-query.ts'
import { type Queries, readAllFacts } from './read-facts.ts'

/** Statements of PostgreSQL's own making about a column of a view, of which pg-delta says nothing. */
const OfColumn = z.object({ schema: z.string(), name: z.string(), sql: z.string() })

/** Who owns what and may do what with it, and the comments: what goes with an object that is dropped. */
export interface Rights {
  readonly facts: FactBase
  readonly ofColumns: readonly z.infer<typeof OfColumn>[]
}

export async function readRights(queries: Queries): Promise<Rights> {
  return {
    facts: await readAllFacts(queries),
    ofColumns: z.array(OfColumn).parse(await queries(columnsSql)),
  }
}

/** What gives the objects of these names back what they have on the live database. */
export function givingBack({ facts, ofColumns }: Rights, remade: ReadonlySet<string>): string[] {
  const others = facts.facts().filter(({ id }) => {
    const isOfObject = id.kind === 'acl' || id.kind === 'comment'
    return !isOfObject || !remade.has(encodeId(id.target))
  })
  const without = buildFactBase(
    [...others, ...grantedByDefault(facts, remade)],
    facts.edges.filter(({ kind, from }) => kind !== 'owner' || !remade.has(encodeId(from))),
  )
  return [
    ...plan(without, facts).actions.map(({ sql }) => sql.trim()),
    ...ofColumns
      .filter(({ schema, name }) =>
        views.some((kind) => remade.has(encodeId({ kind, schema, name }))),
      )
      .map(({ sql }) => sql),
  ]
}

/** What objects get when they are made anew, and have not now: this is taken from them again. */
function grantedByDefault(facts: FactBase, remade: ReadonlySet<string>): Fact[] {
  const defaults = facts.facts().flatMap(({ id }) => (id.kind === 'defaultPrivilege' ? [id] : []))
  const granted = facts.facts().flatMap(({ id: target }) => {
    if (!remade.has(encodeId(target))) return []
    return defaults
      .filter(({ objtype }) => kindsByLetter[objtype]?.includes(target.kind))
      .map(({ grantee }): Fact => {
        const payload = { privileges: ['ALL'], grantable: [] }
        return { id: { kind: 'acl', target, grantee }, parent: target, payload }
      })
      .filter(({ id }) => !facts.has(id))
  })
  return [...new Map(granted.map((fact) => [encodeId(fact.id), fact])).values()]
}

/** By pg_default_acl's letters for them. */
const kindsByLetter: Readonly<Record<string, readonly string[]>> = {
  r: ['table', 'view', 'materializedView'],
  S: ['sequence'],
  f: ['function', 'procedure', 'aggregate'],
  T: ['type', 'domain'],
  n: ['schema'],
}

const views = ['view', 'materializedView'] as const

/** What makes the roles that are there, where no others are: without any rights. */
export function rolesOf({ facts }: Rights): readonly string[] {
  return facts
    .facts()
    .flatMap(({ id }) =>
      id.kind === 'role' && !id.name.startsWith('pg_')
        ? [`CREATE ROLE ${quoteIdentifier(id.name)}`]
        : [],
    )
}

const columnsSql = `SELECT n.nspname AS schema, c.relname AS name, s.sql
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
CROSS JOIN LATERAL (
  SELECT pg_catalog.format('GRANT %s (%I) ON %I.%I TO %s%s', e.privilege_type, a.attname, n.nspname, c.relname,
    -- 0 is PUBLIC.
    CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)) END,
    CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS sql
  FROM pg_catalog.aclexplode(a.attacl) AS e
  UNION ALL
  SELECT pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS %L', n.nspname, c.relname, a.attname, d.description)
  FROM pg_catalog.pg_description AS d
  WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid AND d.objsubid = a.attnum
) AS s
-- Views: of a table's columns pg-delta tells.
WHERE c.relkind IN ('v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2, a.attnum, 3`
