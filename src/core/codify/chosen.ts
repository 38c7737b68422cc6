import type { Finding } from '../finding.ts'
import { identityOf, isRelation, parseLine, type SchemaObject } from '../schema/catalog-object.ts'
import { isMeantObject } from '../schema/ignore-rule.ts'
import { isOfObject, type SchemaFinding } from '../schema/without-definitions.ts'

/** The findings of a verdict that are about the schema, for a migration to be made of. */
export function schemaFindings(findings: readonly Finding[]): readonly SchemaFinding[] {
  return findings.filter(isOfObject)
}

/** Those that one of the patterns means: all of them where there is no pattern. */
export function matching(
  findings: readonly SchemaFinding[],
  patterns: readonly string[],
): readonly SchemaFinding[] {
  if (patterns.length === 0) return findings
  const meant = findings.filter((finding) =>
    objectsOf(finding).some((object) =>
      patterns.some((pattern) => isMeantObject(withType(pattern), object)),
    ),
  )
  return withRenamedTables(meant, findings)
}

/**
 * Some of the findings, and with one of a table that was renamed all of that table: its parts are
 * there under the other name alone.
 */
export function withRenamedTables(
  some: readonly SchemaFinding[],
  all: readonly SchemaFinding[],
): readonly SchemaFinding[] {
  const homes = new Set(some.map(({ object }) => homeOf(object)))
  const renamed = new Set(all.filter(isRenamedTable).map(({ object }) => homeOf(object)))
  return all.filter((finding) => {
    const home = homeOf(finding.object)
    return some.includes(finding) || (renamed.has(home) && homes.has(home))
  })
}

/** The object by the name that its table has live, where one of the findings is that it has another. */
export function inLiveTable(
  object: SchemaObject,
  findings: readonly SchemaFinding[],
): SchemaObject {
  const rename = findings.find(
    (finding) => isRenamedTable(finding) && homeOf(finding.object) === homeOf(object),
  )
  const table = rename?.aspects[0]?.live
  return table == null || object.table === undefined ? object : { ...object, table }
}

function isRenamedTable(finding: SchemaFinding): boolean {
  return finding.object.type === 'table' && objectsOf(finding).length > 1
}

/** The table that an object is a part of; of a table, itself. */
function homeOf({ type, schema, table, name }: SchemaObject): string | undefined {
  const home = type === 'table' ? name : table
  return home === undefined ? undefined : JSON.stringify([schema, home])
}

/** `public.users.*` means objects of all types. */
function withType(pattern: string): string {
  return pattern.includes(' ') ? pattern : `* ${pattern}`
}

/** The object under the names that it has: two, where somebody has renamed it. */
export function objectsOf({ object, aspects }: SchemaFinding): readonly SchemaObject[] {
  const [first] = aspects
  const isRename = first?.name === 'name' && first.live != null
  return isRename ? [object, { ...object, name: first.live ?? '' }] : [object]
}

/** Says of an object whether it is, or is a part of, what the findings are about. */
export function choiceOf(findings: readonly SchemaFinding[]): (object: SchemaObject) => boolean {
  const own = new Set<string>()
  const wholes = new Set<string>()
  for (const finding of findings) {
    // Of a table that is changed, the parts that differ are findings of their own.
    const isWhole = finding.kind !== 'changed' || finding.aspects[0]?.name === 'name'
    for (const object of objectsOf(finding)) {
      own.add(keyOf(object))
      if (isWhole && object.type === 'schema') wholes.add(JSON.stringify([object.name]))
      if (isWhole && isRelation(object)) {
        wholes.add(JSON.stringify([object.schema, object.name]))
      }
    }
  }
  return (object) =>
    own.has(keyOf(object)) ||
    wholes.has(JSON.stringify([object.schema])) ||
    (object.table !== undefined && wholes.has(JSON.stringify([object.schema, object.table])))
}

function keyOf({ type, schema, table = '', name }: SchemaObject): string {
  return JSON.stringify([type, schema, table, name])
}

/**
 * The catalog that is to be: as declared, and as it is live where that was chosen. Where a line of
 * both sides differs in nothing that was found, the declared one stays.
 */
export function goalOf(
  declared: readonly string[],
  live: readonly string[],
  findings: readonly SchemaFinding[],
  all: readonly SchemaFinding[],
): readonly string[] {
  const [isChosen, isTold] = [choiceOf(findings), choiceOf(all)]
  const chosen = (line: string) => isChosen(parseLine(line).object)
  // Another name shows in whatever depends on it, and is told of once.
  const isRenamed = findings.some((finding) => objectsOf(finding).length > 1)
  const untold = new Map(
    live
      .filter((line) => isRenamed && !isTold(parseLine(line).object))
      .map((line) => [identityOf(line), line]),
  )
  const goal = [
    ...declared.filter((line) => !chosen(line)).map((line) => untold.get(identityOf(line)) ?? line),
    ...live.filter(chosen),
  ]
  return [...new Map(goal.map((line) => [identityOf(line), line])).values()].toSorted()
}
