import type { Finding, FindingOf } from './finding.ts'
import { isOfObject, type SchemaFinding } from './schema/without-definitions.ts'

type ExceptionFinding = FindingOf<
  'allowance-unused' | 'allowance-expired' | 'rule-unused' | 'rule-expired'
>

/** Whether a finding is about the ledger: not about an object of the schema, nor an exception. */
export function isOfLedger(
  finding: Finding,
): finding is Exclude<Finding, SchemaFinding | ExceptionFinding> {
  return !isOfObject(finding) && !isOfException(finding)
}

function isOfException(finding: Finding): finding is ExceptionFinding {
  return 'allowance' in finding || 'rule' in finding
}
