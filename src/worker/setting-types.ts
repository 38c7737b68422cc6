import * as z from 'zod/mini'
import type { Mention } from '../report/mention.ts'

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `30m`, `4h`, `1d`: a time in milliseconds, of at least a minute and at most 30 days. */
export const duration = z.pipe(
  z.string().check(z.regex(/^\s*[1-9]\d{0,3}[mhd]\s*$/)),
  z.transform((text: string, context): number => {
    const [, amount, unit] = /(\d+)([mhd])/.exec(text) ?? []
    const ms = Number(amount) * unitMs[unit === 'd' ? 'd' : unit === 'h' ? 'h' : 'm']
    if (ms > 30 * unitMs.d) context.issues.push({ code: 'custom', input: text })
    return ms
  }),
)

/** `4h, 8h, 24h`: growing times; the last one repeats. */
export const reminders = z.pipe(
  z.string(),
  z.transform((text: string, context): [number, ...number[]] => {
    const parsed = text.split(',').map((part) => z.safeParse(duration, part))
    const times = parsed.flatMap((part) => (part.success ? [part.data] : []))
    const [first, ...rest] = times
    const isGrowing = times.every((time, index) => time > (times[index - 1] ?? 0))
    if (first === undefined || times.length !== parsed.length || !isGrowing) {
      context.issues.push({ code: 'custom', input: text })
      return [unitMs.d]
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

/** Hosts of Slack's incoming webhooks; no other can be what this setting is for. */
const slackHosts = new Set(['hooks.slack.com', 'hooks.slack-gov.com'])

/** A webhook's address. `isLocal` also takes a stand-in on this machine. */
export function webhookUrl(isLocal: boolean) {
  return outboundUrl(isLocal, (url) => slackHosts.has(url.hostname))
}

/** An https address with a name for its host: no number, no user, no port. */
export function plainUrl(isLocal: boolean) {
  return outboundUrl(isLocal, (url) => /^([a-z0-9-]+\.)+[a-z]{2,}$/.test(url.hostname))
}

function outboundUrl(isLocal: boolean, isHost: (url: URL) => boolean) {
  return z.pipe(
    z.string(),
    z.transform((text: string, context): string | undefined => {
      const url = URL.parse(text)
      const isBare = url?.username === '' && url.password === ''
      const isOutside = url?.protocol === 'https:' && url.port === '' && isHost(url)
      const isHere = isLocal && url?.protocol === 'http:' && url.hostname === '127.0.0.1'
      if (isBare && (isOutside || isHere)) return text
      context.issues.push({ code: 'custom', input: text })
      return undefined
    }),
  )
}
