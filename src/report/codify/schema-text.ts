import { isPrintable } from '../../core/codify/printable-sql.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { harmless } from '../rich-text.ts'

/** What to add to the tables of a schema, as Drizzle writes it: for columns that a hand patch added. */
export function schemaText(findings: readonly SchemaFinding[]): readonly string[] {
  return findings.flatMap(({ kind, object, aspects }) => {
    if (kind !== 'extra' || object.type !== 'column') return []
    const said = new Map(aspects.flatMap(({ name, live }) => (live == null ? [] : [[name, live]])))
    const column = columnText(object.name, said)
    if (column === undefined) return []
    return [`// in ${harmless(`${object.schema}.${object.table ?? ''}`)}\n${inLiterals(column)}`]
  })
}

/** What cannot be shown as it is stands within a literal, where TypeScript has a form for it. */
function inLiterals(text: string): string {
  return Array.from(text)
    .map((each) =>
      each === '\n' || !isPrintable(each)
        ? `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}`
        : each,
    )
    .join('')
}

const plain: Readonly<Record<string, string>> = {
  text: 'text',
  integer: 'integer',
  smallint: 'smallint',
  boolean: 'boolean',
  date: 'date',
  json: 'json',
  jsonb: 'jsonb',
  uuid: 'uuid',
  real: 'real',
  'double precision': 'doublePrecision',
  'character varying': 'varchar',
  numeric: 'numeric',
  'timestamp without time zone': 'timestamp',
  time: 'time',
  inet: 'inet',
}

function columnText(name: string, said: ReadonlyMap<string, string>): string | undefined {
  const type = typeText(said.get('type') ?? '', name)
  const others = ['generated', 'identity', 'sequence', 'collation'].some((each) => said.has(each))
  if (type === undefined || others) return undefined
  const key = name.replaceAll(/[^a-z0-9]+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase())
  const byDefault = said.get('default')
  const end = [
    said.has('not null') ? '.notNull()' : '',
    byDefault === undefined ? '' : `.default(${defaultText(byDefault)})`,
  ]
  return `${key}: ${type}${end.join('')},`
}

function typeText(type: string, name: string): string | undefined {
  const [, base = '', first, second] = /^([a-z ]+?)(?:\((\d+)(?:,(\d+))?\))?$/.exec(type) ?? []
  if (type === 'bigint') return `bigint('${name}', { mode: 'number' })`
  if (type === 'timestamp with time zone') return `timestamp('${name}', { withTimezone: true })`
  const call = plain[base]
  if (call === undefined || /['\\]/.test(name)) return undefined
  if (first === undefined) return `${call}('${name}')`
  if (call === 'varchar') return `varchar('${name}', { length: ${first} })`
  return call === 'numeric'
    ? `numeric('${name}', { precision: ${first}${second === undefined ? '' : `, scale: ${second}`} })`
    : undefined
}

function defaultText(expression: string): string {
  const [, literal] = /^'((?:[^'\\]|'')*)'::[a-z ]+$/.exec(expression) ?? []
  if (literal !== undefined)
    return JSON.stringify(literal.replaceAll("''", "'")).replaceAll('"', "'")
  if (/^(true|false|-?\d+)$/.test(expression)) return expression
  return expression === 'now()'
    ? 'sql`now()`'
    : `sql\`${expression.replaceAll(/[`\\$]/g, '\\$&')}\``
}
