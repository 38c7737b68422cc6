import { type IgnoreRule, isExpired } from '../allowance.ts'
import type { Finding } from '../finding.ts'
import type { Severity } from '../severity.ts'
import { linesOf } from './catalog-object.ts'
import { compareSchema } from './compare-schema.ts'
import { type DeclaredSchema, linesAfter } from './declared-schema.ts'
import { appliedCount, explainer, type History } from './explain.ts'
import { isMeant } from './ignore-rule.ts'
import { schemaFinding } from './schema-findings.ts'

/** What a full look at the schema came to. */
export interface SchemaFound {
  readonly findings: readonly Finding[]
  /** How many more findings there are, where a monitor has no room for all. */
  readonly unlisted?: Readonly<Record<Severity, number>> | undefined
  /** How many live objects were compared. */
  readonly objects: number
  /** How many disagreements a rule ignores. */
  readonly ignored: number
  /** How many objects the catalog's query leaves out, by reason: `extension=12;partition=3`. */
  readonly leftOut: string
}

/** So few of the declared tables are there that this cannot be the schema, or not all of it. */
export interface TooFewTables {
  readonly declared: number
  readonly live: number
}

export interface SchemaAuditInput {
  readonly declared: DeclaredSchema
  readonly history: History
  readonly live: { readonly lines: string; readonly leftOut: string }
  readonly serverVersion: string
  /** Those that are meant for this manifest. */
  readonly rules: readonly IgnoreRule[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Below so many declared tables, few left are findings like any other. */
const floorFrom = 4

/** Holds the live schema against the one that the applied migrations make. */
export function auditSchema(input: SchemaAuditInput): SchemaFound | TooFewTables {
  const { declared, history, live, serverVersion, rules, now } = input
  const wanted = linesAfter(declared, appliedCount(history))
  const lines = linesOf(live.lines)
  const tables = {
    declared: countTables(wanted),
    live: countTables(lines),
  }
  if (tables.declared >= floorFrom && tables.live * 2 < tables.declared) return tables

  const differences = compareSchema({ declared, wanted, live: lines, serverVersion })
  const valid = rules.filter((rule) => !isExpired(rule, now))
  const ruleFor = (difference: (typeof differences)[number]) =>
    valid.find(({ object }) => isMeant(object, difference))
  const told = differences.filter((difference) => ruleFor(difference) === undefined)
  const used = new Set(differences.map(ruleFor))
  const because = told.length === 0 ? () => undefined : explainer(declared, history)
  return {
    findings: [
      ...told.map((difference) => schemaFinding(difference, because(difference))),
      ...rules.flatMap((rule) => ruleFinding(rule, used.has(rule), now)),
    ],
    objects: lines.length,
    ignored: differences.length - told.length,
    leftOut: live.leftOut,
  }
}

function ruleFinding(rule: IgnoreRule, isUsed: boolean, now: number): Finding[] {
  const key = (kind: string) => `${kind}:${rule.object}`
  if (isExpired(rule, now)) {
    return [{ kind: 'rule-expired', key: key('rule-expired'), severity: 'warning', rule }]
  }
  return isUsed ? [] : [{ kind: 'rule-unused', key: key('rule-unused'), severity: 'notice', rule }]
}

function countTables(lines: Iterable<string>): number {
  let count = 0
  for (const line of lines) if (line.startsWith('table\t')) count += 1
  return count
}
