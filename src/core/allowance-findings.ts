import { type Allowance, isExpired } from './allowance.ts'
import type { Finding } from './finding.ts'
import type { LedgerRow } from './ledger.ts'
import { hashOf } from './match-rows.ts'

/** The allowances that have run out, and those that accept none of the rows. */
export function allowanceFindings(
  allowances: readonly Allowance[],
  allowedRows: readonly LedgerRow[],
  now: number,
): Finding[] {
  const used = new Set(allowedRows.map(hashOf))
  return allowances.flatMap((allowance): Finding[] => {
    const key = (kind: string) => `${kind}:${allowance.hash}`
    if (isExpired(allowance, now)) {
      return [{ kind: 'allowance-expired', key: key('expired'), severity: 'warning', allowance }]
    }
    if (used.has(allowance.hash)) return []
    return [{ kind: 'allowance-unused', key: key('unused'), severity: 'notice', allowance }]
  })
}
