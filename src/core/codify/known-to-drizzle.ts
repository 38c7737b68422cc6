import type { SchemaObject } from '../schema/catalog-object.ts'

/** What a schema of Drizzle has no words for: its migrations hold it as SQL that a person wrote. */
const unknown: ReadonlySet<string> = new Set([
  'aggregate',
  'composite type',
  'domain',
  'event trigger',
  'extension',
  'foreign table',
  'function',
  'range type',
  'rule',
  'trigger',
])

/** Whether an object can stand in a schema of Drizzle. */
export function isKnownToDrizzle({ type }: SchemaObject): boolean {
  return !unknown.has(type)
}
