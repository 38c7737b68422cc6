import { parseLine } from '../../core/schema/catalog-object.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { UserError } from '../../io/errors.ts'
import type { Ground } from './ground.ts'

/** Says of a finding whether it is about a foreign table or a part of one. */
export function isOfForeignTable({
  declared,
  live,
}: Pick<Ground, 'declared' | 'live'>): (finding: SchemaFinding) => boolean {
  const lines = [...declared.lines, ...live.lines].filter((line) => line.startsWith(foreignTable))
  const names = new Set(lines.map((line) => pathOf(parseLine(line).object)))
  return ({ object: { type, schema, table, name } }) =>
    type === foreignTable || names.has(pathOf({ schema, name: table ?? name }))
}

const foreignTable = 'foreign table'

/** Throws a `UserError` where a foreign table was chosen: its server cannot be had for a proof. */
export function refuseForeignTables(ground: Ground, chosen: readonly SchemaFinding[]): void {
  const [finding] = chosen.filter(isOfForeignTable(ground))
  if (finding === undefined) return
  const { object } = finding
  throw new UserError(
    `${object.type} ${objectName(object)} cannot be codified: a foreign table lives on another server, which the proofs do not have, so nothing was written. Write its migration by hand, and leave it out here: name the other objects with --only.`,
  )
}

function pathOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name])
}
