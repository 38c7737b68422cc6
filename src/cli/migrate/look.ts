import { audit } from '../../core/audit.ts'
import { coversSchema, type Manifest, sealManifest } from '../../core/manifest.ts'
import { matchRows } from '../../core/match-rows.ts'
import { type LiveSchema, type Plan, planRun } from '../../core/migrate/plan.ts'
import type { Reading } from '../../core/observation.ts'
import type { Verdict } from '../../core/verdict.ts'
import { OutsideError } from '../../io/errors.ts'
import { postgresBatch } from '../../io/postgres/read.ts'
import { readTarget } from '../../io/read-target.ts'
import { linesInTwoPart } from '../../io/schema-in-two.ts'
import type { Script } from '../../io/script.ts'
import type { Prepared } from './prepare.ts'
import type { Rehearsed } from './rehearsed.ts'
import type { MigrateRequest } from './request.ts'

/** Reads the database once. Throws an `OutsideError` where it cannot be read. */
export async function readDatabase(
  { connection }: MigrateRequest,
  manifest: Manifest,
  wanted: 'ledger' | 'schema',
): Promise<Reading> {
  const observation = await readTarget(
    postgresBatch(connection),
    manifest.ledger,
    wanted === 'schema' ? linesInTwoPart : undefined,
  )
  if (observation.status === 'read') return observation
  const { cause: reason, message } = observation
  throw new OutsideError(message, { reason, retry: false })
}

/** The history with what is applied first, and how much that is: so it ran, and so it will run. */
export function inOrderOfRun(
  { manifest, scripts }: Prepared,
  { ledger }: Reading,
): { readonly manifest: Manifest; readonly scripts: readonly Script[]; readonly applied: number } {
  const rows = ledger.found ? ledger.rows : []
  const { notApplied } = matchRows(manifest, rows, ledger.found ? ledger.shape : '0.x')
  const isPending = new Set(notApplied)
  const applied = manifest.migrations.length - notApplied.length
  // 0.x never runs what is older than the newest row, so there is no other order to it.
  if (manifest.layout === 'journal') return { manifest, scripts, applied }
  const order = manifest.migrations
    .map((migration, index) => ({ migration, index }))
    .toSorted((a, b) => Number(isPending.has(a.migration)) - Number(isPending.has(b.migration)))
  return {
    manifest: { ...manifest, migrations: order.map(({ migration }) => migration) },
    scripts: order.flatMap(({ index }) => scripts[index] ?? []),
    applied,
  }
}

/** The manifest with the schema that the rehearsal made of it. */
export async function withSchema(
  manifest: Manifest,
  rehearsed: Extract<Rehearsed, { done: true }> | undefined,
): Promise<Manifest> {
  const schema = rehearsed?.schema ?? {
    covered: false,
    because: 'the migrations were not rehearsed, as `--rehearse none` asks',
  }
  const { digest: _digest, ...content } = manifest
  return sealManifest({ ...content, schema })
}

/** What one look came to. */
export interface Looked {
  readonly reading: Reading
  readonly verdict: Verdict
  readonly plan: Plan
  readonly live: LiveSchema | undefined
}

/** Looks at the database, and decides what is to be done about it. Throws an `OutsideError`. */
export async function lookWith(request: MigrateRequest, manifest: Manifest): Promise<Looked> {
  const isCovered = coversSchema(manifest)
  const reading = await readDatabase(request, manifest, isCovered ? 'schema' : 'ledger')
  const { allowances, rules } = request.exceptions
  const verdict = audit({
    target: manifest.name,
    manifest,
    observation: reading,
    allowances,
    rules,
    now: Date.now(),
  })
  if (verdict.unreadable !== undefined) {
    const { cause: reason, message } = verdict.unreadable
    throw new OutsideError(message, { reason, retry: false })
  }
  const { schema, serverVersion } = reading
  const live = schema?.status === 'read' ? { lines: schema.lines, serverVersion } : undefined
  return { reading, verdict, plan: planRun({ manifest, verdict, live }), live }
}
