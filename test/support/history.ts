import type { Allowance, IgnoreRule } from '../../src/core/allowance.ts'
import type { LedgerRow } from '../../src/core/ledger.ts'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import type { Manifest, ManifestContent } from '../../src/core/manifest.ts'
import { type Migration, MigrationHash } from '../../src/core/migration.ts'

/** 2026-03-01T12:00:00Z: the time at which the tests look, unless they say otherwise. */
export const now = Date.UTC(2026, 2, 1, 12)

const firstWhen = Date.UTC(2026, 0, 1)
const dayMs = 24 * 60 * 60 * 1000

/** A hash that is made of one short text, so that a failing test shows which it was. */
export function hashOfText(text: string): MigrationHash {
  const hex = Buffer.from(text).toString('hex')
  return MigrationHash.parse(hex.padEnd(64, '0').slice(0, 64))
}

/** Of a text that has no other form; so that no row is one by chance. */
export const noTwins = 'f'.repeat(64)

/** The n-th migration of a history, generated on the n-th day of 2026. */
export function migration(position: number, change: Partial<Migration> = {}): Migration {
  const tag = change.tag ?? `${String(position).padStart(4, '0')}_step`
  return {
    tag,
    when: firstWhen + position * dayMs,
    hash: hashOfText(tag),
    twins: noTwins,
    ...change,
  }
}

/** A ledger row as Drizzle 0.x writes it for the migration. */
export function applied(source: Migration, change: Partial<LedgerRow> = {}): LedgerRow {
  return {
    id: String(Math.floor((source.when - firstWhen) / dayMs) + 1),
    hash: source.hash,
    createdAt: String(source.when),
    name: null,
    ...change,
  }
}

/** A row that no migration explains, recorded `days` after the first migration. */
export function stranger(days: number, text = 'stranger'): LedgerRow {
  const createdAt = String(firstWhen + days * dayMs + 1)
  return { id: '99', hash: hashOfText(text), createdAt, name: null }
}

/** A manifest of these migrations; its digest is no real one. */
export function manifestOf(
  migrations: readonly Migration[],
  change: Partial<ManifestContent> = {},
): Manifest {
  return {
    format: 2,
    name: 'app',
    layout: 'journal',
    source: 'drizzle',
    git: null,
    ledger: defaultLedgerTable,
    migrations: [...migrations],
    schema: { covered: false, because: 'tests of the ledger have none' },
    digest: '0'.repeat(64),
    ...change,
  }
}

export function ruleOf(object: string, change: Partial<IgnoreRule> = {}): IgnoreRule {
  const { hash: _, ...granted } = allowanceOf('0'.repeat(64))
  return { object, ...granted, ...change }
}

export function allowanceOf(hash: string, change: Partial<Allowance> = {}): Allowance {
  return {
    hash: MigrationHash.parse(hash),
    reason: 'applied by hand before the history began',
    owner: 'platform',
    date: '2026-02-14',
    ...change,
  }
}
