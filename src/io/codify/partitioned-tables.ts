import type { Facts } from './read-facts.ts'

/** The tables that have partitions, each as the JSON of its schema and its name. */
export function partitionedIn(facts: Facts): ReadonlySet<string> {
  return new Set(
    facts.facts().flatMap(({ id, payload }) => {
      // A table that inherits from another one has no bound.
      if (id.kind !== 'table' || typeof payload['partitionBound'] !== 'string') return []
      const { schema, name } = Object.fromEntries(Object.entries(payload['parentTable'] ?? {}))
      return typeof schema === 'string' && typeof name === 'string'
        ? [JSON.stringify([schema, name])]
        : []
    }),
  )
}
