import type { Context } from './history-context.ts'
import { declared, type Finding } from './finding.ts'
import { ledgerName, type LedgerReading } from './ledger.ts'
import type { Manifest } from './manifest.ts'
import type { Migration } from './migration.ts'

/** The finding for a migration that no row records. */
export function notAppliedFinding(migration: Migration, context: Context): Finding {
  const { newest, now, graces, place, ledgerIsEmpty } = context
  const key = `migration:${migration.tag}`
  const facts = { key, migration: declared(migration), place }
  // Drizzle compares only with the newest applied row, so it never goes back to fill a gap.
  if (newest !== undefined && migration.when <= newest.ms) {
    return { kind: 'skipped', severity: 'critical', ...facts, overshadowedBy: newest.row }
  }
  const inFlight = now - context.firstSeen(key) < graces.pendingMs
  return {
    kind: 'pending',
    severity: inFlight ? 'notice' : 'warning',
    ...facts,
    ...(ledgerIsEmpty && { ledgerIsEmpty }),
  }
}

/** The finding for a history that no ledger records at all. */
export function ledgerAbsent(manifest: Manifest, ledger: LedgerReading): Finding {
  return {
    kind: 'ledger-absent',
    key: 'ledger-absent',
    severity: 'critical',
    ledger: ledgerName(manifest.ledger),
    state: ledger.found ? 'empty' : 'absent',
    elsewhere: ledger.found ? [] : [...ledger.elsewhere],
    declared: manifest.migrations.length,
  }
}
