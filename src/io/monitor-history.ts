import * as z from 'zod/mini'
import { History, type Run } from '../core/target-report.ts'
import { OutsideError, UserError } from './errors.ts'
import { parseJson } from './json.ts'

/** Far more than 2,000 runs need, in characters. */
const longest = 2_000_000

export interface MonitorOptions {
  /** The Worker's address, such as `https://driftwatch.example.workers.dev`. */
  readonly worker: string
  readonly target: string
  readonly token: string
  readonly timeoutMs?: number
}

/**
 * What the monitor's checks of a target came to, from the Worker. Throws a `UserError` for an address
 * that is none, and an `OutsideError` for an answer that is of no use; neither holds the token, the
 * address or a text of the other side's.
 */
export async function readMonitorHistory({
  worker,
  target,
  token,
  timeoutMs = 10_000,
}: MonitorOptions): Promise<readonly Run[]> {
  const url = historyUrl(worker, target)
  const response = await answerOf(url, token, timeoutMs)
  if (response.status !== 200) throw refused(response.status)
  const found = z.safeParse(History, jsonOf(response.text))
  if (!found.success) throw outside('The Worker answered with what is no history.')
  return found.data
}

/** The same from a file, as the Worker answered it. Throws a `UserError` that names the file. */
export function parseMonitorHistory(text: string, file: string): readonly Run[] {
  const wayOut = 'Save again what `GET /api/targets/<target>/history` of the Worker answers.'
  const found = z.safeParse(History, parseJson(text, file, wayOut))
  if (found.success) return found.data
  throw new UserError(`${file} is no history of a target. ${wayOut}`)
}

function historyUrl(worker: string, target: string): URL {
  const url = URL.parse(worker)
  const isLoopback = url?.protocol === 'http:' && url.hostname === '127.0.0.1'
  if (url === null || !(url.protocol === 'https:' || isLoopback) || url.username !== '') {
    throw new UserError('--worker must be the https address of the Worker, without a user.')
  }
  return new URL(`/api/targets/${encodeURIComponent(target)}/history`, url)
}

async function answerOf(
  url: URL,
  token: string,
  timeoutMs: number,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      // The token is for this address alone.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await response.text()
    return { status: response.status, text: text.slice(0, longest) }
  } catch {
    // No cause: it can quote the address and, of a malformed token, the header.
    throw outside('The Worker could not be reached, or did not answer in time.')
  }
}

function refused(status: number): OutsideError {
  switch (status) {
    case 401:
      return outside('The Worker did not accept API_TOKEN.')
    case 404:
      return outside('The Worker has no such target; name it with --target.')
    case 429:
      return outside('The Worker is asked too often; try again in a minute.')
    default:
      return outside(`The Worker answered ${status}.`)
  }
}

/** What a text holds, or nothing where it is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function outside(message: string): OutsideError {
  return new OutsideError(message, { reason: 'unreachable', retry: true })
}
