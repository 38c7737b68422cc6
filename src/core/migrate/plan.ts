import type { Finding } from '../finding.ts'
import type { Manifest } from '../manifest.ts'
import type { Migration } from '../migration.ts'
import { linesOf } from '../schema/catalog-object.ts'
import { compareSchema } from '../schema/compare-schema.ts'
import { linesAfter } from '../schema/declared-schema.ts'
import { objectName } from '../schema/ignore-rule.ts'
import type { Verdict } from '../verdict.ts'

/** What the controlled run is to do about a database. */
export type Plan =
  /** All that is declared is recorded, and nothing else differs. */
  | { readonly status: 'nothing' }
  /** It differs in more than in what is pending. */
  | { readonly status: 'refused'; readonly findings: readonly Finding[] }
  | {
      readonly status: 'run'
      /** In the order in which Drizzle runs them. */
      readonly pending: readonly Migration[]
      /** Objects that pending migrations make, and that are there already just as they make them. */
      readonly alreadyThere: readonly string[]
      /** Objects that pending migrations drop, and that are gone already. */
      readonly alreadyGone: readonly string[]
    }

export interface PlanInput {
  readonly manifest: Manifest
  readonly verdict: Verdict
  /** The live catalog's lines and version, where they were read. */
  readonly live: LiveSchema | undefined
}

export interface LiveSchema {
  readonly lines: string
  readonly serverVersion: string
}

/**
 * Decides whether the pending migrations may run. Of the rest of an audit, only notices are borne,
 * what a pending migration makes and somebody has made before it, where it is the very same, and
 * what it drops and somebody has dropped before it.
 */
export function planRun({ manifest, verdict, live }: PlanInput): Plan {
  const isPending = new Set(
    verdict.findings.flatMap((each) => (each.kind === 'pending' ? [each.migration.tag] : [])),
  )
  const pending = manifest.migrations.filter(({ tag }) => isPending.has(tag))
  const alreadyThere = new Set(
    verdict.findings.filter((each) => isMadeBefore(each)).flatMap(nameOf),
  )
  for (const name of differingInTheEnd(manifest, live)) alreadyThere.delete(name)
  const isEmpty = isEmptyDatabase(verdict)
  const refused = verdict.findings.filter((finding) => {
    if (finding.severity === 'notice' || finding.kind === 'pending') return false
    if (finding.kind === 'ledger-absent') return !isEmpty
    if (isDroppedBefore(finding)) return false
    return !(isMadeBefore(finding) && nameOf(finding).every((name) => alreadyThere.has(name)))
  })
  if (refused.length > 0) return { status: 'refused', findings: refused }
  if (pending.length === 0) return { status: 'nothing' }
  const alreadyGone = verdict.findings.filter((each) => isDroppedBefore(each)).flatMap(nameOf)
  return { status: 'run', pending, alreadyThere: [...alreadyThere], alreadyGone }
}

/** A ledger that is not there is that of a new database, where nothing else is there either. */
function isEmptyDatabase({ findings, coverage }: Verdict): boolean {
  return (
    coverage.schema.covered &&
    findings.every(
      ({ kind, severity }) =>
        kind === 'ledger-absent' || kind === 'pending' || severity === 'notice',
    )
  )
}

/** Made by hand, or by a run that was recorded nowhere. */
function isMadeBefore(finding: Finding): boolean {
  return (
    (finding.kind === 'extra' || finding.kind === 'changed') && finding.because?.why === 'pending'
  )
}

/** By hand, or by a run that was recorded nowhere. */
function isDroppedBefore(finding: Finding): boolean {
  return finding.kind === 'lacking' && finding.because?.why === 'pending'
}

function nameOf(finding: Finding): string[] {
  return 'object' in finding ? [`${finding.object.type} ${objectName(finding.object)}`] : []
}

/** What is there now and would still differ once all migrations have run. */
function differingInTheEnd({ schema }: Manifest, live: LiveSchema | undefined): Set<string> {
  if (!schema.covered || live === undefined) return new Set()
  const { lines, serverVersion } = live
  const differences = compareSchema({
    declared: schema,
    wanted: linesAfter(schema, schema.steps.length),
    live: linesOf(lines),
    serverVersion,
  })
  return new Set(
    differences.flatMap((each) => {
      if (each.kind === 'lacking') return []
      const { object } = each.kind === 'extra' ? each.live : each.declared
      return [`${object.type} ${objectName(object)}`]
    }),
  )
}
