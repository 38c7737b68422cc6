import {
  type CatalogLine,
  formatLine,
  isRelation,
  parseLine,
  type SchemaObject,
} from './catalog-object.ts'
import { isNamedIn, renamedIn, withoutKeywordQuotes } from './sql-tokens.ts'

/** A live line under the declared name of its table, and, as `told`, with all declared names. */
export interface LiveLine {
  readonly line: string
  readonly told: string
}

/** A line as it would be had the live object the declared name. */
export function toldBy(
  { line, told }: LiveLine,
  declaredName: string,
  live: SchemaObject,
): LiveLine {
  const { object, aspects } = parseLine(told)
  const isPart = isRelation(live) && object.schema === live.schema && object.table === live.name
  const [from, to] = [live.name, declaredName].map((name) => callNameOf(live, name))
  const mayName = (text: string) =>
    live.table === undefined ||
    (live.type === 'column' &&
      ((object.schema === live.schema && object.table === live.table) ||
        isNamedIn(text, live.table)))
  const retold = (text: string) =>
    from !== undefined && to !== undefined && mayName(text)
      ? withoutAlias(renamedIn(text, from, to), to)
      : text
  const call = callNameOf(object, object.name)
  const home = { ...object, ...(isPart && { table: declaredName }) }
  return {
    line: isPart ? formatLine(home, parseLine(line).aspects) : line,
    told: formatLine(
      { ...home, name: call + retold(object.name.slice(call.length)) },
      withTexts(aspects, retold),
    ),
  }
}

/** A line without the quotes of key words, as a new name may need them and an old one not. */
export function keyOf(line: string): string {
  if (!line.includes('"')) return line
  const { object, aspects } = parseLine(line)
  // In a function's name stand the types of its arguments.
  const name = withoutKeywordQuotes(object.name)
  return formatLine({ ...object, name }, withTexts(aspects, withoutKeywordQuotes))
}

/** Aspects that hold what somebody typed, which PostgreSQL does not write anew. */
export const typed: ReadonlySet<string> = new Set([
  'body',
  'options',
  'settings',
  'initial state',
  'moving initial state',
])

/** Aspects with what PostgreSQL writes of them in another form. */
export function withTexts(aspects: CatalogLine['aspects'], textOf: (value: string) => string) {
  return [...aspects].map(([name, value]): readonly [string, string] => [
    name,
    typed.has(name) ? value : textOf(value),
  ])
}

/** Of a function, its name without the types of its arguments. */
function callNameOf({ type }: SchemaObject, name: string): string {
  const [call = name] = type === 'function' || type === 'aggregate' ? name.split('(', 1) : []
  return call
}

/** A view goes on to call a column by the name that it had: `new AS old`, and so `old AS old`. */
function withoutAlias(sql: string, name: string): string {
  return sql
    .replaceAll(` ${name} AS ${name}`, ` ${name}`)
    .replaceAll(`.${name} AS ${name}`, `.${name}`)
}
