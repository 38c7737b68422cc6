import type { Queries } from './read-facts.ts'
import * as z from 'zod/mini'

const Row = z.object({ name: z.string(), oid: z.string(), file: z.string() })

/** Where a database keeps each of its relations: what is made or written anew has another place. */
export type Storage = ReadonlyMap<string, string>

/** Reads the file of each table, index and materialized view, by its name. */
export async function readStorage(queries: Queries): Promise<Storage> {
  const rows = z.array(Row).parse(await queries(storageSql))
  return new Map(rows.map(({ name, oid, file }) => [name, `${oid} ${file}`]))
}

const storageSql = `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
  c.oid::pg_catalog.text AS oid, c.relfilenode::pg_catalog.text AS file
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
-- Of those that somebody made. A sequence is written anew by every change of its settings.
WHERE c.relkind IN ('r', 'm', 'i', 'v') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1`

/** The relations that were there before, and have another place. */
export function rewritten(before: Storage, after: Storage): readonly string[] {
  return [...before].flatMap(([name, place]) => {
    const now = after.get(name)
    return now === undefined || now === place ? [] : [name]
  })
}
