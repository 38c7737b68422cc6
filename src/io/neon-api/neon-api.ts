import type * as z from 'zod/mini'
import { OutsideError } from '../errors.ts'
import { pause } from './pause.ts'
import { refusalError } from './refusal.ts'
import { Refused } from './shapes.ts'

/** Where Neon's API is, and what opens it. */
export interface NeonAccess {
  /** A secret. */
  readonly key: string
  readonly project: string
  /** Without a slash at its end. */
  readonly base: string
  readonly pace: Pace
}

/** How long to bear with Neon, and how often to ask it meanwhile. */
export interface Pace {
  readonly patienceMs: number
  readonly everyMs: number
  /** Of one request. */
  readonly timeoutMs: number
}

export const neonApiBase = 'https://console.neon.tech/api/v2'

/** Far below the limit, which is about 11 requests a second. */
export const politePace: Pace = { patienceMs: 120_000, everyMs: 1000, timeoutMs: 30_000 }

export interface NeonRequest<T> {
  /** As in `make a branch`. */
  readonly what: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the project, with a slash before it. */
  readonly path: string
  readonly body?: unknown
  readonly shape: z.ZodMiniType<T>
  /** A status that is as good as done, besides those of success. */
  readonly doneBy?: number
  /** Ends the waiting between two tries; never a request that may change something. */
  readonly signal?: AbortSignal
}

/** A failure that is no answer, or one of Neon's own, may pass at once. */
const mostTries = 3

/**
 * Asks Neon's API about the project. What is locked or asked too often is asked again, as nothing
 * was done; another failure only where asking twice does no harm. Throws a `UserError` or an
 * `OutsideError`.
 */
export async function askNeon<T>(access: NeonAccess, request: NeonRequest<T>): Promise<T> {
  const until = performance.now() + access.pace.patienceMs
  for (let tries = 1; ; tries += 1) {
    const { value, error, again, afterMs } = await askOnce(access, request)
    if (error === undefined) return value
    const waitMs = afterMs ?? access.pace.everyMs
    const mayAsk = again === 'always' || (request.method !== 'POST' && tries < mostTries)
    if (again === 'never' || !mayAsk || performance.now() + waitMs > until) throw error
    await pause(waitMs, request.signal)
  }
}

type Asked<T> =
  | { readonly value: T; readonly error?: never; readonly again?: never; readonly afterMs?: never }
  | {
      readonly value?: never
      readonly error: Error
      readonly again: 'always' | 'if-harmless' | 'never'
      readonly afterMs?: number | undefined
    }

async function askOnce<T>(
  { key, project, base, pace }: NeonAccess,
  { what, method, path, body, shape, doneBy }: NeonRequest<T>,
): Promise<Asked<T>> {
  const failed = (because: string): Asked<T> => ({
    error: new OutsideError(`Neon could not be asked to ${what}: ${because}.`, {
      reason: 'unreachable',
      retry: true,
    }),
    again: 'if-harmless',
  })
  const timeout = AbortSignal.timeout(pace.timeoutMs)
  let response: Response
  let text: string
  try {
    response = await fetch(`${base}/projects/${encodeURIComponent(project)}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: timeout,
    })
    text = await response.text()
  } catch {
    // No cause: what fetch throws may quote a header.
    return failed(timeout.aborted ? 'no answer came in time' : 'its API cannot be reached')
  }
  const { ok, status } = response
  if (ok || status === doneBy) {
    const parsed = shape.safeParse(jsonOf(text))
    return parsed.success
      ? { value: parsed.data }
      : failed('what answered is not its API, or one that this version does not know')
  }
  const refused = Refused.safeParse(jsonOf(text))
  const error = refusalError({ status, code: refused.data?.code ?? '' }, what)
  if (status === 423) return { error, again: 'always' }
  if (status === 429) return { error, again: 'always', afterMs: afterMsOf(response) }
  return { error, again: status >= 500 ? 'if-harmless' : 'never' }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function afterMsOf({ headers }: Response): number | undefined {
  const seconds = headers.get('retry-after') ?? ''
  return /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined
}
