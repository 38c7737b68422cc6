import { type CatalogLine, identityOf, linesOf, parseLine } from './catalog-object.ts'
import type { DeclaredSchema } from './declared-schema.ts'
import { type Difference, subjectOf } from './difference.ts'
import { differingAspects } from './differing-aspects.ts'
import { withoutParts } from './parts.ts'
import { findRenames, type Rename } from './renames.ts'

export interface SchemaInput {
  readonly declared: Pick<DeclaredSchema, 'serverVersion' | 'provided'>
  /** The lines of what the applied migrations make, without what the host provides. */
  readonly wanted: ReadonlySet<string>
  /** The lines of the catalog. */
  readonly live: readonly string[]
  readonly serverVersion: string
}

/** What differs between the schema that the applied migrations make and the live one, in one order. */
export function compareSchema(input: SchemaInput): Difference[] {
  const { declared, wanted, live, serverVersion } = input
  const provided = new Set(linesOf(declared.provided).map(identityOf))
  const missing = new Set(wanted)
  const unknown = live.filter((line) => !missing.delete(line) && !wanted.has(line))
  const acrossVersions = majorOf(declared.serverVersion) !== majorOf(serverVersion)
  const { declaredOnly, liveOnly, renames } = findRenames(
    [...missing],
    unknown.filter((line) => !provided.has(identityOf(line))),
    acrossVersions,
  )
  const differences = [
    ...differencesBetween(declaredOnly, liveOnly, acrossVersions),
    ...renames.map(renameDifference),
  ]
  return withoutParts(differences).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
}

function differencesBetween(
  declaredOnly: readonly string[],
  liveOnly: readonly string[],
  acrossVersions: boolean,
): Difference[] {
  const others = new Map(liveOnly.map((line) => [identityOf(line), line]))
  const differences = declaredOnly.flatMap((line): Difference[] => {
    const declared = parseLine(line)
    const other = others.get(identityOf(line))
    if (other === undefined) return [{ kind: 'lacking', declared, parts: 0 }]
    others.delete(identityOf(line))
    return changed(declared, parseLine(other), acrossVersions)
  })
  const extra = [...others.values()].map((line): Difference => ({
    kind: 'extra',
    live: parseLine(line),
    parts: 0,
  }))
  return [...differences, ...extra]
}

function changed(declared: CatalogLine, live: CatalogLine, acrossVersions: boolean): Difference[] {
  const aspects = differingAspects(declared, live, acrossVersions)
  return aspects.length === 0 ? [] : [{ kind: 'changed', declared, live, aspects, parts: 0 }]
}

function renameDifference({ declared, live, parts }: Rename): Difference {
  const aspects = [{ name: 'name', declared: declared.object.name, live: live.object.name }]
  return { kind: 'changed', declared, live, aspects, parts }
}

/** Such as 17 of `17.5`. */
function majorOf(serverVersion: string): string {
  return serverVersion.split('.', 1)[0] ?? serverVersion
}

/** A table before its parts, and all by name. */
function placeOf(difference: Difference): string {
  const { type, schema, table, name } = subjectOf(difference).object
  return JSON.stringify([schema, table ?? name, table === undefined ? '' : type, name, type])
}
