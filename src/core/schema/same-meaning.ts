import { isName, tokensOf } from './sql-tokens.ts'

/**
 * Whether two definitions that PostgreSQL wrote differ in nothing but how it writes them: a dump and
 * restore moves the cast of an array into its elements, and from version 16 on the columns of a view
 * over one table are no longer qualified.
 */
export function isSameDefinition(
  declared: string,
  live: string,
  { acrossVersions }: { readonly acrossVersions: boolean },
): boolean {
  if (declared === live) return true
  const left = castsInside(tokensOf(declared))
  const right = castsInside(tokensOf(live))
  return acrossVersions
    ? isSameButQualifiers(left, right)
    : left.length === right.length && left.every((text, index) => text === right[index])
}

/** The definition of a view in a form that does not depend on the version that wrote it. */
export function inAnyVersion(sql: string): string {
  const tokens = castsInside(tokensOf(sql))
  const sources = sourceNames(tokens)
  const isQualifierAt = (at: number) => sources.includes(tokens[at] ?? '') && tokens[at + 1] === '.'
  return tokens.filter((_, at) => !isQualifierAt(at) && !isQualifierAt(at - 1)).join(' ')
}

/** `(ARRAY[a, b])::t[]` as `ARRAY[(a)::t, (b)::t]`, which means the same, element by element. */
function castsInside(tokens: readonly string[]): readonly string[] {
  for (let start = 0; start < tokens.length; start += 1) {
    if (tokens[start] !== '(' || tokens[start + 1] !== 'ARRAY' || tokens[start + 2] !== '[')
      continue
    const close = closingOf(tokens, start + 2)
    if (close === undefined || tokens[close + 1] !== ')' || tokens[close + 2] !== '::') continue
    const type = arrayTypeAt(tokens, close + 3)
    if (type === undefined) continue
    const elements = elementsOf(tokens.slice(start + 3, close))
    const cast = elements.flatMap((element) => [',', '(', ...element, ')', '::', ...type.names])
    return castsInside([
      ...tokens.slice(0, start),
      'ARRAY',
      '[',
      ...cast.slice(1),
      ']',
      ...tokens.slice(type.end),
    ])
  }
  return tokens
}

/** Where the bracket at `open` is closed. */
function closingOf(tokens: readonly string[], open: number): number | undefined {
  let depth = 0
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at] === '(' || tokens[at] === '[') depth += 1
    if (tokens[at] === ')' || tokens[at] === ']') depth -= 1
    if (depth === 0) return at
  }
  return undefined
}

/** A type's name that ends in `[]`, without that end. */
function arrayTypeAt(
  tokens: readonly string[],
  start: number,
): { readonly names: readonly string[]; readonly end: number } | undefined {
  let end = start
  while (isName(tokens[end]) || tokens[end] === '.') {
    end += 1
    // Such as `(10)` of `character varying(10)`.
    if (tokens[end] === '(') end = (closingOf(tokens, end) ?? tokens.length) + 1
  }
  if (end === start || tokens[end] !== '[' || tokens[end + 1] !== ']') return undefined
  return { names: tokens.slice(start, end), end: end + 2 }
}

/** What stands between the commas of one level. */
function elementsOf(tokens: readonly string[]): string[][] {
  const elements: string[][] = [[]]
  let depth = 0
  for (const text of tokens) {
    if (text === '(' || text === '[') depth += 1
    if (text === ')' || text === ']') depth -= 1
    if (text === ',' && depth === 0) elements.push([])
    else elements.at(-1)?.push(text)
  }
  return elements
}

/** Whether one is the other with columns qualified by what the query selects from. */
function isSameButQualifiers(left: readonly string[], right: readonly string[]): boolean {
  return isQualified(left, right) || isQualified(right, left)
}

function isQualified(longer: readonly string[], shorter: readonly string[]): boolean {
  const sources = sourceNames(longer)
  const isQualifierAt = (at: number, other: number) =>
    sources.includes(longer[at] ?? '') && longer[at + 1] === '.' && shorter[other + 1] !== '.'
  let at = 0
  for (const [other, text] of shorter.entries()) {
    if (isQualifierAt(at, other)) at += 2
    if (longer[at] !== text) return false
    at += 1
  }
  return at === longer.length
}

/**
 * The names that can qualify the columns of the outermost query, which alone goes without: the table
 * after its FROM, and the alias of that. Queries within it qualify in every version.
 */
function sourceNames(tokens: readonly string[]): string[] {
  let depth = 0
  for (const [index, text] of tokens.entries()) {
    if (text === '(') depth += 1
    if (text === ')') depth -= 1
    if (depth === 0 && text === 'FROM') return namesAt(tokens, index + 1)
  }
  return []
}

function namesAt(tokens: readonly string[], start: number): string[] {
  let at = tokens[start] === 'ONLY' ? start + 1 : start
  while (tokens[at + 1] === '.') at += 2
  const name = tokens[at]
  // A query, or the arguments of a function.
  const open = [at, at + 1].find((each) => tokens[each] === '(')
  if (open !== undefined) at = closingOf(tokens, open) ?? at
  return [name, tokens[at + 1]].flatMap((each) =>
    each !== undefined && isName(each) ? [each] : [],
  )
}
