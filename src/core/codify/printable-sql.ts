/**
 * What a terminal or a CI system may take for more than text, or a reader for less: control
 * characters but tab and line break, what is invisible or changes the direction of writing, and what
 * CI systems mark commands to themselves with: `::` where a line begins, and `##[` or `##vso[`.
 */
const unfit =
  /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?<=^[^\S\n]*):(?=:)|#(?=#\w*\[)/gmu

/** Whether a text of several lines can be shown anywhere just as it is. */
export function isPrintable(text: string): boolean {
  return text.search(unfit) === -1
}

/** As far as they matter here, by the names of their groups. See the manual on lexical structure. */
const token =
  /(?<escaped>[eE]'(?:[^'\\]|\\.|'')*')|(?<other>[uU]&(?:'[^']*'|"[^"]*")|[bBxX]'[^']*')|'(?<literal>(?:[^']|'')*)'|"(?<name>(?:[^"]|"")*)"|\$(?<tag>(?:[A-Za-z_\u{80}-\u{10FFFF}][\w\u{80}-\u{10FFFF}]*)?)\$(?<body>.*?)\$\k<tag>\$|(?<space>\s+)(?=::)|[A-Za-z_\u{80}-\u{10FFFF}][\w$\u{80}-\u{10FFFF}]*|--[^\n]*|\/\*.*?\*\/|./gsu

/**
 * SQL that says the same and can be shown anywhere: what is unfit for that is escaped, in literals
 * by `E'…'` and in names by `U&"…"`. What stands elsewhere stays: see `isPrintable`.
 */
export function printableSql(sql: string): string {
  if (isPrintable(sql)) return sql
  let before = ''
  return sql.replaceAll(token, (text: string, ...rest: readonly unknown[]) => {
    const { escaped, literal, name, body, space } = Object(rest.at(-1))
    // The E must not become the end of a word.
    const gap = /\w$/.test(before) ? ' ' : ''
    before = text
    if (typeof space === 'string') return ' '
    if (isPrintable(text)) return text
    if (typeof escaped === 'string') return escapedAgain(escaped)
    if (typeof literal === 'string') return gap + asEscaped(literal.replaceAll("''", "'"))
    if (typeof body === 'string') return gap + asEscaped(body)
    return typeof name === 'string' ? gap + asUnicodeName(name) : text
  })
}

function asEscaped(value: string): string {
  const text = value.replaceAll('\\', '\\\\').replaceAll("'", "''")
  return `E'${text.replaceAll(unfit, escapeOf)}'`
}

/** A backslash before any other character stands for nothing. */
function escapedAgain(literal: string): string {
  const pairs = /(\\.)/su
  return literal
    .split(pairs)
    .map((part) => {
      if (!pairs.test(part)) return part.replaceAll(unfit, escapeOf)
      return isPrintable(part) ? part : part.slice(1).replaceAll(unfit, escapeOf)
    })
    .join('')
}

function escapeOf(character: string): string {
  if (character === '\r') return '\\r'
  const code = hex(character)
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
}

function asUnicodeName(name: string): string {
  const text = name.replaceAll('\\', '\\\\').replaceAll(unfit, (character) => {
    const code = hex(character)
    return code.length > 4 ? `\\+${code.padStart(6, '0')}` : `\\${code.padStart(4, '0')}`
  })
  return `U&"${text}"`
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
}
