import { allowanceFindings } from './allowance-findings.ts'
import { type Allowance, exceptionsFor, isExpired } from './allowance.ts'
import { inOneOrder } from './finding-order.ts'
import type { Finding } from './finding.ts'
import type { Context, FirstSeen, Graces } from './history-context.ts'
import type { LedgerReading, LedgerRow } from './ledger.ts'
import type { Manifest } from './manifest.ts'
import { hashOf, type MatchedRow, matchRows } from './match-rows.ts'
import type { Migration } from './migration.ts'
import { ledgerAbsent, notAppliedFinding } from './migration-findings.ts'
import { matchFindings, strangerFindings, valueFindings } from './row-findings.ts'
import { newestRow } from './row-problems.ts'
import { originOf } from './origin.ts'
import type { Standing } from './schema/explain.ts'

export interface HistoryInput {
  readonly manifest: Manifest
  readonly ledger: LedgerReading
  readonly allowances: readonly Allowance[]
  /** Milliseconds since the epoch. */
  readonly now: number
  /** None where there is no memory of what was seen before. */
  readonly graces?: Graces | undefined
  /** When the finding with this key was first seen, in milliseconds since the epoch. */
  readonly firstSeen?: FirstSeen | undefined
}

export interface HistoryComparison {
  /** All of them, in the order of the history, then of the rows. */
  readonly findings: readonly Finding[]
  /** The rows that an allowance accepts. */
  readonly allowed: readonly LedgerRow[]
  /** How the ledger stands to each migration, in the order of the history. */
  readonly standings: readonly Standing[]
}

/** Compares the declared history with a ledger, by the rules of the Drizzle that will read it. */
export function compareHistory(input: HistoryInput): HistoryComparison {
  const { manifest, ledger, now } = input
  const { migrations } = manifest
  const rows = ledger.found ? ledger.rows : []
  const shape = ledger.found ? ledger.shape : '0.x'
  const rule =
    manifest.layout === 'journal'
      ? 'newer-than-newest'
      : shape === '1.0'
        ? 'not-named'
        : 'not-named-after-upgrade'
  const newest = rule === 'newer-than-newest' ? newestRow(rows) : undefined
  const context: Context = {
    now,
    graces: input.graces ?? { pendingMs: 0, aheadMs: 0 },
    firstSeen: (key) => input.firstSeen?.(key) ?? now,
    migrations,
    origin(hash) {
      const origin = originOf(hash, manifest.origins)
      return origin === undefined ? {} : { origin }
    },
    newest,
    mayHoldFuture: newest !== undefined && (newest.row.createdAt === null || newest.ms > now),
    place: { ...manifest.ledger, shape: rule === 'not-named' ? '1.0' : '0.x' },
    ledgerIsEmpty: rows.length === 0,
    rule,
  }

  const allowances = exceptionsFor(manifest.name, input.allowances)
  const live = allowances.filter((allowance) => !isExpired(allowance, now))
  const allowedHashes = new Set(live.map(({ hash }) => String(hash)))

  const { rows: matches, notApplied } = matchRows(manifest, rows, shape)
  const notAsDeclared = matches.filter(({ match }) => match.as !== 'applied')
  const isAllowed = ({ row, match }: MatchedRow) =>
    (match.as === 'edited' || match.as === 'stranger') && allowedHashes.has(hashOf(row))
  const allowed = notAsDeclared.filter(isAllowed).map(({ row }) => row)
  const explained = notAsDeclared.filter((entry) => !isAllowed(entry))

  const findings = [
    ...(rows.length === 0 && migrations.length > 0 ? [ledgerAbsent(manifest, ledger)] : []),
    ...notApplied.map((migration) => notAppliedFinding(migration, context)),
    ...explained.flatMap((entry) => matchFindings(entry, context)),
    ...strangerFindings(
      explained.filter(({ match }) => match.as === 'stranger').map(({ row }) => row),
      context,
    ),
    ...matches.flatMap((entry) => valueFindings(entry, context)),
    ...allowanceFindings(allowances, allowed, now),
  ]
  return {
    findings: inOneOrder(findings, migrations),
    allowed,
    standings: standingsOf(migrations, findings, notAsDeclared),
  }
}

function standingsOf(
  migrations: readonly Migration[],
  findings: readonly Finding[],
  notAsDeclared: readonly MatchedRow[],
): Standing[] {
  const standings = new Map<string, Standing>()
  for (const { match } of notAsDeclared) {
    if (match.as === 'edited') standings.set(match.migration.tag, 'edited')
  }
  for (const finding of findings) {
    if (finding.kind === 'pending' || finding.kind === 'skipped') {
      standings.set(finding.migration.tag, finding.kind)
    }
  }
  return migrations.map(({ tag }) => standings.get(tag) ?? 'applied')
}
