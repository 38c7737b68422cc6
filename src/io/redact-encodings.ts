/** Every way in which a value is written inside other texts, itself included. */
export function encodingsOf(value: string): string[] {
  const plain = [value, decoded(value)]
  const texts = plain.flatMap((text) => [...percentEncoded(text), ...escaped(text)])
  // A JSON text inside of JSON, and an HTML page that shows JSON, are both usual.
  return [...texts, ...texts.flatMap(escaped), ...plain.flatMap(base64Cores)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function percentEncoded(text: string): string[] {
  // Half of a surrogate pair has no percent-encoding.
  const whole = text.toWellFormed()
  const component = encodeURIComponent(whole)
  const all = [component, encodeURI(whole), inUserInfo(whole), inForm(whole)]
  return [text, ...all, ...all.map(inLowerCaseHex)]
}

/** As a URL parser writes a password; the Neon driver sends and prints that. */
function inUserInfo(text: string): string {
  const url = new URL('http://host')
  url.password = text
  return url.password
}

function inForm(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

function inLowerCaseHex(text: string): string {
  return text.replaceAll(/%[\dA-F]{2}/g, (code) => code.toLowerCase())
}

function escaped(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replaceAll(/[^\0-\x7f]/g, unicodeEscape)
  const quoted = text.replaceAll(/[\\']/g, String.raw`\$&`)
  const html = text.replaceAll(/[&<>"]/g, (character) => entities.get(character) ?? character)
  return [
    text,
    json,
    ascii,
    quoted,
    html,
    html.replaceAll("'", '&#39;'),
    html.replaceAll("'", '&#x27;'),
    html.replaceAll("'", '&apos;'),
    // Slack escapes these three and no quotes.
    html.replaceAll('&quot;', '"'),
  ]
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

function unicodeEscape(character: string): string {
  return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Fewer characters of base64 would be found in any hash. */
const minCoreLength = 5

/**
 * The characters of base64 that a value determines by itself, whatever stands before and behind
 * it, as in `Basic <base64 of user:password>`; one text for each way in which it can be aligned.
 */
function base64Cores(text: string): string[] {
  const bytes = new TextEncoder().encode(text)
  return [0, 1, 2].flatMap((shift) => {
    const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
    const whole = btoa('\0'.repeat(shift) + binary)
    const start = Math.ceil((shift * 4) / 3)
    const end = Math.floor(((shift + bytes.length) * 4) / 3)
    const core = whole.slice(start, end)
    const urlCore = core.replaceAll('+', '-').replaceAll('/', '_')
    return core.length < minCoreLength ? [] : [core, urlCore]
  })
}
