import type { Finding } from '../finding.ts'
import { isOfObject } from '../schema/without-definitions.ts'
import type { ObjectCheck } from './compare-objects.ts'
import type { RowCheck, WholeRow } from './compare-rows.ts'
import { isUntouched, type TableCheck } from './compare-tables.ts'
import type { HidingRule } from './hiding-rules.ts'

/** What a probe said before the run, and after it. */
export interface ProbeCheck {
  /** Without host and query, as it may be shown. */
  readonly name: string
  readonly expect: number
  readonly before: ProbeSeen
  readonly after: ProbeSeen
}

export type ProbeSeen =
  | { readonly status: 'answered'; readonly code: number; readonly ms: number }
  | { readonly status: 'no-token'; readonly code: number }
  | { readonly status: 'no-answer'; readonly because: 'timeout' | 'unreachable' }

/** All that was looked at after a run, together with what it was before. */
export interface Evidence {
  readonly pending: number
  readonly rowsBefore: readonly WholeRow[]
  readonly rowsAfter: readonly WholeRow[]
  /** One for each of the rows before. */
  readonly rows: readonly RowCheck[]
  /** By the rehearsal; or why there is none to hold them against. */
  readonly objects: readonly ObjectCheck[] | { readonly because: string }
  /** What an audit finds afterwards, but for what is borne. */
  readonly findings: readonly Finding[]
  readonly schema: SchemaSeen
  readonly tables: readonly TableCheck[]
  readonly probes: readonly ProbeCheck[]
}

/** What of the live schema that audit has compared with the migrations. */
export type SchemaSeen =
  | {
      readonly covered: true
      readonly objects: number
      /** How many objects the catalog's query leaves out, by reason: `extension=12;partition=3`. */
      readonly leftOut: string
      readonly hiddenBy: readonly HidingRule[]
    }
  | { readonly covered: false; readonly because: string }

/** The checks of a run, in the order in which they are told. */
export const checkNames = [
  'count',
  'objects',
  'ledger',
  'schema',
  'rows',
  'tables',
  'probes',
] as const
export type CheckName = (typeof checkNames)[number]
export type CheckResult = 'holds' | 'fails' | 'not-told' | 'not-asked'

export interface Judged {
  readonly verdict: 'PASS' | 'PARTIAL' | 'FAIL'
  readonly checks: Readonly<Record<CheckName, CheckResult>>
}

/** The verdict on a run: PASS where every check was made and holds, PARTIAL where one was not made. */
export function judge(evidence: Evidence): Judged {
  const { objects, findings, schema, tables, probes } = evidence
  const ofSchema = findings.filter((each) => isOfObject(each) || 'rule' in each)
  const checks: Judged['checks'] = {
    count: said(evidence.rowsAfter.length - evidence.rowsBefore.length === evidence.pending),
    objects:
      'because' in objects
        ? 'not-told'
        : said(objects.every(({ found }) => found.as === 'expected')),
    ledger: said(findings.length === ofSchema.length),
    schema: ofSchema.length === 0 && !schema.covered ? 'not-told' : said(ofSchema.length === 0),
    rows: said(evidence.rows.every(({ as }) => as === 'untouched')),
    tables: tables.length === 0 ? 'not-asked' : said(tables.every(isUntouched)),
    probes: probesResult(probes),
  }
  const results = Object.values(checks)
  const verdict = results.includes('fails')
    ? 'FAIL'
    : results.includes('not-told')
      ? 'PARTIAL'
      : 'PASS'
  return { verdict, checks }
}

function probesResult(probes: readonly ProbeCheck[]): CheckResult {
  if (probes.length === 0) return 'not-asked'
  if (probes.some(isRedAfter)) return 'fails'
  return probes.some(({ after }) => after.status === 'no-token') ? 'not-told' : 'holds'
}

/** Whether a probe says that something is wrong; without a token it says nothing. */
export function isRed(seen: ProbeSeen, expect: number): boolean {
  return seen.status === 'no-answer' || (seen.status === 'answered' && seen.code !== expect)
}

/** Whether it says so after a run: one that answered before and asks for a token now does. */
export function isRedAfter({ before, after, expect }: ProbeCheck): boolean {
  const isShut = after.status === 'no-token' && before.status !== 'no-token'
  return isShut || isRed(after, expect)
}

function said(holds: boolean): CheckResult {
  return holds ? 'holds' : 'fails'
}
