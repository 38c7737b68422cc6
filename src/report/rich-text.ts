/** A stretch of our own words, or something shown as code: a name, a value, what can be typed. */
export type Segment = { readonly text: string } | { readonly code: string }

/** Words that every sink renders in its own way. Its code is clean: see `clean`. */
export type RichText = readonly Segment[]

/** How many characters of a foreign text are shown. */
const shownLength = 120

/**
 * Rich text from a template. The template is our own words; an interpolated string is foreign
 * (it comes from a database or a repository), so it is cleaned and becomes code.
 */
export function say(
  own: TemplateStringsArray,
  ...values: readonly (string | number | RichText)[]
): RichText {
  return own.flatMap((text, index): Segment[] => {
    const value = values[index]
    const before = text === '' ? [] : [{ text }]
    if (value === undefined) return before
    if (typeof value === 'string') return [...before, { code: clean(value) }]
    return typeof value === 'number' ? [...before, { text: String(value) }] : [...before, ...value]
  })
}

/** Our own words, as rich text. */
export function words(text: string): RichText {
  return [{ text }]
}

/**
 * A whole sentence that may quote others, such as an error's message: cleaned, and cut to `length`.
 * What stands in backticks becomes code, as does a word that a sink could take for its markup.
 */
export function sentence(text: string, length = 600): RichText {
  return marked(clean(text, length))
}

/** As `sentence`, of what quotes SQL: see `cleanSql`. */
export function sqlSentence(text: string, length = 600): RichText {
  return marked(cleanSql(text, length))
}

function marked(cleaned: string): RichText {
  return cleaned
    .split(
      /(`[^`]*`|(?:(?!`[^`]*`)\S)*(?:[*~]|`(?![^`]*`)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))(?:\S*[^\s.,;:!?)])?)/,
    )
    .flatMap((part, index): Segment[] => {
      if (part === '') return []
      return index % 2 === 0 ? [{ text: part }] : [{ code: part.replace(/^`(.+)`$/, '$1') }]
    })
}

/** The phrases as one, with `between` between them. */
export function join(phrases: readonly RichText[], between: string): RichText {
  return phrases.flatMap((phrase, index) => (index === 0 ? phrase : [{ text: between }, ...phrase]))
}

/** Without marks, for where there is nothing but text. */
export function plainText(rich: RichText): string {
  return rich.map((segment) => ('text' in segment ? segment.text : segment.code)).join('')
}

/**
 * A foreign text on one line, made harmless wherever it may be shown, and cut to `length`
 * characters.
 */
export function clean(foreign: string, length = shownLength): string {
  return onOneLine(foreign, length, harmless)
}

/**
 * As `clean`, for SQL, where `::` is a cast: only for a sink that lets no line begin with that.
 */
export function cleanSql(foreign: string, length: number): string {
  return onOneLine(foreign, length, harmlessButCasts)
}

function onOneLine(foreign: string, length: number, harmlessOf: (text: string) => string): string {
  // More than is kept, and still a bound on the work that a hostile text can make.
  const text = harmlessOf(foreign.slice(0, length * 8))
    .replaceAll(/\p{Z}+/gu, ' ')
    .trim()
  const characters = Array.from(text)
  if (characters.length > length) return `${characters.slice(0, length - 1).join('')}…`
  return text === '' ? '(empty)' : text
}

/**
 * The text without what is more than text: control characters become spaces; what is invisible or
 * changes the direction of writing goes; `::` and `##[`, with which CI systems mark commands to
 * themselves, are broken up.
 */
export function harmless(text: string): string {
  return harmlessButCasts(text).replaceAll(/:(?=:)/g, ': ')
}

function harmlessButCasts(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/#(?=#)/g, '# ')
}
