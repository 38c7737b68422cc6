import { parseTableName } from '../../core/migrate/compare-tables.ts'
import { defaultLedgerTable, type LedgerTable } from '../../core/ledger.ts'
import { assertNever } from '../../core/never.ts'
import { parseConnectionString } from '../../io/connection-string.ts'
import type { Driver } from '../../io/migrate/migrator.ts'
import { publishedFolder } from '../published.ts'
import { connectionStringOf, exceptionsOf } from '../sources.ts'
import { parseProbes } from './parse-probes.ts'
import { embeddedRehearsal, type Rehearsal } from './rehearsal.ts'
import type { MigrateRequest, Rehearse } from './request.ts'
import { findWho } from './who.ts'

/** The options of `migrate`, as commander gives them. */
export interface MigrateOptions {
  readonly migrations: string
  readonly name: string
  readonly ledger?: LedgerTable
  readonly databaseUrl?: string
  readonly driver?: Driver
  readonly lockTimeout?: number
  readonly allowances?: string
  readonly prelude: readonly string[]
  readonly rehearse: Rehearse
  readonly neonProject?: string
  readonly untouched: readonly string[]
  readonly probe: readonly string[]
  readonly expect: readonly string[]
  readonly probeMayBeRed?: true
  readonly proof: readonly string[]
  readonly dryRun?: true
  readonly color?: boolean
}

/** What the options ask for. Throws a `UserError`. */
export async function requestOf(options: MigrateOptions): Promise<MigrateRequest> {
  const { text, from } = connectionStringOf(options.databaseUrl)
  return {
    migrations: options.migrations,
    name: options.name,
    ledger: options.ledger ?? defaultLedgerTable,
    connection: parseConnectionString(text, from),
    exceptions: await exceptionsOf(options.allowances, publishedFolder),
    driver: options.driver,
    lockTimeoutMs: options.lockTimeout,
    preludes: options.prelude,
    untouched: options.untouched.flatMap((names) => names.split(',')).map(parseTableName),
    probes: parseProbes(options),
    probeMayBeRed: options.probeMayBeRed === true,
    token: process.env['DRIFTWATCH_PROBE_TOKEN']?.trim() ?? '',
    dryRun: options.dryRun === true,
    actor: await findWho(options.migrations),
  }
}

/** Where it is to be rehearsed; nothing where it is not to be. Throws a `UserError`. */
export async function rehearsalOf({
  rehearse,
  neonProject,
}: MigrateOptions): Promise<Rehearsal | undefined> {
  switch (rehearse) {
    case 'embedded':
      return embeddedRehearsal
    case 'neon-branch': {
      const { branchRehearsal, neonAccessOf } = await import('./branch-rehearsal.ts')
      return branchRehearsal(neonAccessOf(neonProject, process.env))
    }
    case 'none':
      return undefined
    default:
      return assertNever(rehearse)
  }
}
