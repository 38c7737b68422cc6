import {
  IncomingWebhook,
  IncomingWebhookHTTPError,
  IncomingWebhookRequestError,
  type IncomingWebhookSendArguments,
} from '@slack/webhook'
import type { Delivery } from '../core/incident/outbox.ts'
import { assertNever } from '../core/never.ts'

/** Longer than Slack takes by far; a message that got no answer by then may have been delivered. */
const timeoutMs = 8000

/** More than any of Slack's answers. */
const answerLimit = 1000

const secondMs = 1000
const dayMs = 24 * 60 * 60 * secondMs

/**
 * Posts one message to an incoming webhook. Never throws for what Slack or the network does, and
 * what it says of it holds neither the URL nor anything foreign but Slack's own error words.
 */
export async function sendToSlack(
  webhookUrl: string,
  message: IncomingWebhookSendArguments,
): Promise<Delivery> {
  let retryAfter: string | null = null
  const webhook = new IncomingWebhook(webhookUrl, {
    timeout: timeoutMs,
    fetch: async (url, init) => {
      // workerd knows neither the library's `redirect: 'error'` nor a fetch that is called as a
      // method. With 'manual' a redirect comes back as what it is, and is not followed.
      const response = await fetch(url, { ...init, redirect: 'manual' })
      retryAfter = response.headers.get('retry-after')
      return response
    },
  })
  try {
    const { text } = await webhook.send(message)
    // Any 2xx counts as success for the library; a login page of some network is one, too.
    return text.slice(0, answerLimit).trim() === 'ok'
      ? { outcome: 'accepted' }
      : { outcome: 'failed' }
  } catch (error) {
    if (error instanceof IncomingWebhookHTTPError) {
      return refusal(error.statusCode, error.body, retryAfter)
    }
    if (error instanceof IncomingWebhookRequestError) return { outcome: 'ambiguous' }
    throw error
  }
}

function refusal(status: number, body: string, retryAfter: string | null): Delivery {
  const word = /^[a-z_]{1,40}$/.test(body.trim()) ? ` (${body.trim()})` : ''
  const because = `Slack answered ${status}${word}`
  const sort = sortOf(status)
  switch (sort) {
    case 'rate-limited':
      return { outcome: sort, retryAfterMs: retryAfterMs(retryAfter, Date.now()) }
    case 'failed':
      return { outcome: sort }
    case 'rejected':
    case 'broken':
      return { outcome: sort, because }
    default:
      return assertNever(sort)
  }
}

/** 400, 413 and 422 speak of the message; other refusals of the webhook, which is then no use. */
function sortOf(status: number): 'rate-limited' | 'failed' | 'rejected' | 'broken' {
  if (status === 429) return 'rate-limited'
  if (status >= 500 || status === 408 || status === 425) return 'failed'
  return status === 400 || status === 413 || status === 422 ? 'rejected' : 'broken'
}

/**
 * The wait that a Retry-After header asks for, in milliseconds: seconds or an HTTP date (RFC 9110,
 * section 10.2.3), kept between a second and a day; a minute where it says nothing that makes sense.
 */
export function retryAfterMs(header: string | null, now: number): number {
  const text = header?.trim() ?? ''
  const wait = /^\d+$/.test(text) ? Number(text) * secondMs : Date.parse(text) - now
  if (!Number.isFinite(wait) || wait <= 0) return text === '0' ? secondMs : 60 * secondMs
  return Math.min(dayMs, Math.max(secondMs, wait))
}
