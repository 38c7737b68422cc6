import { answerError, notNeon, tooLarge } from './neon-answer.ts'
import { ReadError } from './read-error.ts'

/** What an answer was, for the log; none of it is secret. */
export interface NeonAnswer {
  readonly status: number
  /** What Neon's support asks for. */
  readonly requestId: string | null
}

/** What Neon's driver uses of a response; to make a whole one takes longer than all the rest. */
export type ArrivedResponse = Pick<Response, 'ok' | 'status' | 'json' | 'text'>

export interface ExchangeLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
}

/**
 * Asks once, and gives back a 200 with JSON in it whose body has arrived. Throws a `ReadError` for
 * all else that can come back, or not come back.
 */
export async function exchange(
  url: string,
  init: RequestInit,
  { timeoutMs, maxBytes }: ExchangeLimits,
  onAnswer: (answer: NeonAnswer) => void,
): Promise<ArrivedResponse> {
  // A signal made once for all requests would have run out before the second one.
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { ...init, signal, redirect: 'manual' }).catch(() => {
    // No cause: what fetch throws may quote the address, or a header.
    throw signal.aborted ? asleep() : unreachable()
  })
  const { status } = response
  onAnswer({ status, requestId: response.headers.get('neon-request-id') })
  const body = await readText(response, maxBytes, signal)
  const error = answerError(status, body)
  if (error !== undefined) throw error
  if (!body.startsWith('{')) throw notNeon(body === '' ? 'nothing' : 'no JSON')
  return { ok: true, status, json: async () => JSON.parse(body), text: async () => body }
}

/** Half a character, or a wrong one, must not become another hash. To make one takes a while. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

async function readText(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> {
  const bytes = await readBytes(response, maxBytes, signal)
  try {
    return decoder.decode(bytes)
  } catch {
    throw notNeon('no text')
  }
}

async function readBytes(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array()
  if (isShort(response.headers, maxBytes)) {
    // What HTTP itself has counted can be read at once, which takes half the time.
    return response.bytes().catch(() => {
      throw signal.aborted ? unfinished() : unreachable()
    })
  }
  const reader = response.body.getReader()
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw signal.aborted ? unfinished() : unreachable()
    })
    if (done) return joined(parts, size)
    parts.push(value)
    size += value.byteLength
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined)
      throw tooLarge()
    }
  }
}

/** Whether an answer says that it is within the limit; what is compressed says no length that counts. */
function isShort(headers: Headers, maxBytes: number): boolean {
  const length = headers.get('content-length')
  return length !== null && Number(length) <= maxBytes && !headers.has('content-encoding')
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

function unreachable(): ReadError {
  return new ReadError({
    reason: 'unreachable',
    message:
      'The database could not be reached, or the connection broke. Check the host in the connection string, and https://neonstatus.com.',
    again: 'at-once',
  })
}

function asleep(): ReadError {
  return new ReadError({
    reason: 'asleep',
    message:
      'The database did not answer in time, so it may not wake up. Look at its compute in the Neon console, and at https://neonstatus.com.',
    again: 'at-once',
  })
}

function unfinished(): ReadError {
  return new ReadError({
    reason: 'timeout',
    message:
      'The database began to answer and did not finish in time. It is read again at the next check.',
    again: 'at-once',
  })
}
