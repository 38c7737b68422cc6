/** Pieces of SQL that the catalog's queries share. Every name is qualified: the search path is empty. */

/** A field of a line: no tab, line break or backslash of its own is left in it. */
export function field(expression: string): string {
  return `pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(${expression}, '\\', '\\\\'), E'\\t', '\\t'), E'\\n', '\\n'), E'\\r', '\\r')`
}

/** An aspect of an object, such as \`default=now()\`; nothing at all where the value is NULL. */
export function aspect(name: string, expression: string): string {
  return `coalesce(E'\\t${name}=' || ${field(`(${expression})`)}, '')`
}

/** An aspect that is there or not. */
export function flag(name: string, condition: string): string {
  return `CASE WHEN ${condition} THEN E'\\t${name}=yes' ELSE '' END`
}

/** An aspect with a word for each of a catalog's one-letter codes; codes that are not named say nothing. */
export function word(name: string, code: string, words: Readonly<Record<string, string>>): string {
  const cases = Object.entries(words).map(
    ([letter, text]) => `WHEN '${letter}' THEN E'\\t${name}=${text}'`,
  )
  return `CASE ${code} ${cases.join(' ')} ELSE '' END`
}

/** \`kind TAB schema TAB table TAB name\` and then the aspects; the four are there even when empty. */
export function line(
  kind: string,
  identity: { readonly schema?: string; readonly table?: string; readonly name: string },
  aspects: readonly string[],
): string {
  const { schema = "''", table = "''", name } = identity
  return (
    [`'${kind}'`, schema, table, name].join(" || E'\\t' || ") +
    aspects.map((each) => `\n    || ${each}`).join('')
  )
}
