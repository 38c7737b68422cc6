import { audit } from '../../core/audit.ts'
import { migrationLockKey } from '../../core/migrate/lock-key.ts'
import { OutsideError, UserError } from '../../io/errors.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import type { LedgerPlace } from '../../report/record-exit.ts'
import { isNamedBy, mendingsFor, recordScript } from '../../report/record-script.ts'
import { type LookOptions, lookAtDatabase } from '../look.ts'
import { safeLines } from '../output.ts'

export interface RecordOptions extends LookOptions {
  readonly only: readonly string[]
  readonly out?: string
}

/** Prints the statements that mend a ledger, and runs none. Throws a `UserError` or an `OutsideError`. */
export async function runRecord(options: RecordOptions): Promise<void> {
  const { manifest, observation, allowances, rules } = await lookAtDatabase(options)
  const now = Date.now()
  const target = manifest.name
  const verdict = audit({ target, manifest, observation, allowances, rules, now })
  if (observation.status === 'unreadable' || verdict.unreadable !== undefined) {
    const message = verdict.unreadable?.message ?? 'The database could not be read.'
    throw new OutsideError(message, { reason: 'unexpected', retry: false })
  }
  const { ledger } = observation
  const shape = ledger.found && manifest.layout === 'folders' ? ledger.shape : '0.x'
  const place: LedgerPlace = { table: manifest.ledger, shape, history: manifest.migrations }
  const all = mendingsFor(verdict.findings, place, now)
  const strange = options.only.filter((name) => !all.some((each) => isNamedBy(each, name)))
  if (strange.length > 0) {
    throw new UserError(
      `--only names ${strange.map((name) => JSON.stringify(name)).join(', ')}, which no finding is about that a statement could mend. ${whatThereIs(all)}`,
    )
  }
  const taken = all.filter((each) =>
    options.only.length === 0
      ? each.onlyNamed === undefined
      : options.only.some((name) => isNamedBy(each, name)),
  )
  const left = all.filter((each) => !taken.includes(each))
  const script = safeLines(
    recordScript({ target, place, taken, left, lockKey: migrationLockKey, now }),
  )
  if (options.out === undefined) process.stdout.write(script)
  else await writeAtomically(options.out, script)
}

function whatThereIs(all: ReturnType<typeof mendingsFor>): string {
  const names = all.flatMap(({ names: [first] }) => first ?? [])
  return names.length === 0
    ? 'There is none at all: see `audit`.'
    : `There are: ${[...new Set(names)].join(', ')}.`
}
