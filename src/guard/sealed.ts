import type { Allowance } from '../core/allowance.ts'
import { canonicalJson, type Manifest, manifestFormat, sha256 } from '../core/manifest.ts'
import { UserError } from '../io/errors.ts'

/**
 * The manifest in an imported JSON file. Its digest stands for its shape: only Driftwatch writes
 * one that fits, and a schema of the shape would be larger than all the rest of the guard.
 * Throws a `UserError`.
 */
export async function openManifest(value: unknown): Promise<Manifest> {
  if (!isRecord(value) || typeof value.digest !== 'string' || typeof value.format !== 'number') {
    throw new UserError(
      'What was given as `manifest` is not one. Import the file that `driftwatch manifest` wrote, as JSON.',
    )
  }
  if (value.format !== manifestFormat) {
    const older = value.format < manifestFormat
    throw new UserError(
      `The manifest has format ${value.format}, and this Driftwatch reads format ${manifestFormat}. ${older ? 'Make it anew with `driftwatch manifest`.' : 'Update Driftwatch.'}`,
    )
  }
  const { digest: _, ...content } = value
  if (isSealed(value, await sha256(canonicalJson(content)))) return value
  throw new UserError(
    'The manifest is not what Driftwatch wrote: its digest does not fit its content. Undo the edit or the merge, or make it anew with `driftwatch manifest`.',
  )
}

function isSealed(value: Readonly<Record<string, unknown>>, digest: string): value is Manifest {
  return value.digest === digest
}

/** The allowances in an imported `allowances.json`; none without one. Throws a `UserError`. */
export function openAllowances(value: unknown): readonly Allowance[] {
  if (value === undefined) return []
  if (!isRecord(value) || value.format !== 1 || !Array.isArray(value.allowances)) {
    throw new UserError(
      'What was given as `allowances` is not an `allowances.json`. It looks like { "format": 1, "allowances": [ … ] }.',
    )
  }
  return value.allowances.map((entry: unknown, index) => {
    if (isAllowance(entry)) return entry
    throw new UserError(
      `Allowance ${index + 1} is not as \`driftwatch allow\` writes it: it needs \`hash\`, \`reason\`, \`owner\` and \`date\`.`,
    )
  })
}

function isAllowance(value: unknown): value is Allowance {
  if (!isRecord(value)) return false
  const { hash, reason, owner, date, expires, manifest } = value
  return (
    isText(hash, /^[0-9a-f]{64}$/) &&
    isText(reason) &&
    isText(owner) &&
    isDay(date) &&
    (expires === undefined || isDay(expires)) &&
    (manifest === undefined || isText(manifest))
  )
}

function isText(value: unknown, pattern = /./): boolean {
  return typeof value === 'string' && pattern.test(value)
}

/** An expiry that is no day would never come. */
function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !isNaN(Date.parse(value))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
