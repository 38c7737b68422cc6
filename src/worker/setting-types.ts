import type { Mention } from '../report/mention.ts'

/** Reads a setting's text; `undefined` where it is not what the setting takes. */
export type Parse<T> = (text: string) => T | undefined

const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
const unitMs: ReadonlyMap<string, number> = new Map([
  ['m', minuteMs],
  ['h', hourMs],
  ['d', dayMs],
])

/** `30m`, `4h`, `1d`: a time in milliseconds, of at least a minute. */
export function duration(longestMs: number): Parse<number> {
  return (text) => {
    const [, amount, unit = ''] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? []
    const ms = Number(amount) * (unitMs.get(unit) ?? NaN)
    return ms <= longestMs ? ms : undefined
  }
}

/** `4h, 8h, 24h`: growing times of at most 30 days; the last one repeats. */
export const reminders: Parse<readonly [number, ...number[]]> = (text) => {
  const parsed = text.split(',').map((part) => duration(30 * dayMs)(part.trim()))
  const [first, ...rest] = parsed.filter((time) => time !== undefined)
  if (first === undefined || rest.length + 1 !== parsed.length) return undefined
  const isGrowing = rest.every((time, index) => time > (rest[index - 1] ?? first))
  return isGrowing ? [first, ...rest] : undefined
}

/** Whom a critical finding calls. */
export const mention: Parse<Mention> = (text) => {
  if (text === 'here' || text === 'channel') return { kind: text }
  if (!/^[SUW][A-Z0-9]{6,20}$/.test(text)) return undefined
  return { kind: text.startsWith('S') ? 'group' : 'user', id: text }
}

/** Too long to be guessed, and of characters that a header carries as they are. */
export const token: Parse<string> = (text) => (/^[!-~]{32,}$/.test(text) ? text : undefined)

/** Hosts of Slack's incoming webhooks; no other can be what this setting is for. */
const slackHosts = new Set(['hooks.slack.com', 'hooks.slack-gov.com'])

/** A webhook's address. `isLocal` also takes a stand-in on this machine, as the others do. */
export function webhookUrl(isLocal: boolean): Parse<string> {
  const isWebhook = ({ hostname, pathname }: URL) =>
    slackHosts.has(hostname) && /^\/services\/./.test(pathname)
  return httpsUrl(isLocal, isWebhook)
}

/** Names that lead into a network of one's own (RFC 6761, RFC 6762, RFC 8375, and by custom). */
const privateName = /\.(arpa|corp|home|internal|invalid|lan|local|localhost|onion|test)$/

/** An address that the Worker calls by itself. */
export function publicUrl(isLocal: boolean): Parse<string> {
  return httpsUrl(isLocal, ({ hostname }) => isName(hostname) && !privateName.test(hostname))
}

/** An address that is only shown, as a link for people. */
export function linkUrl(isLocal: boolean): Parse<string> {
  return httpsUrl(isLocal, ({ hostname }) => isName(hostname))
}

/** Where Neon's SQL over HTTP is spoken: every request there carries the database's password. */
export function neonUrl(isLocal: boolean): Parse<string> {
  return httpsUrl(isLocal, ({ hostname }) => hostname.endsWith('.neon.tech'))
}

/** A host's name in full: no number, no name without a dot, and no dot at its end. */
function isName(hostname: string): boolean {
  return /^([a-z0-9-]+\.)+[a-z]{2,}$/.test(hostname)
}

/** The address as every client will read it, without what would make people read it otherwise. */
function httpsUrl(isLocal: boolean, isAllowed: (url: URL) => boolean): Parse<string> {
  return (text) => {
    const url = URL.parse(text)
    if (url === null || url.username !== '' || url.password !== '') return undefined
    const isOutside = url.protocol === 'https:' && url.port === '' && isAllowed(url)
    const isHere = isLocal && url.protocol === 'http:' && url.hostname === '127.0.0.1'
    return isOutside || isHere ? url.href : undefined
  }
}
