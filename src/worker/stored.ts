import * as z from 'zod/mini'
import { AlertState, emptyState, LedgerMemory } from '../core/incident/state.ts'
import type { LedgerRow } from '../core/ledger.ts'
import { History, type Run, TargetReport } from '../core/target-report.ts'
import type { Documents } from './store.ts'

/**
 * What alerting remembers. `hasReportOutside` tells a first check from a state that was lost. What
 * cannot be read is put aside whole, and what opens next is told with the word that it may repeat.
 */
export function readAlerting(documents: Documents, hasReportOutside: boolean): AlertState {
  const text = documents.read('alerting')
  if (text === undefined) return emptyState(hasReportOutside)
  const state = decode(AlertState, text)
  if (state !== undefined) return state
  documents.write('quarantine', text)
  return emptyState(true)
}

export function writeAlerting(documents: Documents, state: AlertState): void {
  documents.write('alerting', JSON.stringify(state))
}

const { rows: LedgerRows, ...headShape } = LedgerMemory.shape
const LedgerHead = z.object(headShape)

/**
 * The last complete read of the ledger; without it, nothing can be said to be gone. `seen` is what
 * was read this time: usually the same, and to compare texts costs less than to parse one.
 */
export function readLedgerMemory(
  documents: Documents,
  seen: readonly LedgerRow[],
): LedgerMemory | undefined {
  const head = decode(LedgerHead, documents.read('ledger'))
  const text = documents.read('ledger-rows')
  const rows = text === JSON.stringify(seen) ? seen : decode(LedgerRows, text)
  return head && rows && { ...head, rows }
}

/** Writes the rows only where they are not those of `before`. */
export function writeLedgerMemory(
  documents: Documents,
  { rows, ...head }: LedgerMemory,
  before: LedgerMemory | undefined,
): void {
  documents.write('ledger', JSON.stringify(head))
  if (rows !== before?.rows) documents.write('ledger-rows', JSON.stringify(rows))
}

export function readHistory(documents: Documents): readonly Run[] {
  return decode(History, documents.read('history')) ?? []
}

/** What is put into KV, as text; the history only when it is worth a write. */
export interface Publication {
  readonly report: string
  readonly history: string | undefined
}

/** How often the history is published while nothing in it changes. */
const historyEveryChecks = 24

/** What of a history is to be published after the last check in it. */
export function historyToPublish(history: readonly Run[], text: string): string | undefined {
  const last = history.at(-1)
  const isWorthIt = last !== undefined && (last.checks - 1) % historyEveryChecks === 0
  return isWorthIt ? text : undefined
}

/** The last report, and the history with it; `undefined` before the first check. */
export function readPublication(documents: Documents): Publication | undefined {
  const report = documents.read('report')
  if (report === undefined) return undefined
  const history = documents.read('history') ?? '[]'
  return { report, history: historyToPublish(readHistory(documents), history) }
}

export function readReport(documents: Documents): TargetReport | undefined {
  return decode(TargetReport, documents.read('report'))
}

/** The value that a text holds, or `undefined` where it does not hold one of this shape. */
export function decode<T>(
  type: z.core.$ZodType<T>,
  text: string | null | undefined,
): T | undefined {
  if (text === null || text === undefined) return undefined
  try {
    const parsed = z.safeParse(type, JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
