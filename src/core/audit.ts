import { type Allowance, exceptionsFor, type IgnoreRule } from './allowance.ts'
import { compareHistory } from './compare-history.ts'
import { inOneOrder } from './finding-order.ts'
import type { Severity } from './severity.ts'
import type { Manifest } from './manifest.ts'
import type { Observation, Reading, Unreadable } from './observation.ts'
import { auditSchema, type SchemaFound } from './schema/audit-schema.ts'
import { catalogVersion } from './schema/declared-schema.ts'
import type { Standing } from './schema/explain.ts'
import { rememberable } from './schema/schema-memory.ts'
import { readVerdict, unreadableVerdict } from './verdict-of.ts'
import type { Verdict } from './verdict.ts'
import { type AuditMemory, withMemory } from './what-memory-adds.ts'

export interface AuditInput {
  readonly target: string
  /** `null` where none could be read; the observation then says why. */
  readonly manifest: Manifest | null
  readonly observation: Observation
  readonly allowances: readonly Allowance[]
  readonly rules?: readonly IgnoreRule[]
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What only a monitor has: it has looked before. */
  readonly memory?: AuditMemory
  /** The least severity that counts as drift. */
  readonly failOn?: Severity
}

export interface Audited {
  readonly verdict: Verdict
  /** What a full look at the schema found, if this was one. */
  readonly schema: SchemaFound | undefined
}

/** The verdict on one observation of a target. Never stops at the first finding. */
export function audit(input: AuditInput): Verdict {
  return auditFully(input).verdict
}

/** As `audit`, with what a monitor remembers of it. */
export function auditFully(input: AuditInput): Audited {
  const { manifest, observation, now, memory } = input
  if (observation.status === 'unreadable') return unreadable(input, observation)
  if (manifest === null) {
    return unreadable(input, { cause: 'manifest', message: 'No manifest could be read.' })
  }
  const compared = compareHistory({
    manifest,
    ledger: observation.ledger,
    allowances: input.allowances,
    now,
    graces: memory?.graces,
    firstSeen: memory?.firstSeen,
  })
  const schema = schemaOf(input, manifest, observation, compared.standings)
  if ('cause' in schema) return unreadable(input, schema)
  const findings = inOneOrder(
    [...withMemory(compared.findings, memory, manifest.ledger), ...(schema.found?.findings ?? [])],
    manifest.migrations,
  )
  const verdict = readVerdict({
    ...input,
    manifest,
    ledger: observation.ledger,
    findings,
    allowed: compared.allowed.length,
    ...(schema.found && { schema: schema.found }),
    coverage: schema.coverage,
  })
  return { verdict, schema: schema.found }
}

interface SchemaPart {
  readonly found: SchemaFound | undefined
  readonly coverage: Verdict['coverage']['schema']
}

/** What is to be said of the schema; where nothing can be, why not. */
function schemaOf(
  { rules = [], now, memory }: AuditInput,
  manifest: Manifest,
  { schema, serverVersion }: Reading,
  standings: readonly Standing[],
): SchemaPart | Pick<Unreadable, 'cause' | 'message'> {
  const declared = manifest.schema
  const without = (because: string) => ({ found: undefined, coverage: { covered: false, because } })
  if (!declared.covered) return without(declared.because)
  if (schema === undefined) return without('it was not asked for')
  if (declared.catalogVersion !== catalogVersion) {
    return without('the manifest was written by another version of Driftwatch: publish it again')
  }
  const found =
    schema.status === 'unchanged'
      ? memory?.schema
      : auditSchema({
          declared,
          history: { tags: manifest.migrations.map(({ tag }) => tag), standings },
          live: schema,
          serverVersion,
          rules: exceptionsFor(manifest.name, rules),
          now,
        })
  if (found === undefined) {
    return { cause: 'unexpected', message: 'What was found before is not remembered.' }
  }
  if ('declared' in found) {
    return {
      cause: 'too-few-tables',
      message: `Of ${found.declared} tables that the applied migrations make, the database has ${found.live}. Is it the right database, and does it hold all that it should?`,
    }
  }
  const { objects, leftOut } = found
  // So that a monitor says the same whether it looks or remembers.
  const isFullLook = memory !== undefined && schema.status === 'read'
  const told = isFullLook ? rememberable(found) : found
  return { found: told, coverage: { covered: true, objects, leftOut } }
}

function unreadable(input: AuditInput, why: Pick<Unreadable, 'cause' | 'message'>): Audited {
  return { verdict: unreadableVerdict(input, why), schema: undefined }
}
