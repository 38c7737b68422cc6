import { dirname, join } from 'node:path'
import { driftwatchCommand } from '../core/command.ts'
import { coversSchema, type Manifest, withoutSchema } from '../core/manifest.ts'
import type { Observation } from '../core/observation.ts'
import type { Exceptions } from '../io/allowances.ts'
import { parseConnectionString } from '../io/connection-string.ts'
import { readFileIfThere } from '../io/files/read-file.ts'
import { UserError } from '../io/errors.ts'
import { openTarget } from '../io/postgres/open-target.ts'
import { readTarget } from '../io/read-target.ts'
import { allowancesFile, readAllowances, readManifest } from './published.ts'
import { exampleOfUrl, shellWord } from './shell-command.ts'

export interface LookOptions {
  readonly manifest: string
  readonly allowances?: string
  readonly schema: boolean
  readonly databaseUrl?: string
}

/** What one look at a database brought back, and what it is to be held against. */
export interface Look extends Exceptions {
  readonly manifest: Manifest
  readonly observation: Observation
  /** By which name a person knows the place that the connection string was read from. */
  readonly connectionFrom: string
}

/** Reads manifest, allowances and database. Throws a `UserError` for what the caller can mend. */
export async function lookAtDatabase(options: LookOptions): Promise<Look> {
  const published = await readManifest(options.manifest)
  const manifest = options.schema
    ? published
    : withoutSchema(published, 'the option --no-schema leaves it out')
  const exceptions = await allowancesOf(options)
  const { text, from } = connectionStringOf(options)
  const connection = parseConnectionString(text, from)
  const endpoint = process.env['DRIFTWATCH_NEON_ENDPOINT']
  const run = openTarget(connection, { endpoint })
  const observation = await readTarget(
    run,
    manifest.ledger,
    coversSchema(manifest) ? 'lines' : undefined,
  )
  return { ...exceptions, manifest, observation, connectionFrom: from }
}

async function allowancesOf({ allowances, manifest }: LookOptions): Promise<Exceptions> {
  if (allowances === undefined) return readAllowances(join(dirname(manifest), allowancesFile))
  if ((await readFileIfThere(allowances)) !== undefined) return readAllowances(allowances)
  throw new UserError(
    `${allowances} does not exist. Make it with \`${driftwatchCommand(`allow <hash> --file ${shellWord(allowances)}`)}\`, or leave --allowances out.`,
  )
}

function connectionStringOf({ databaseUrl }: LookOptions): {
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
