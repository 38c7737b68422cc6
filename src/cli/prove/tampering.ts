import type { FindingKind } from '../../core/finding.ts'
import type { CatalogLine } from '../../core/schema/catalog-object.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import { quoteIdentifier } from '../../io/ledger-query.ts'

/** One way of changing a database behind its repository's back. */
export interface Tampering {
  /** Such as `column dropped`. */
  readonly name: string
  /** What to run, and what has to be found then, for each object that it can be done to. */
  readonly ways: (schema: TamperedSchema) => readonly Injection[]
}

export interface Injection {
  readonly sql: string
  readonly expected: Expected
}

/** The finding that must be there. */
export interface Expected {
  readonly kind: FindingKind
  /** The object as findings name it, such as `column public.users.email`; for a ledger's finding, a tag. */
  readonly subject: string
  /** The aspect that must be among those that differ. */
  readonly aspect?: string
}

/** The objects of the schema that is tampered with, by type. */
export class TamperedSchema {
  readonly #byType: ReadonlyMap<string, readonly CatalogLine[]>

  constructor(lines: readonly CatalogLine[]) {
    this.#byType = Map.groupBy(lines, ({ object }) => object.type)
  }

  of(type: string, isMeant: (line: CatalogLine) => boolean = () => true): readonly CatalogLine[] {
    return (this.#byType.get(type) ?? []).filter(isMeant)
  }
}

/** A name as it is written in SQL. */
export const quoted = quoteIdentifier

/** An object's own name in SQL, with its schema. */
export function inSql({ object: { schema, name } }: CatalogLine): string {
  return `${quoted(schema)}.${quoted(name)}`
}

/** In SQL, the table that an object is a part of. */
export function tableOf({ object: { schema, table = '' } }: CatalogLine): string {
  return `${quoted(schema)}.${quoted(table)}`
}

export function subjectOf({ object }: CatalogLine): string {
  return `${object.type} ${objectName(object)}`
}

/** A tampering of all objects of one type, each on its own. */
export function each(
  name: string,
  type: string,
  sql: (line: CatalogLine) => string,
  expected: (line: CatalogLine) => Expected,
  isMeant?: (line: CatalogLine) => boolean,
): Tampering {
  return {
    name,
    ways: (schema) =>
      schema.of(type, isMeant).map((line) => ({ sql: sql(line), expected: expected(line) })),
  }
}

export const lacking = (line: CatalogLine): Expected => ({
  kind: 'lacking',
  subject: subjectOf(line),
})

/** What is said of an object that differs in one aspect. */
export const changed =
  (aspect: string) =>
  (line: CatalogLine): Expected => ({ kind: 'changed', subject: subjectOf(line), aspect })

/** What is said of something new, named after what it belongs to. */
export const extra =
  (type: string, name: (line: CatalogLine) => string) =>
  (line: CatalogLine): Expected => ({ kind: 'extra', subject: `${type} ${name(line)}` })

/** A tampering that adds something to each schema, under a name that is handed to the SQL. */
export function inSchema(name: string, kind: string, sql: (name: string) => string): Tampering {
  return each(
    name,
    'schema',
    (line) => sql(`${quoted(line.object.name)}.driftwatch_patch`),
    extra(kind, ({ object }) => `${object.name}.driftwatch_patch`),
  )
}
