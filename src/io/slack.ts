// Not from the package's index, which brings its other clients into the Worker's bundle.
import { ErrorCode } from '@slack/webhook/dist/errors.js'
import {
  IncomingWebhook,
  type IncomingWebhookSendArguments,
} from '@slack/webhook/dist/IncomingWebhook.js'
import type { Delivery } from '../core/incident/outbox.ts'
import { assertNever } from '../core/never.ts'

export interface SlackOptions {
  /** Of the whole exchange; a message that got no answer by then may have been delivered. */
  readonly timeoutMs?: number
}

/** More than any of Slack's answers has, in characters. */
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
  // Longer than Slack takes by far.
  { timeoutMs = 8000 }: SlackOptions = {},
): Promise<Delivery> {
  let status = 0
  let words = ''
  let retryAfter: string | null = null
  const webhook = new IncomingWebhook(webhookUrl, {
    timeout: timeoutMs,
    fetch: async (url, init) => {
      // workerd knows neither the library's `redirect: 'error'` nor a fetch that is called as a
      // method. With 'manual' a redirect comes back as what it is, and is not followed.
      const response = await fetch(url, { ...init, redirect: 'manual' })
      status = response.status
      retryAfter = response.headers.get('retry-after')
      return Object.assign(response, { text: async () => (words = await wordsOf(response)) })
    },
  })
  try {
    await webhook.send(message)
    // Any 2xx counts as success for the library; a login page of some network is one, too.
    return status === 200 && words.trim() === 'ok' ? { outcome: 'accepted' } : { outcome: 'failed' }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === ErrorCode.HTTPError) return refusal(status, words, retryAfter)
    // workerd says the same of a refused connection as of one that broke after the message was
    // sent, and so all of these may have been delivered.
    if (code === ErrorCode.RequestError) return { outcome: 'ambiguous' }
    throw error
  }
}

/** The beginning of an answer, however long it is. A refusal is one even if its words break off. */
async function wordsOf({ body, ok }: Response): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (text.length < answerLimit) {
      const { done, value } = await reader.read()
      if (done) return text
      text += decoder.decode(value, { stream: true })
    }
    await reader.cancel()
    return text.slice(0, answerLimit)
  } catch (error) {
    if (ok) throw error
    return ''
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
    case 'ambiguous':
      return { outcome: sort }
    case 'rejected':
    case 'broken':
      return { outcome: sort, because }
    default:
      return assertNever(sort)
  }
}

/** Where another server answers for Slack's and does not know what became of the message. */
const fromBetween = new Set([502, 504, 520, 524])

/** 400, 413 and 422 speak of the message; other refusals of the webhook, which is then no use. */
function sortOf(status: number): Exclude<Delivery['outcome'], 'accepted'> {
  if (status === 429) return 'rate-limited'
  if (fromBetween.has(status)) return 'ambiguous'
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
