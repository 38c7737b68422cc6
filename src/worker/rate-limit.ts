import type { RateLimit } from '@cloudflare/workers-types'
import { within } from './within.ts'

/** The window of the limit in wrangler.toml, in seconds: after it, whoever was refused may ask again. */
export const limitedForSeconds = 60

/** What it is worth to wait for; the limit is counted where the Worker runs. */
const limiterMs = 1000

/**
 * Whether whoever asks has asked too often. Each request counts, with the right token or a wrong
 * one: an answer that only wrong ones are refused would tell which token is right. Where the limit
 * cannot be asked, nobody is refused: the token is too long to be guessed, and in an incident its
 * holder must not be shut out by a second line of defence.
 */
export async function asksTooOften(
  request: Request,
  limiter: RateLimit | undefined,
): Promise<boolean> {
  if (limiter === undefined) return false
  // Cloudflare sets it, whatever a client sends. Those without one are counted as one.
  const key = networkOf(request.headers.get('cf-connecting-ip') ?? '')
  return within(limiterMs, limiter.limit({ key })).then(
    ({ success }) => !success,
    () => false,
  )
}

/** An IPv4 address, or the /64 of an IPv6 one: whoever has one address there has all of them. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [left = [], right = []] = address
    .split('::')
    .map((side) => side.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
