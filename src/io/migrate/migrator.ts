import * as z from 'zod/mini'
import { LedgerTable } from '../../core/ledger.ts'

/** The drivers that a migrator of Drizzle's is run over, by the names that `--driver` takes. */
export const drivers = ['pg', 'postgres', 'neon-serverless', 'neon-http'] as const
export const Driver = z.enum(drivers)
export type Driver = z.infer<typeof Driver>

/** What of the project's own is run, and in which versions. */
export const Migrator = z.object({
  driver: Driver,
  /** Absolute paths of modules. */
  paths: z.object({ drizzle: z.string(), migrator: z.string(), driver: z.string() }),
  versions: z.object({ drizzle: z.string(), driver: z.string() }),
})
export type Migrator = Readonly<z.infer<typeof Migrator>>

/** What the process that runs it is told. */
export const MigratorTask = z.object({
  migrator: Migrator,
  /** The absolute path of the migrations folder. */
  migrations: z.string(),
  ledger: LedgerTable,
  /** The connection string. A secret. */
  href: z.string(),
  /** By which `pg_stat_activity` shows its session. */
  applicationName: z.string(),
  /** How long a statement waits for a lock, 0 for as long as it takes; some seconds unless given. */
  lockTimeoutMs: z.optional(z.number()),
})
export type MigratorTask = Readonly<z.infer<typeof MigratorTask>>

/** What it says in the end. */
export const MigratorAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('done'), ms: z.number() }),
  /** Drizzle or PostgreSQL refused; `words` are theirs. Whether a lock was waited for in vain. */
  z.object({
    status: z.literal('failed'),
    words: z.string(),
    isLockTimeout: z.optional(z.boolean()),
  }),
])
export type MigratorAnswer = Readonly<z.infer<typeof MigratorAnswer>>

/** How the migrator's process ended. */
export type MigratorEnd =
  | MigratorAnswer
  /** By itself or by a signal, without a word on how far it had come. */
  | { readonly status: 'ended'; readonly words: string }
  /** Somebody asked for it, or the lock was lost. */
  | { readonly status: 'stopped'; readonly words: string }
