import * as z from 'zod/mini'

/** Where a ledger stands in its database; `drizzle.__drizzle_migrations` unless configured otherwise. */
export const LedgerTable = z.strictObject({
  schema: z.string().check(z.minLength(1), z.maxLength(63)),
  table: z.string().check(z.minLength(1), z.maxLength(63)),
})
export type LedgerTable = Readonly<z.infer<typeof LedgerTable>>

export const defaultLedgerTable: LedgerTable = { schema: 'drizzle', table: '__drizzle_migrations' }

/** One row of the ledger, in the very text that PostgreSQL gave, so that nothing is rounded. */
export const LedgerRow = z.strictObject({
  id: z.string(),
  hash: z.string(),
  /** Milliseconds since the epoch at which the migration was *generated*. */
  createdAt: z.nullable(z.string()),
  /** The migration's folder; only a 1.0 ledger has it, and only in rows that 1.0 knows of. */
  name: z.nullable(z.string()),
})
export type LedgerRow = Readonly<z.infer<typeof LedgerRow>>

/** `1.0` has a column `name` (since 1.0.0-beta.16); `0.x`, and the betas before, have not. */
export type LedgerShape = '0.x' | '1.0'

/** What a read of the ledger brought back. */
export type LedgerReading =
  | { readonly found: true; readonly shape: LedgerShape; readonly rows: readonly LedgerRow[] }
  /** No such table. `elsewhere` names tables that look like a ledger under another name. */
  | { readonly found: false; readonly elsewhere: readonly string[] }

/**
 * A row's `created_at` in milliseconds, where it is a whole number. Beyond 2^53 it is rounded,
 * which is good enough to say that it is later than any real time.
 */
export function createdAtMs(row: LedgerRow): number | undefined {
  return row.createdAt !== null && /^-?\d{1,19}$/.test(row.createdAt)
    ? Number(row.createdAt)
    : undefined
}

/** `drizzle.__drizzle_migrations`, for people. */
export function ledgerName(ledger: LedgerTable): string {
  return `${ledger.schema}.${ledger.table}`
}
