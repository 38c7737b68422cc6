import { isDeepStrictEqual } from 'node:util'
import { ledgerName } from '../../core/ledger.ts'
import { readDrizzleFolder } from '../../io/drizzle/read-drizzle-folder.ts'
import { UserError } from '../../io/errors.ts'
import { type Ground, type GroundRequest, readLedgerRows } from './ground.ts'

/**
 * Throws a `UserError` where the folder or the ledger is not as it was read: time passes with the
 * question and the proofs, and a migration that is not later than the newest row would never run.
 */
export async function refuseMoved(
  { migrations, connection }: Pick<GroundRequest, 'migrations' | 'connection'>,
  { folder, ledger, ledgerRows }: Ground,
): Promise<void> {
  const now = await readDrizzleFolder(migrations)
  if (!isDeepStrictEqual(now.migrations, folder.migrations)) {
    throw new UserError(
      `${migrations} has changed since it was read, as by another \`drizzle-kit generate\`, so nothing was written. Run this again.`,
    )
  }
  const rows = await readLedgerRows(connection, ledger)
  if (!isDeepStrictEqual(rows, ledgerRows)) {
    throw new UserError(
      `${ledgerName(ledger)} has changed since it was read (${ledgerRows.length} rows then, ${rows.length} now), as by a deployment, so nothing was written. Run this again.`,
    )
  }
}
