import { dirname, join } from 'node:path'
import { defaultLedgerTable, LedgerTable } from '../../core/ledger.ts'
import { type Exceptions } from '../../io/allowances.ts'
import { parseConnectionString } from '../../io/connection-string.ts'
import { UserError } from '../../io/errors.ts'
import { readFileIfThere } from '../../io/files/read-file.ts'
import { exampleOfUrl } from '../shell-command.ts'
import { allowancesFile, publishedFolder, readAllowances } from '../published.ts'
import type { Request } from './request.ts'

/** The options of `codify` and `revert`, as commander gives them. */
export interface Options {
  readonly migrations: string
  readonly app: string
  readonly ledger?: string
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
  const { text, from } = connectionText(options)
  return {
    migrations,
    app,
    only,
    name,
    schema,
    drizzleConfig,
    keepSnapshot: options.keepSnapshot === true,
    ledger: ledgerOf(options.ledger),
    preludes: options.prelude,
    backfills: new Map((options.backfill ?? []).map(parseBackfill)),
    connection: parseConnectionString(text, from),
    exceptions: await exceptionsOf(options.allowances),
    now: Date.now(),
    onStep,
  }
}

function connectionText({ databaseUrl }: Options): {
  readonly text: string
  readonly from: string
} {
  if (databaseUrl !== undefined) return { text: databaseUrl, from: '--database-url' }
  const text = process.env['DATABASE_URL']
  if (text !== undefined && text.trim() !== '') return { text, from: 'DATABASE_URL' }
  throw new UserError(
    `DATABASE_URL is not set. Give the connection string of the database, such as:\n  ${exampleOfUrl}`,
  )
}

function ledgerOf(text: string | undefined): LedgerTable {
  if (text === undefined) return defaultLedgerTable
  const [schema, table, ...more] = text.split('.')
  const ledger = LedgerTable.safeParse({ schema, table })
  if (ledger.success && more.length === 0) return ledger.data
  throw new UserError(
    `--ledger ${JSON.stringify(text)} is not a schema and a table with a dot between them.`,
  )
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

async function exceptionsOf(file: string | undefined): Promise<Exceptions> {
  if (file === undefined) return readAllowances(join(publishedFolder, allowancesFile))
  if ((await readFileIfThere(file)) !== undefined) return readAllowances(file)
  throw new UserError(`${file} does not exist, in ${dirname(file)}. Leave --allowances out.`)
}
