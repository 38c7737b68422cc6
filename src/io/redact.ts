import { encodingsOf } from './redact-encodings.ts'

/** Shorter than any secret that is taken out, so that it cannot hold one. */
const mark = '[…]'

/**
 * A shorter value stands in ordinary words, and taking it out would leave nothing readable. Such a
 * password protects nothing; the connection string around it is still taken out as a whole.
 */
const minLength = 4

/** A shorter user name is an ordinary word, such as `admin`, and these everybody has. */
const minUserLength = 8
const commonUsers = new Set(['postgres', 'neondb_owner'])

/**
 * A function that takes every secret out of a text, whole or encoded: percent-encoded, decoded, in
 * JSON, in HTML, in base64. It looks for the values and never for patterns, which always let some
 * password through. Of a connection string it also takes out the password, the host and an uncommon
 * user name; of another URL the path and the path's last part.
 */
export function redactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const values = new Set(secrets.flatMap((secret) => (secret ? [secret, ...partsOf(secret)] : [])))
  const needles = [...new Set([...values].flatMap(encodingsOf))].filter(
    (needle) => needle.length >= minLength,
  )
  return (text) => {
    const hits = needles.flatMap((needle) => occurrences(text, needle))
    if (hits.length === 0) return text
    let clean = ''
    let end = 0
    // Secrets may overlap in the text, so that taking out one by one would leave a part of one.
    for (const hit of hits.toSorted((a, b) => a.start - b.start)) {
      if (hit.start > end || end === 0) clean += text.slice(end, hit.start) + mark
      end = Math.max(end, hit.end)
    }
    return clean + text.slice(end)
  }
}

interface Span {
  readonly start: number
  readonly end: number
}

function occurrences(text: string, needle: string): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    spans.push({ start: at, end: at + needle.length })
  }
  return spans
}

/** What is secret by itself in a URL or a libpq text, however badly it is written. */
function partsOf(secret: string): string[] {
  const trimmed = secret.trim()
  const [, libpq = ''] = /\bpassword\s*=\s*'?((?<=')[^']*|\S*)/.exec(trimmed) ?? []
  if (/^postgres(ql)?:/i.test(trimmed)) return [trimmed, ...partsOfConnection(trimmed)]
  const url = URL.parse(trimmed)
  if (url === null || !trimmed.includes('://')) return [trimmed, libpq]
  return [trimmed, url.pathname + url.search, url.pathname.split('/').at(-1) ?? '']
}

/** A URL parser would stumble over what a person forgot to encode. */
function partsOfConnection(text: string): string[] {
  const rest = text.replace(/^[^:]*:(\/\/)?/, '')
  const user = /^[^:@]*/.exec(rest)?.[0] ?? ''
  // An @ may stand in the password, and behind the host.
  const passwords = [/^[^:]*:([^@]*)@/, /^[^:]*:(.*)@/s].map((end) => end.exec(rest)?.[1] ?? '')
  const hosts = [/^[^@]*@([^:/?#@]*)/, /@([^:/?#@]*)[^@]*$/].map((end) => end.exec(rest)?.[1] ?? '')
  return [
    ...passwords,
    // A parser that stops at one of these shows what stood before it.
    ...passwords.flatMap((password) => password.split(/[#/?@]/)),
    ...(user.length < minUserLength || commonUsers.has(user) ? [] : [user]),
    // A name without dots, as in `localhost`, is a word like any other.
    ...hosts.filter((host) => host.includes('.') && host !== '127.0.0.1'),
    ...hosts.flatMap((host) => /^ep-[^.]*/.exec(host) ?? []),
  ]
}
