import * as z from 'zod/mini'
import type { Mention } from '../report/mention.ts'

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const
export const hourMs = unitMs.h
export const dayMs = unitMs.d

/** `30m`, `4h`, `1d`: a time in milliseconds, of at least a minute. */
export function duration(longestMs: number) {
  return z.pipe(
    z.string().check(z.regex(/^[1-9]\d{0,3}[mhd]$/)),
    z.transform((text: string, context): number => {
      const [, amount, unit] = /(\d+)([mhd])/.exec(text) ?? []
      const ms = Number(amount) * unitMs[unit === 'd' ? 'd' : unit === 'h' ? 'h' : 'm']
      if (ms > longestMs) context.issues.push({ code: 'custom', input: text })
      return ms
    }),
  )
}

/** `4h, 8h, 24h`: growing times of at most 30 days; the last one repeats. */
export const reminders = z.pipe(
  z.string(),
  z.transform((text: string, context): [number, ...number[]] => {
    const one = duration(30 * dayMs)
    const parsed = text.split(',').map((part) => z.safeParse(one, part.trim()))
    const times = parsed.flatMap((part) => (part.success ? [part.data] : []))
    const [first, ...rest] = times
    const isGrowing = times.every((time, index) => time > (times[index - 1] ?? 0))
    if (first === undefined || times.length !== parsed.length || !isGrowing) {
      context.issues.push({ code: 'custom', input: text })
      return [dayMs]
    }
    return [first, ...rest]
  }),
)

/** Whom a critical finding calls. */
export const mention = z.pipe(
  z.string().check(z.regex(/^(S[A-Z0-9]{6,20}|[UW][A-Z0-9]{6,20}|here|channel)$/)),
  z.transform((text: string): Mention | undefined => {
    if (text === 'here' || text === 'channel') return { kind: text }
    return { kind: text.startsWith('S') ? 'group' : 'user', id: text }
  }),
)

/** Too long to be guessed, and of characters that a header carries as they are. */
export const token = z.pipe(
  z.string().check(z.regex(/^[!-~]{32,}$/)),
  z.transform((text: string): string | undefined => text),
)

/** Hosts of Slack's incoming webhooks; no other can be what this setting is for. */
const slackHosts = new Set(['hooks.slack.com', 'hooks.slack-gov.com'])

/** A webhook's address. `isLocal` also takes a stand-in on this machine, as the others do. */
export function webhookUrl(isLocal: boolean) {
  const isWebhook = ({ hostname, pathname }: URL) =>
    slackHosts.has(hostname) && /^\/services\/./.test(pathname)
  return httpsUrl(isLocal, isWebhook)
}

/** Names that lead into a network of one's own (RFC 6761, RFC 6762, RFC 8375, and by custom). */
const privateName = /\.(arpa|corp|home|internal|invalid|lan|local|localhost|onion|test)$/

/** An address that the Worker calls by itself. */
export function publicUrl(isLocal: boolean) {
  return httpsUrl(isLocal, ({ hostname }) => isName(hostname) && !privateName.test(hostname))
}

/** An address that is only shown, as a link for people. */
export function linkUrl(isLocal: boolean) {
  return httpsUrl(isLocal, ({ hostname }) => isName(hostname))
}

/** Where Neon's SQL over HTTP is spoken: every request there carries the database's password. */
export function neonUrl(isLocal: boolean) {
  return httpsUrl(isLocal, ({ hostname }) => hostname.endsWith('.neon.tech'))
}

/** A host's name in full: no number, no name of one's own network, no dot at its end. */
function isName(hostname: string): boolean {
  return /^([a-z0-9-]+\.)+[a-z]{2,}$/.test(hostname)
}

/** The address as every client will read it, without what would make people read it otherwise. */
function httpsUrl(isLocal: boolean, isAllowed: (url: URL) => boolean) {
  return z.pipe(
    z.string(),
    z.transform((text: string, context): string | undefined => {
      const url = URL.parse(text)
      const isBare = url?.username === '' && url.password === ''
      const isOutside = url?.protocol === 'https:' && url.port === '' && isAllowed(url)
      const isHere = isLocal && url?.protocol === 'http:' && url.hostname === '127.0.0.1'
      if (isBare && (isOutside || isHere)) return url.href
      context.issues.push({ code: 'custom', input: text })
      return undefined
    }),
  )
}
