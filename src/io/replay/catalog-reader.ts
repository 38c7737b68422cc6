import type { LedgerTable } from '../../core/ledger.ts'
import { linesOf } from '../../core/schema/catalog-object.ts'
import { catalogLinesQuery } from '../schema/catalog-query.ts'
import { pinnedSettings } from '../schema/pinned-settings.ts'
import { quoteLiteral, type ReplayDatabase, sqlFailure } from './replay-database.ts'

/**
 * What a migration can leave in its session, put back to what a new connection has: Drizzle may
 * run each migration in a connection of its own. Not DISCARD ALL, which drops what is prepared here.
 */
export const freshSession = `SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *;
SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES`

/** For a transaction that reads the catalog by a prepared statement. */
export const settingsToRead = Object.entries({
  ...pinnedSettings,
  row_security: 'off',
  jit: 'off',
  // Planning takes twice as long as running, and a plan for few rows must do for many.
  plan_cache_mode: 'force_generic_plan',
  enable_nestloop: 'off',
})
  .map(([name, value]) => `SET LOCAL ${name} = ${quoteLiteral(value)}`)
  .join('; ')

/** Reads the catalog of a database as sorted lines. */
export type ReadCatalog = () => Promise<readonly string[]>

export interface CatalogReader {
  /** Between two transactions; the session is then as a new one. */
  readonly between: ReadCatalog
  /** In the middle of a transaction, of which nothing changes; between two where there is none. */
  readonly within: ReadCatalog
}

/** As `catalogReaders`, for where every script has a transaction of its own. */
export function catalogReader(database: ReplayDatabase, ledger: LedgerTable): ReadCatalog {
  return catalogReaders(database, ledger).between
}

/** Leaves out the ledger itself. Prepares once, as the catalog is read after each migration. */
export function catalogReaders(database: ReplayDatabase, ledger: LedgerTable): CatalogReader {
  const parameters = [ledger.schema, ledger.table].map(quoteLiteral).join(', ')
  const execute = `EXECUTE driftwatch_catalog(${parameters})`
  const prepare = `PREPARE driftwatch_catalog AS ${catalogLinesQuery}`
  let isPrepared = false
  const read = async ({ start, end, undo }: Frame): Promise<readonly string[]> => {
    const ask = (...sql: readonly string[]) => database.ask([start, ...sql, end].join('; '))
    const text = isPrepared
      ? await ask(execute).catch(async (error: unknown) => {
          if (sqlFailure(error).code !== notPrepared) throw error
          await database.run(undo)
          return ask(prepare, execute)
        })
      : await ask(prepare, execute)
    isPrepared = true
    return linesOf(text ?? '')
  }
  const between = () => read(ownTransaction)
  return {
    between,
    within: () =>
      read(savepoint).catch((error: unknown) => {
        if (sqlFailure(error).code !== noTransaction) throw error
        return between()
      }),
  }
}

/** What stands around a look, and what undoes a look that failed. */
interface Frame {
  readonly start: string
  readonly end: string
  readonly undo: string
}

const ownTransaction: Frame = {
  start: [freshSession, 'BEGIN', settingsToRead].join('; '),
  end: 'COMMIT',
  undo: 'ROLLBACK',
}

const undoSavepoint = 'ROLLBACK TO SAVEPOINT driftwatch_look; RELEASE SAVEPOINT driftwatch_look'

/** Takes the settings back, too. */
const savepoint: Frame = {
  start: ['SAVEPOINT driftwatch_look', settingsToRead].join('; '),
  end: undoSavepoint,
  undo: undoSavepoint,
}

/** `invalid_sql_statement_name`: a migration said DISCARD ALL or DEALLOCATE ALL. */
const notPrepared = '26000'

/** `no_active_sql_transaction`: a migration ended the one that it was in. */
const noTransaction = '25P01'
