/**
 * The tokens of an SQL text as PostgreSQL writes it: what is quoted is one token, white space none.
 * Only what PostgreSQL itself deparsed comes here, so that comments and dollar quotes cannot occur.
 */
export function tokensOf(sql: string): string[] {
  return sql.match(token) ?? []
}

const token =
  /[EeBbXx]?'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"]|"")*"|::|[\p{L}_][\p{L}\p{N}_$]*|\d+(?:\.\d+)?|[^\s]/gu

/** Whether a token is a name, quoted or not. */
export function isName(text: string | undefined): boolean {
  return text !== undefined && /^(?:"|[\p{L}_])/u.test(text)
}

/** The text with a name in it replaced, wherever it stands as one token. */
export function renamedIn(sql: string, from: string, to: string): string {
  const written = quoted(from)
  return sql.includes(written)
    ? sql.replaceAll(token, (text) => (text === written ? quoted(to) : text))
    : sql
}

/** A name as PostgreSQL writes it, but for the key words, which it quotes too. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
