import type { Verdict } from '../core/verdict.ts'

/** Everything that the Worker ever logs: no message, no error object and no setting's value. */
export type LogEntry =
  | {
      readonly event: 'checked'
      readonly target: string
      readonly verdict: Verdict
      readonly late: boolean
    }
  | { readonly event: 'told'; readonly target: string; readonly outcome: string }
  | { readonly event: 'not-published' | 'store-failed'; readonly target: string }
  | { readonly event: 'setting'; readonly problem: string }
  | { readonly event: 'heartbeat'; readonly outcome: 'sent' | 'withheld' | 'failed' }
  /** A bug; its error is called by its class, since a message could hold anything. */
  | { readonly event: 'request-failed'; readonly error: string }

/** Writes one line of JSON to the Worker's log. */
export function log(entry: LogEntry): void {
  console.log(JSON.stringify(entry.event === 'checked' ? checked(entry) : entry))
}

function checked({ target, verdict, late }: Extract<LogEntry, { event: 'checked' }>) {
  const { status, counts, unreadable } = verdict
  return { event: 'checked', target, late, status, counts, cause: unreadable?.cause }
}
