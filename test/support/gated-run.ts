import { Client } from 'pg'
import { onTestFinished } from 'vitest'
import { canonicalMigration } from '../story/migrations.ts'
import { later, type Stage, until } from './controlled-run.ts'

const gate = 42

/** Of which the last waits in the middle of its transaction for as long as the gate is held. */
export const gatedMigrations = [
  canonicalMigration,
  later(
    '0005_gate',
    `CREATE TABLE "gates" ("id" int);--> statement-breakpoint\nSELECT pg_advisory_xact_lock(${gate});`,
  ),
]

/** The session of the migrator that waits at the gate. */
export const waitingAtGate = `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'driftwatch migrator %' AND wait_event = 'advisory' AND datname = current_database()`

/** A gate that is held until it is opened, or the test ends, or the server does. */
export async function holdGate({ url, ask }: Stage): Promise<{
  readonly arrival: () => Promise<unknown>
  readonly open: () => Promise<void>
}> {
  const holder = new Client({ connectionString: url })
  holder.on('error', () => undefined)
  await holder.connect()
  const open = () => holder.end().catch(() => undefined)
  onTestFinished(open)
  await holder.query(`SELECT pg_advisory_lock(${gate})`)
  return { arrival: () => until(ask, waitingAtGate), open }
}
