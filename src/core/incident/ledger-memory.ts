import { declared, type Finding } from '../finding.ts'
import type { LedgerReading, LedgerRow, LedgerShape } from '../ledger.ts'
import type { Manifest } from '../manifest.ts'
import { hashOf, matchRows } from '../match-rows.ts'
import type { LedgerMemory } from './state.ts'

/** A row that is gone is told for this long; by then it is settled or written off. */
const vanishedForMs = 24 * 60 * 60 * 1000

/**
 * What to remember of the ledger after a complete read, with the rows that are gone since. A row is
 * known again by its created_at and hash; its id may change, as a dump and restore does.
 */
export function rememberLedger(
  memory: LedgerMemory | undefined,
  ledger: LedgerReading,
  manifest: Manifest,
  now: number,
): LedgerMemory {
  const fresh = { readAt: now, manifestDigest: manifest.digest }
  // An absent or emptied ledger is a finding of its own; its rows are asked for when it is back.
  const isEmptied = !ledger.found || (ledger.rows.length === 0 && manifest.migrations.length > 0)
  if (isEmptied) return memory ?? { ...fresh, rows: [], vanished: [] }
  const { rows } = ledger
  if (memory === undefined) return { ...fresh, rows, vanished: [] }

  // Of the very rows that are remembered, none can be gone.
  const before = memory.rows === rows ? [] : memory.rows
  const candidates = [
    ...before.map((row) => ({ row, lastSeenAt: memory.readAt, goneAt: now })),
    ...memory.vanished,
  ]
  const here = new Set(candidates.length === 0 ? [] : rows.map(pairOf))
  const gone = candidates.filter(
    ({ row, goneAt }) => !here.has(pairOf(row)) && now - goneAt < vanishedForMs,
  )
  if (gone.length === 0) return { ...fresh, rows, vanished: [] }

  const isExplained = explainer(memory, manifest, rows, ledger.shape)
  return { ...fresh, rows, vanished: gone.filter(({ row }) => !isExplained(row)) }
}

/** The findings of kind `vanished` that the memory holds. */
export function vanishedFindings(memory: LedgerMemory, manifest: Manifest): Finding[] {
  return memory.vanished.map(({ row, lastSeenAt }) => {
    const migration = manifest.migrations.find(({ hash }) => hash === hashOf(row))
    return {
      kind: 'vanished',
      key: `vanished:${hashOf(row)}:${row.id}`,
      severity: 'critical',
      row,
      lastSeenAt,
      ...(migration && { migration: declared(migration) }),
    }
  })
}

/** Whether the manifest accounts for a row's going. */
function explainer(
  memory: LedgerMemory,
  manifest: Manifest,
  rows: readonly LedgerRow[],
  shape: LedgerShape,
): (row: LedgerRow) => boolean {
  const matches = matchRows(manifest, rows, shape).rows
  const inItsPlace = new Map(matches.map(({ row, match }) => [row.id, match]))
  const declaredHashes = new Set(manifest.migrations.map(({ hash }) => String(hash)))
  const isNewManifest = memory.manifestDigest !== manifest.digest
  return (row) => {
    // Mended in place: the row with its id is what the history declares.
    if (inItsPlace.get(row.id)?.as === 'applied') return true
    // Squashed away: a newer manifest has ceased to declare it, so that its row had to go.
    return isNewManifest && !declaredHashes.has(hashOf(row))
  }
}

function pairOf(row: LedgerRow): string {
  return JSON.stringify([row.createdAt, hashOf(row)])
}
