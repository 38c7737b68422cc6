import { ReadError } from './read-error.ts'

/** One SQL statement; `$1` is the first of its parameters. */
export interface Query {
  readonly text: string
  readonly params?: readonly string[]
  /** How long the whole answer may be, where that is more than usual. */
  readonly maxBytes?: number
  /**
   * Which session it is for, where there can be a second one on the same snapshot. `each` sets what
   * both need; `beside` takes long, and may run there while the others run here.
   */
  readonly session?: 'each' | 'beside'
}

/** A statement's rows, every value in the text that PostgreSQL gave for it. */
export type Rows = readonly (readonly (string | null)[])[]

/**
 * Runs statements on one snapshot, in one read-only REPEATABLE READ transaction and one request
 * (two, where there is something to run beside the others); gives the rows of each. Throws a
 * `ReadError`.
 */
export type RunBatch = (queries: readonly Query[]) => Promise<readonly Rows[]>

/** How to wait between two tries; tests have no time. */
export interface Patience {
  readonly sleep: (ms: number) => Promise<void>
  /** From 0 to 1, as `Math.random` gives it. */
  readonly random: () => number
}

const patience: Patience = {
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
}

/** A compute that is suspending refuses connections for about so long. */
const shortestWaitMs = 250
const longestWaitMs = 1000

/**
 * Tries once for each of the timeouts, and once more only where that can help at once. The random
 * wait keeps monitors that started together from coming back together.
 */
export async function withTimeouts<T>(
  timeoutsMs: readonly number[],
  attempt: (timeoutMs: number) => Promise<T>,
  { sleep, random }: Patience = patience,
): Promise<T> {
  const [timeoutMs, ...rest] = timeoutsMs
  if (timeoutMs === undefined) throw new Error('no timeout was given')
  try {
    return await attempt(timeoutMs)
  } catch (error) {
    const canHelp = error instanceof ReadError && error.again === 'at-once'
    if (!canHelp || rest.length === 0) throw error
    await sleep(shortestWaitMs + random() * (longestWaitMs - shortestWaitMs))
    return withTimeouts(rest, attempt, { sleep, random })
  }
}
