import * as z from 'zod/mini'
import { ReadError } from './read-error.ts'
import { isSqlState, sqlStateError } from './sql-state.ts'

const ErrorBody = z.object({ message: z.optional(z.string()), code: z.optional(z.unknown()) })

const neonStatus = 'https://neonstatus.com'

/**
 * What the proxy says in words alone, without an SQLSTATE: the texts of proxy/src in
 * https://github.com/neondatabase/neon, and captures of what production answers.
 */
const proxyWords: readonly { readonly words: RegExp; readonly error: () => ReadError }[] = [
  {
    words: /password authentication failed|authentication failed/i,
    error: () => sqlStateError('28P01'),
  },
  {
    words: /not allowed to connect/i,
    error: () =>
      new ReadError({
        reason: 'no-permission',
        message:
          "The Neon project's IP Allow list does not let this monitor in. Cloudflare Workers have no fixed address: take the list off the branch, or monitor from a machine that is on it.",
        again: 'never',
      }),
  },
  { words: /quota|exceeded the .* (time|transfer|limit)/i, error: quotaError },
  {
    words: /endpoint is disabled/i,
    error: () =>
      new ReadError({
        reason: 'no-database',
        message:
          "Neon says that the compute of this database is disabled. Enable it in the Neon console, or take the target out of the monitor's settings.",
        again: 'never',
      }),
  },
  {
    words: /endpoint (cannot|could not|can't) be found|endpoint not found/i,
    error: () =>
      new ReadError({
        reason: 'no-database',
        message:
          'Neon knows no compute at this address: its branch may have been deleted. Copy the connection string of the branch from the Neon console.',
        again: 'never',
      }),
  },
  {
    words: /acquire permit|too many (database )?connection/i,
    error: () =>
      new ReadError({
        reason: 'busy',
        message:
          'Neon was still starting the database for others, and had no place left for this connection. It is read again at the next check.',
        again: 'at-once',
      }),
  },
  {
    words: /control plane|couldn't connect to compute/i,
    error: () =>
      new ReadError({
        reason: 'unreachable',
        message: `Neon could not start the database's compute. This is for Neon to mend: see ${neonStatus}.`,
        again: 'at-once',
      }),
  },
]

/** What an answer of Neon's means that is no result; `undefined` for a 200. Quotes none of it. */
export function answerError(status: number, body: string): ReadError | undefined {
  if (status === 200) return undefined
  const parsed = ErrorBody.safeParse(jsonOrUndefined(body))
  const { message = '', code } = parsed.success ? parsed.data : {}
  if (status === 400 && isSqlState(code)) return sqlStateError(code)
  if (status === 402) return quotaError()
  const told = proxyWords.find(({ words }) => words.test(message))
  if (told !== undefined) return told.error()
  return statusError(status, parsed.success && message !== '')
}

function quotaError(): ReadError {
  return new ReadError({
    reason: 'quota',
    message:
      'The Neon project has used up its quota, so its databases do not wake. Raise the limit in the Neon console, or wait for the next billing period.',
    again: 'never',
  })
}

function statusError(status: number, isNeonSpeaking: boolean): ReadError {
  if (status === 413 || status === 507) return tooLarge()
  if (status === 429) {
    return new ReadError({
      reason: 'busy',
      message: 'Neon answers that it is asked too often (HTTP 429). Fewer checks an hour help.',
      again: 'later',
    })
  }
  if (status >= 500) {
    return new ReadError({
      reason: 'unreachable',
      message: `Neon answered HTTP ${status}. This is for Neon to mend: see ${neonStatus}.`,
      again: 'at-once',
    })
  }
  if (status === 400 && isNeonSpeaking) {
    return new ReadError({
      reason: 'unexpected',
      message:
        'Neon refused the connection for a reason that Driftwatch does not know. Try the connection string in psql: it says more.',
      again: 'never',
    })
  }
  if (status >= 300 && status < 400) return notNeon(`a redirect (HTTP ${status})`)
  return notNeon(`HTTP ${status}`)
}

/** The answer is longer than anybody wants to hold. */
export function tooLarge(): ReadError {
  return new ReadError({
    reason: 'too-large',
    message:
      'The answer is larger than a ledger can be. Is the configured ledger the right table, and who writes to it?',
    again: 'never',
  })
}

/** What answered does not speak SQL over HTTP; `what` is what it said, in our words. */
export function notNeon(what: string): ReadError {
  return new ReadError({
    reason: 'malformed',
    message: `What answered is not Neon: ${what} in place of a result. Check the host in the connection string, and look for a proxy or a firewall in between.`,
    again: 'never',
  })
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
