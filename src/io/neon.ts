import { neon, neonConfig } from '@neondatabase/serverless'
import * as z from 'zod/mini'
import type { Connection } from './connection-string.ts'
import { notNeon } from './neon-answer.ts'
import { transact } from './neon-driver.ts'
import { exchange, type ExchangeLimits, type NeonAnswer } from './neon-exchange.ts'
import { incompleteAnswer, ReadError } from './read-error.ts'
import { type Patience, type Query, type Rows, type RunBatch, withTimeouts } from './run-batch.ts'

export interface NeonOptions {
  /** Where SQL over HTTP is spoken, if not where Neon speaks it. */
  readonly endpoint?: string | undefined
  /** One for each try. The first is long enough for a compute that has to wake. */
  readonly timeoutsMs?: readonly number[]
  /** Of one answer; far more than the longest ledger that is read. */
  readonly maxBytes?: number
  readonly patience?: Patience
  /** Is told of every answer that came, the bad ones too. */
  readonly onAnswer?: (answer: NeonAnswer) => void
}

const eightMiB = 8 * 1024 * 1024

/** Runs batches on a Neon database over HTTP, in workerd and in Node. */
export function neonBatch(connection: Connection, options: NeonOptions = {}): RunBatch {
  const { endpoint, timeoutsMs = [10_000, 8_000], maxBytes = eightMiB, onAnswer } = options
  return (queries) =>
    withTimeouts(
      timeoutsMs,
      (timeoutMs) => {
        const most = queries.map((query) => query.maxBytes ?? maxBytes)
        const limits = { timeoutMs, maxBytes: Math.max(maxBytes, ...most) }
        return runOnce(connection, queries, { endpoint, limits, onAnswer: onAnswer ?? ignore })
      },
      options.patience,
    )
}

interface Call {
  readonly endpoint: string | undefined
  readonly limits: ExchangeLimits
  readonly onAnswer: (answer: NeonAnswer) => void
}

async function runOnce(
  connection: Connection,
  queries: readonly Query[],
  { endpoint, limits, onAnswer }: Call,
): Promise<readonly Rows[]> {
  let failure: ReadError | undefined
  let hasAnswer = false
  const ask = async (url: string, init: RequestInit) => {
    try {
      const response = await exchange(endpoint ?? url, init, limits, onAnswer)
      hasAnswer = true
      return response
    } catch (error) {
      if (error instanceof ReadError) failure = error
      throw error
    }
  }
  const driver = { neon, neonConfig }
  let results: unknown
  try {
    results = await transact(driver, connection.href, queries, ask)
  } catch {
    // The driver's own errors quote the connection string, or what answered.
    throw failure ?? (hasAnswer ? notNeon('JSON of another kind') : neverAsked())
  }
  return parseResults(results, queries.length)
}

function neverAsked(): ReadError {
  return new ReadError({
    reason: 'unexpected',
    message: 'The Neon driver failed before it asked the database.',
    again: 'never',
  })
}

const Results = z.array(z.object({ rowCount: z.number(), rows: z.custom<Rows>(areTextRows) }))

/** By hand: 20,000 rows through a schema would spend a Worker's time. */
function areTextRows(rows: unknown): boolean {
  const isText = (value: unknown) => value === null || typeof value === 'string'
  return Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every(isText))
}

function parseResults(results: unknown, count: number): readonly Rows[] {
  const { data = [] } = Results.safeParse(results)
  const isWhole = data.length === count && data.every((each) => each.rows.length === each.rowCount)
  if (!isWhole) throw incompleteAnswer()
  return data.map(({ rows }) => rows)
}

function ignore(): void {}
