/**
 * The tokens of an SQL text as PostgreSQL writes it: what is quoted is one token, white space none.
 * `(- 5)` is told as `'-5'::integer`, as it is once PostgreSQL has read it again in a restore.
 * Only what PostgreSQL itself deparsed comes here, so that comments and dollar quotes cannot occur.
 */
export function tokensOf(sql: string): string[] {
  return (sql.match(token) ?? []).flatMap((text) =>
    text.startsWith('(-')
      ? [`'-${text.slice(3, -1)}'`, '::', text.includes('.') ? 'numeric' : 'integer']
      : text,
  )
}

/** A backslash means something only in E'…': standard_conforming_strings is on. */
const token =
  /\(- [\d.]+\)|[Ee]'(?:[^'\\]|\\[\s\S]|'')*'|[BbXx]?'(?:[^']|'')*'|"(?:[^"]|"")*"|::|[+\-*/<>=~!@#%^&|`?]+|[\p{L}_][\p{L}\p{N}_$]*|\d+(?:\.\d+)?|[^\s]/gu

/** Whether a token is a name, quoted or not. */
export function isName(text: string | undefined): boolean {
  return text !== undefined && /^(?:"|[\p{L}_])/u.test(text)
}

/** The text with a name in it replaced, wherever it stands as one token. */
export function renamedIn(sql: string, from: string, to: string): string {
  if (!isNamedIn(sql, from)) return sql
  const written = forms(from)
  const [quoted, plain = quoted] = forms(to)
  return sql.replaceAll(token, (text) => (written.includes(text) ? plain : text))
}

/** Whether the name may stand in the text; a quick look. */
export function isNamedIn(sql: string, name: string): boolean {
  return sql.includes(name.replaceAll('"', '""'))
}

/** The text without the quotes that PostgreSQL puts around key words, and only around those. */
export function withoutKeywordQuotes(sql: string): string {
  return sql.replaceAll(token, (text) => text.replace(/^"([a-z_][a-z0-9_]*)"$/, '$1'))
}

/** The ways in which PostgreSQL may write a name: with quotes, and, if it needs none, without. */
function forms(name: string): readonly [string, string?] {
  const quoted = `"${name.replaceAll('"', '""')}"`
  return /^[a-z_][a-z0-9_]*$/.test(name) ? [quoted, name] : [quoted]
}
