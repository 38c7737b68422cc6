import { defaultLedgerTable, type LedgerTable } from '../../core/ledger.ts'
import { parseConnectionString } from '../../io/connection-string.ts'
import { UserError } from '../../io/errors.ts'
import { publishedFolder } from '../published.ts'
import { connectionStringOf, exceptionsOf } from '../sources.ts'
import type { Request } from './request.ts'

/** The options of `codify` and `revert`, as commander gives them. */
export interface Options {
  readonly migrations: string
  readonly app: string
  readonly ledger?: LedgerTable
  readonly prelude: readonly string[]
  readonly allowances?: string
  readonly databaseUrl?: string
  readonly only: readonly string[]
  readonly name?: string
  readonly backfill?: readonly string[]
  readonly schema?: string
  readonly drizzleConfig?: string
  readonly keepSnapshot?: true
  readonly color?: boolean
}

/** Reads what the options name. Throws a `UserError` for what a person can mend. */
export async function readRequest(
  options: Options,
  onStep: (text: string) => void,
): Promise<Request> {
  const { migrations, app, only, name, schema, drizzleConfig } = options
  if (name !== undefined && !/^[a-z0-9][a-z0-9_-]{0,99}$/i.test(name)) {
    throw new UserError(
      `--name ${JSON.stringify(name)} becomes a part of a file's name: use letters, digits, dashes and underscores.`,
    )
  }
  const { text, from } = connectionStringOf(options.databaseUrl)
  return {
    migrations,
    app,
    only,
    name,
    schema,
    drizzleConfig,
    keepSnapshot: options.keepSnapshot === true,
    ledger: options.ledger ?? defaultLedgerTable,
    preludes: options.prelude,
    backfills: new Map((options.backfill ?? []).map(parseBackfill)),
    connection: parseConnectionString(text, from),
    exceptions: await exceptionsOf(options.allowances, publishedFolder),
    now: Date.now(),
    onStep,
  }
}

function parseBackfill(text: string): readonly [column: string, expression: string] {
  const at = text.indexOf('=')
  const column = text.slice(0, at).trim()
  if (at > 0 && column.split('.').length === 3 && text.slice(at + 1).trim() !== '') {
    return [column, text.slice(at + 1).trim()]
  }
  throw new UserError(
    `--backfill ${JSON.stringify(text)} is not a column and what its rows get, such as public.users.country='NL'.`,
  )
}
