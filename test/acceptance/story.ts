import { expect } from 'vitest'
import type { FindingKind } from '../../src/core/finding.ts'
import type { LedgerTable } from '../../src/core/ledger.ts'
import { failureOf } from '../support/drizzle-migrate.ts'
import type { World } from './world.ts'

/** One way in which a database and its migrations part, done for real. */
export interface Story {
  /** The rule in words. */
  readonly name: string
  /** An empty database, if not one that has run the whole folder. */
  readonly from?: 'nothing'
  /** What happens, and the proof that Drizzle makes of it what the name says. */
  readonly act: (world: World) => Promise<void>
  /** Where Driftwatch looks, if not at Drizzle's default. */
  readonly ledger?: LedgerTable
  /** What Driftwatch must say then, in this order. */
  readonly kinds: readonly FindingKind[]
  /** Facts that the first finding must hold. */
  readonly first?: Readonly<Record<string, unknown>>
}

export const ledger = '"drizzle"."__drizzle_migrations"'

/** A hash that no file has. */
export const strangerHash = '6'.repeat(64)

/** That Drizzle runs over what is there, and fails. */
export async function runsAgain({ migrate }: World): Promise<void> {
  expect(await failureOf(migrate())).toContain('already exists')
}

/** That Drizzle has nothing to say and nothing to do. */
export async function runsNothing({ migrate, query }: World): Promise<void> {
  const before = await query(`SELECT id FROM ${ledger}`)
  await migrate()
  expect(await query(`SELECT id FROM ${ledger}`)).toEqual(before)
}
