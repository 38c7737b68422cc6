import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { faultScript } from './fault-script.ts'
import { readBody, reset, startLocalServer } from './local-server.ts'
import { checkMessage, type SlackMessage } from './slack-blocks.ts'

/** What goes wrong with one delivery. */
export type SlackFault =
  /** An answer in place of Slack's; `accepted` if the message is shown all the same. */
  | {
      readonly status: number
      readonly body?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly accepted?: boolean
    }
  | 'reset-before'
  | 'reset-after-accept'
  | 'hang'
  | 'accept-then-hang'
  /** Answers rightly, so many milliseconds later. */
  | { readonly slow: number }

const html = '<!doctype html><html><body><h1>Sign in to continue</h1></body></html>'

function busy(retryAfter?: string): SlackFault {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
  return { status: 429, body: 'rate_limited', headers }
}

/** Every way in which Slack, or what stands before it, fails; refused connections are the server's. */
export const slackFaults = {
  '200 no_text': { status: 200, body: 'no_text' },
  '200 html': { status: 200, body: html },
  '200 empty': { status: 200 },
  '204': { status: 204 },
  '301': { status: 301, headers: { location: '/elsewhere' } },
  '302': { status: 302, headers: { location: '/elsewhere' } },
  '400 invalid_payload': { status: 400, body: 'invalid_payload' },
  '400 invalid_blocks': { status: 400, body: 'invalid_blocks' },
  '400 user_not_found': { status: 400, body: 'user_not_found' },
  '403 action_prohibited': { status: 403, body: 'action_prohibited' },
  '403 invalid_token': { status: 403, body: 'invalid_token' },
  '404 no_service': { status: 404, body: 'no_service' },
  '404 channel_not_found': { status: 404, body: 'channel_not_found' },
  '410 channel_is_archived': { status: 410, body: 'channel_is_archived' },
  '413': { status: 413, body: html },
  '429 in 1 s': busy('1'),
  '429 in 600 s': busy('600'),
  '429 without a time': busy(),
  '429 garbage': busy('soon'),
  '429 negative': busy('-5'),
  '429 date': busy('Thu, 01 Jan 2032 00:00:00 GMT'),
  '500 rollup_error': { status: 500, body: 'rollup_error' },
  '502 html': { status: 502, body: html },
  '503': { status: 503, body: 'service_unavailable' },
  '500 after accept': { status: 500, body: 'rollup_error', accepted: true },
  'reset-before': 'reset-before',
  'reset-after-accept': 'reset-after-accept',
  hang: 'hang',
  'accept-then-hang': 'accept-then-hang',
} as const satisfies Readonly<Record<string, SlackFault>>

/** A request as the receiver got it. */
export interface SlackRequest {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** What the receiver answered; `undefined` where a fault let it say nothing. */
  readonly status: number | undefined
}

export interface AcceptedMessage extends SlackMessage {
  readonly at: number
}

export interface SlackReceiver {
  /** The webhook's URL; its last part is the secret. */
  readonly url: string
  /** Every message that people would see, oldest first. */
  readonly accepted: () => readonly AcceptedMessage[]
  /** Every request, to whichever path. */
  readonly requests: () => readonly SlackRequest[]
  /** Lets so many requests fail; without a number, all until `heal`. */
  readonly fail: (fault: SlackFault, times?: number) => void
  /** Refuses connections until `heal`. */
  readonly refuse: () => Promise<void>
  readonly heal: () => Promise<void>
  /** Forgets requests and messages, and heals. */
  readonly clear: () => Promise<void>
  readonly stop: () => Promise<void>
}

const path = '/services/T0000DRIFT/B0000WATCH/secretWebhookToken0123456'

/** Behaves like one of Slack's incoming webhooks, and holds messages to Slack's limits. */
export async function startSlackReceiver(): Promise<SlackReceiver> {
  const script = faultScript<SlackFault>()
  let accepted: AcceptedMessage[] = []
  let requests: SlackRequest[] = []

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const at = Date.now()
    const body = (await readBody(request, 1024 * 1024)) ?? ''
    const { method = '', url = '', headers } = request
    const log = (status?: number) => {
      requests = [...requests, { at, method, path: url, headers, body, status }]
    }
    const say = (status: number, answer = '', more: Readonly<Record<string, string>> = {}) => {
      log(status)
      response.writeHead(status, { 'content-type': 'text/html', ...more }).end(answer)
    }
    if (url !== path) return say(404, 'no_service')
    if (method !== 'POST') return say(405)

    const fault = script.next()
    if (typeof fault === 'object' && 'slow' in fault) await sleep(fault.slow)
    if (fault === 'reset-before' || fault === 'hang') {
      log()
      if (fault === 'reset-before') reset(response)
      return
    }
    if (typeof fault === 'object' && 'status' in fault && fault.accepted !== true) {
      return say(fault.status, fault.body, fault.headers)
    }
    const checked = checkMessage(body)
    if ('refusal' in checked) return say(400, checked.refusal)
    accepted = [...accepted, { at, ...checked.message }]
    if (fault === 'reset-after-accept' || fault === 'accept-then-hang') {
      log()
      if (fault === 'reset-after-accept') reset(response)
      return
    }
    if (typeof fault === 'object' && 'status' in fault) {
      return say(fault.status, fault.body, fault.headers)
    }
    return say(200, 'ok')
  }

  const server = await startLocalServer(handle)
  const heal = async () => {
    script.heal()
    await server.open()
  }
  return {
    url: `${server.origin}${path}`,
    accepted: () => accepted,
    requests: () => requests,
    fail: script.fail,
    refuse: server.close,
    heal,
    async clear() {
      accepted = []
      requests = []
      await heal()
    },
    stop: server.close,
  }
}
