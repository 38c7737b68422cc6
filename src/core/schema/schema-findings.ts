import type { Finding } from '../finding.ts'
import type { Severity } from '../severity.ts'
import { assertNever } from '../never.ts'
import { objectName } from './ignore-rule.ts'
import { type Difference, subjectOf } from './difference.ts'
import type { Because } from './explain.ts'

/** What is lacking or different breaks code; what is extra was patched by hand. */
const severityOf: Readonly<Record<Difference['kind'], Severity>> = {
  lacking: 'critical',
  changed: 'critical',
  extra: 'warning',
}

/** A difference as a finding, with the migration that explains it. */
export function schemaFinding(difference: Difference, because: Because | undefined): Finding {
  const { kind, parts } = difference
  const { object } = subjectOf(difference)
  return {
    kind,
    key: `schema:${kind}:${object.type}:${objectName(object)}`,
    severity: severityOf[kind],
    object,
    aspects: aspectsOf(difference),
    ...(parts > 0 && { parts }),
    ...(because !== undefined && { because }),
  }
}

function aspectsOf(difference: Difference) {
  switch (difference.kind) {
    case 'changed':
      return [...difference.aspects]
    case 'lacking':
      return [...difference.declared.aspects].map(([name, declared]) => ({
        name,
        declared,
        live: null,
      }))
    case 'extra':
      return [...difference.live.aspects].map(([name, live]) => ({ name, declared: null, live }))
    default:
      return assertNever(difference)
  }
}
