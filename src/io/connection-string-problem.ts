type Parts = Readonly<Record<string, string | undefined>>

const form = 'use `postgresql://user:password@host/database`'

const encodings = new Map([
  ['#', '%23'],
  ['/', '%2F'],
  ['?', '%3F'],
  ['@', '%40'],
  [' ', '%20'],
])

/**
 * What is wrong with a connection string, to follow the name of its setting; `undefined` where
 * nothing is. `parts` is what the strict pattern made of it. Shows no part of it but a character
 * that must be encoded.
 */
export function connectionStringProblem(
  text: string,
  parts: Parts | undefined,
): string | undefined {
  if (text === '') return 'is not set: give the connection string of the database'
  return wrapping(text) ?? rawCharacter(text, parts) ?? (parts && incomplete(parts))
}

/** The string is not alone, or not a URL at all. */
function wrapping(text: string): string | undefined {
  if (/^psql\s/.test(text)) {
    return 'holds a whole psql command: leave psql and the quotes away, and keep what is between them'
  }
  if (/^(?:export\s+)?\w+\s*=\s*["']?(?:postgres|psql)/i.test(text)) {
    return 'holds the name of a variable, too: keep only what follows the ='
  }
  if (/^["'`“‘]|["'`”’]$/.test(text)) return 'is in quotes: leave them away'
  if (/[\r\n]/.test(text)) return 'has a line break in it: keep one line'
  if (/^\w+\s*=/.test(text)) return `is in libpq's key=value form: ${form}`
  if (/^jdbc:/i.test(text)) return `is a JDBC address: ${form}`
  if (!/^postgres(?:ql)?:/i.test(text)) {
    return `does not start with postgresql:// or postgres://: ${form}`
  }
  if (!/^\w+:\/\//.test(text)) return `does not have // after its scheme: ${form}`
  return undefined
}

/** A character that ends the user name or the password before its time. */
function rawCharacter(text: string, parts: Parts | undefined): string | undefined {
  // Where the strict pattern found a user, an @ further on is a parameter's.
  if (parts?.['user'] !== undefined) return undefined
  const rest = text.slice(text.indexOf('://') + 3)
  const credentials = rest.slice(0, Math.max(0, rest.lastIndexOf('@')))
  const colon = credentials.indexOf(':')
  const places = [
    { what: 'user name', value: colon < 0 ? credentials : credentials.slice(0, colon) },
    { what: 'password', value: colon < 0 ? '' : credentials.slice(colon + 1) },
  ]
  for (const { what, value } of places) {
    for (const [character, encoded] of encodings) {
      if (!value.includes(character)) continue
      const shown = character === ' ' ? 'a space' : `a raw ${character}`
      return `has ${shown} in its ${what}: percent-encode it as ${encoded}`
    }
  }
  return undefined
}

/** What a connection string of the right form does not say. */
function incomplete(parts: Parts): string | undefined {
  if (!parts['user']) return `has no user name: ${form}`
  if (!parts['host']) return `has no host: ${form}`
  if (!parts['database']) return `has no database name: ${form}`
  if (parts['port'] !== undefined && !isPort(Number(parts['port']))) {
    return 'has no possible port: PostgreSQL listens on 5432 unless told otherwise'
  }
  if (/^\*+$/.test(parts['password'] ?? '')) {
    return 'has asterisks for a password: copy it with the password shown, or write each * of it as %2A'
  }
  return undefined
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535
}
