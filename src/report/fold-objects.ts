import { isAtLeast } from '../core/severity.ts'
import { isRename } from '../core/schema/difference.ts'
import type { SchemaFinding } from '../core/schema/without-definitions.ts'

/**
 * Objects that people should be told of together: what one migration explains, and else what is
 * alike in one table. In the order in which they are given.
 */
export function foldObjects(findings: readonly SchemaFinding[]): (readonly SchemaFinding[])[] {
  return [...Map.groupBy(findings, togetherBy).values()]
}

function togetherBy(finding: SchemaFinding): string {
  const { kind, key, object, because } = finding
  if (because !== undefined) return JSON.stringify([because.why, because.tag])
  const { type, schema, table } = object
  // A name for a name is told by itself, and so is what is no part of anything.
  const isAlone = table === undefined || isRename(finding)
  return JSON.stringify(isAlone ? [kind, key] : [kind, type, schema, table])
}

/** The one whose severity is the group's. */
export function worstOf(objects: readonly [SchemaFinding, ...SchemaFinding[]]): SchemaFinding {
  return objects.reduce((a, b) => (isAtLeast(a.severity, b.severity) ? a : b))
}
