import type { LedgerTable } from '../../core/ledger.ts'
import { linesOf } from '../../core/schema/catalog-object.ts'
import { catalogQuery } from '../schema/catalog-query.ts'
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

const start = [freshSession, 'BEGIN', settingsToRead].join('; ')

/** Reads the catalog of a database as sorted lines; the session is then as a new one. */
export type ReadCatalog = () => Promise<readonly string[]>

/** Leaves out the ledger itself. Prepares once, as the catalog is read after each migration. */
export function catalogReader(database: ReplayDatabase, ledger: LedgerTable): ReadCatalog {
  const parameters = [ledger.schema, ledger.table].map(quoteLiteral).join(', ')
  const execute = `${start}; EXECUTE driftwatch_catalog(${parameters}); COMMIT`
  const prepareFirst = `${start}; PREPARE driftwatch_catalog AS ${catalogQuery}; COMMIT; ${execute}`
  let isPrepared = false
  return async () => {
    const text = isPrepared
      ? await database.ask(execute).catch(async (error: unknown) => {
          if (sqlFailure(error).code !== notPrepared) throw error
          await database.run('ROLLBACK')
          return database.ask(prepareFirst)
        })
      : await database.ask(prepareFirst)
    isPrepared = true
    return linesOf(text ?? '')
  }
}

/** `invalid_sql_statement_name`: a migration said DISCARD ALL or DEALLOCATE ALL. */
const notPrepared = '26000'
