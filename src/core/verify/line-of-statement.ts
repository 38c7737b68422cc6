/**
 * The line of a schema's source that declares what a statement is about: names of the statement,
 * as they follow one another in the source. `undefined` where not even the first is in it.
 */
export function lineOfStatement(statement: string, source: string): number | undefined {
  const names = [...statement.matchAll(/["']([^"']+)["']/g)].flatMap(([, name]) => name ?? [])
  let at: number | undefined
  // Further names are columns of other tables, or the types that they have.
  for (const name of names.slice(0, 2)) {
    const found = placeOf(name, source, at ?? 0)
    if (found === -1) break
    at = found
  }
  return at === undefined ? undefined : source.slice(0, at).split('\n').length
}

/** A name that drizzle is given as a text, or takes from a column's key. */
function placeOf(name: string, source: string, from: number): number {
  const quoted = ["'", '"', '`']
    .map((quote) => source.indexOf(`${quote}${name}${quote}`, from))
    .filter((index) => index !== -1)
  return quoted.length > 0 ? Math.min(...quoted) : source.indexOf(`${name}:`, from)
}
