/**
 * Pieces of SQL that the catalog's queries share. Every name is qualified, as the search path is
 * empty, and a backslash stands only in E'…', as standard_conforming_strings may be off.
 */

/** A field of a line: no tab, line break or backslash of its own is left in it. */
export function field(expression: string): string {
  return [
    ['\\\\', '\\\\\\\\'],
    ['\\t', '\\\\t'],
    ['\\n', '\\\\n'],
    ['\\r', '\\\\r'],
  ].reduce(
    (escaped, [from, to]) => `pg_catalog.replace(${escaped}, E'${from}', E'${to}')`,
    expression,
  )
}

/** An aspect of an object, such as `default=now()`; nothing at all where the value is NULL. */
export function aspect(name: string, expression: string): string {
  return `coalesce(${needed(name, expression)}, '')`
}

/**
 * An aspect that every such object has. PostgreSQL's functions look at what is committed, so one
 * gives NULL for an object that somebody dropped after our snapshot. Then the whole line is NULL,
 * and the object as good as gone.
 */
export function needed(name: string, expression: string): string {
  return `E'\\t${name}=' || ${field(`(${expression})`)}`
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

/** What a catalog calls enabled: triggers, rules and event triggers. */
export function enabled(code: string): string {
  return word('enabled', code, { D: 'no', R: 'replica', A: 'always' })
}

/** `kind TAB schema TAB table TAB name` and then the aspects; the four are there even when empty. */
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

/** Options such as `fillfactor=70`, in one order whatever the order of the commands. */
export function options(expression: string): string {
  return aspect(
    'options',
    `SELECT pg_catalog.string_agg(o.text, ', ' ORDER BY o.text COLLATE "C") FROM pg_catalog.unnest(${expression}) AS o (text)`,
  )
}

/** A definition without the words that it begins with; those are made by `format`. */
export function without(prefix: string, definition: string): string {
  return `pg_catalog.substr(${definition}, pg_catalog.length(${prefix}) + 1)`
}

/** A collation where it is not the one that the type has anyway. */
export function collation(oid: string, typesOwn: string): string {
  return `CASE WHEN ${oid} <> ${typesOwn} THEN ${oid}::pg_catalog.regcollation::pg_catalog.text END`
}

/** Whether a row of a catalog is about an object that came with an extension. */
export function ownedByExtension(row: string): string {
  return `EXISTS (SELECT FROM extension_objects AS o WHERE o.classid = ${row}.tableoid AND o.objid = ${row}.oid)`
}
