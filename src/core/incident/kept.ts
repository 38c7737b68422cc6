import { Finding } from '../finding.ts'

/** What is remembered of a finding takes no more than this, in bytes of JSON. */
const findingBytes = 1536

/**
 * How much of a finding is kept, the most first: the characters of each text, of which no message
 * shows more than 120, and the rows of a hash. Findings as Drizzle makes them fit into the first.
 */
const measures = [
  { length: 120, rows: 5 },
  { length: 120, rows: 1 },
  { length: 32, rows: 1 },
] as const

/** The finding as it is remembered and told: bounded, whatever a ledger holds. */
export function kept(finding: Finding): Finding {
  const [whole, ...smaller] = measures.map((measure) => () => measured(finding, measure))
  let result = whole?.() ?? finding
  for (const next of smaller) if (bytesOf(result) > findingBytes) result = next()
  return result
}

/** The first of the findings, as many as fit into so many bytes. */
export function keptWithin(findings: readonly Finding[], bytes: number): Finding[] {
  const all = findings.map(kept)
  const ends = all.map((_, index) => bytesOf(all.slice(0, index + 1)))
  return all.filter((_, index) => (ends[index] ?? 0) <= bytes)
}

/** How many bytes a value takes as JSON in UTF-8. */
export function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}

/** One line of so many characters at most; control characters, long in JSON, become spaces. */
export function cut(text: string, length: number): string {
  const characters = Array.from(text.slice(0, 2 * length + 2).toWellFormed())
  const isLonger = characters.length > length
  const shown = isLonger ? `${characters.slice(0, length - 1).join('')}…` : characters.join('')
  return shown.replaceAll(/\p{Cc}/gu, ' ')
}

function measured(finding: Finding, { length, rows }: (typeof measures)[number]): Finding {
  const fewer = 'rows' in finding ? { ...finding, rows: finding.rows.slice(0, rows) } : finding
  const text = JSON.stringify(fewer, (_, value: unknown) => {
    // Half a hash would be taken for none.
    const isCut = typeof value === 'string' && !/^[0-9a-f]{64}$/i.test(value)
    return isCut ? cut(value, length) : value
  })
  return text === JSON.stringify(fewer) ? fewer : Finding.parse(JSON.parse(text))
}
