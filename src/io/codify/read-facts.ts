import { buildFactBase, type Fact, type FactBase } from '@supabase/pg-delta'
import { extract, type ExtractResult } from '@supabase/pg-delta/extract'

/** A catalog as pg-delta holds it. */
export type Facts = FactBase

/** Runs SQL without parameters, and gives the rows of its last statement. */
export type Queries = (sql: string) => Promise<readonly unknown[]>

/** What is told of a whole server, or of who may do what: no part of what is compared. */
const leftOut: ReadonlySet<string> = new Set([
  'acl',
  'comment',
  'defaultPrivilege',
  'membership',
  'publication',
  'publicationRel',
  'publicationSchema',
  'role',
  'securityLabel',
  'subscription',
  'userMapping',
])

/** A catalog as pg-delta plans with it, without owners, rights and comments. */
export async function readFacts(queries: Queries): Promise<Facts> {
  return withoutRights(await readAllFacts(queries))
}

export function withoutRights(all: Facts): Facts {
  return buildFactBase(
    all.facts().filter(isKept),
    all.edges.filter(({ kind }) => kind !== 'owner'),
  )
}

/** A catalog with all that pg-delta reads of it. */
export async function readAllFacts(queries: Queries): Promise<Facts> {
  const query = async (sql: unknown) => ({ rows: await queries(String(sql)) })
  const client = { query, release: () => undefined }
  // It takes a pool of pg's, and uses no more of it than this.
  const pool = { connect: async () => client }
  const { factBase }: ExtractResult = await Reflect.apply(extract, undefined, [pool])
  return factBase
}

function isKept({ id, payload }: Fact): boolean {
  // PostgreSQL 18 has constraints for NOT NULL, which is told of the column or the domain.
  const isNotNull = id.kind === 'constraint' && payload['type'] === 'n'
  return !leftOut.has(id.kind) && !isNotNull
}
