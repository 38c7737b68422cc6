import * as z from 'zod/mini'

/** The types of objects that are compared, by PostgreSQL's words for them. */
export const objectTypes = [
  'schema',
  'extension',
  'table',
  'foreign table',
  'column',
  'constraint',
  'index',
  'trigger',
  'policy',
  'rule',
  'view',
  'materialized view',
  'function',
  'aggregate',
  'enum',
  'domain',
  'composite type',
  'range type',
  'sequence',
  'event trigger',
] as const

/** What a line of a catalog is about. `type` is PostgreSQL's word for it, such as `column`. */
export const SchemaObject = z.object({
  type: z.string(),
  /** Empty for what belongs to the whole database. */
  schema: z.string(),
  /** The table, view or foreign table that it is a part of. */
  table: z.optional(z.string()),
  name: z.string(),
})
export type SchemaObject = Readonly<z.infer<typeof SchemaObject>>

/**
 * One line of a catalog: `type TAB schema TAB table TAB name`, then ` TAB aspect=value` for each
 * thing that is to be said of the object. Backslash, tab and line breaks are escaped in each field.
 */
export interface CatalogLine {
  readonly line: string
  readonly object: SchemaObject
  readonly aspects: ReadonlyMap<string, string>
}

/** How many fields of a line say which object it is. */
export const identityFields = 4

/** The part of a line that says which object it is: the same for as long as nobody renames it. */
export function identityOf(line: string): string {
  let end = -1
  for (let field = 0; field < identityFields; field += 1) {
    end = line.indexOf('\t', end + 1)
    if (end === -1) return line
  }
  return line.slice(0, end)
}

/** The lines of a catalog's text. */
export function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}

/** Takes a line apart; it is what the catalog's query writes, so nothing in it can be wrong. */
export function parseLine(line: string): CatalogLine {
  const [type = '', schema = '', table = '', name = '', ...rest] = line.split('\t').map(unescaped)
  const aspects = rest.map((each): [string, string] => {
    const at = each.indexOf('=')
    return [each.slice(0, at), each.slice(at + 1)]
  })
  const object = { type, schema, ...(table !== '' && { table }), name }
  return { line, object, aspects: new Map(aspects) }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\\\', '\\'],
  ['\\t', '\t'],
  ['\\n', '\n'],
  ['\\r', '\r'],
])

function unescaped(field: string): string {
  return field.includes('\\')
    ? field.replaceAll(/\\[\\tnr]/g, (escape) => escapes.get(escape) ?? escape)
    : field
}

/** The types of objects that are a query, which another version of PostgreSQL writes differently. */
export const views: ReadonlySet<string> = new Set(['view', 'materialized view'])

/** The types of objects that others are parts of. */
const relations = new Set(['table', 'foreign table', ...views])

/** Whether an object has parts, such as a table its columns. */
export function isRelation({ type }: SchemaObject): boolean {
  return relations.has(type)
}

/** The line that says this; what `parseLine` takes apart. */
export function formatLine(
  { type, schema, table = '', name }: SchemaObject,
  aspects: Iterable<readonly [string, string]>,
): string {
  const said = [...aspects].map(([aspect, value]) => `${aspect}=${value}`)
  return [type, schema, table, name, ...said].map(escaped).join('\t')
}

const escapeOf: ReadonlyMap<string, string> = new Map(
  [...escapes].map(([escape, character]) => [character, escape]),
)

function escaped(field: string): string {
  return field.replaceAll(/[\\\t\n\r]/g, (character) => escapeOf.get(character) ?? character)
}
