import type { LedgerTable } from '../../core/ledger.ts'
import { catalogQuery } from '../schema/catalog-query.ts'
import { digestQuery } from '../schema/digest-query.ts'
import { pinnedSettings } from '../schema/pinned-settings.ts'
import { quoteLiteral, type ReplayDatabase, sqlFailure } from './replay-database.ts'

/**
 * What a migration can leave in its session, put back to what a new connection has: Drizzle may
 * run each migration in a connection of its own. Not DISCARD ALL, which drops what is prepared here.
 */
const freshSession = `SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *;
SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES`

const pinned: Readonly<Record<string, string>> = {
  ...pinnedSettings,
  row_security: 'off',
  jit: 'off',
  // Planning takes twice as long as running.
  plan_cache_mode: 'force_generic_plan',
}

const settings = Object.entries(pinned).map(
  ([name, value]) => `SET LOCAL ${name} = ${quoteLiteral(value)}`,
)

/** Reads the catalog of a database after each migration, as sorted lines. */
export interface CatalogReader {
  /** The catalog's lines, the same set again where nothing changed; the session is as new. */
  readonly read: () => Promise<ReadonlySet<string>>
}

/** Leaves out the ledger itself. */
export function catalogReader(database: ReplayDatabase, ledger: LedgerTable): CatalogReader {
  const parameters = [ledger.schema, ledger.table].map(quoteLiteral).join(', ')
  let digest: string | null = null
  let lines: ReadonlySet<string> = new Set()
  let linesWhenPlanned: number | undefined

  async function prepare(): Promise<void> {
    await database.run(
      `${start}; DEALLOCATE ALL; PREPARE driftwatch_digest AS ${digestQuery}; PREPARE driftwatch_catalog AS ${catalogQuery}; COMMIT`,
    )
    linesWhenPlanned = lines.size
  }

  async function readOnce(): Promise<void> {
    const now = await database.ask(`${start}; EXECUTE driftwatch_digest`)
    if (now !== digest) {
      const text = (await database.ask(`EXECUTE driftwatch_catalog(${parameters})`)) ?? ''
      lines = new Set(text === '' ? [] : text.split('\n'))
      digest = now
    }
    await database.run('COMMIT')
  }

  return {
    async read() {
      // A plan for a small catalog is a slow one for a large one.
      if (linesWhenPlanned === undefined || lines.size > 4 * linesWhenPlanned) await prepare()
      try {
        await readOnce()
      } catch (error) {
        if (sqlFailure(error).code !== notPrepared) throw error
        await database.run('ROLLBACK')
        await prepare()
        await readOnce()
      }
      return lines
    },
  }
}

const start = [freshSession, 'BEGIN', ...settings].join('; ')

/** `invalid_sql_statement_name`: the migration said DISCARD ALL or DEALLOCATE ALL. */
const notPrepared = '26000'
