import { dirname } from 'node:path'
import { coversSchema, type Manifest, withoutSchema } from '../core/manifest.ts'
import type { Observation } from '../core/observation.ts'
import type { Exceptions } from '../io/allowances.ts'
import { parseConnectionString } from '../io/connection-string.ts'
import { openTarget } from '../io/postgres/open-target.ts'
import { readTarget } from '../io/read-target.ts'
import { linesInTwoPart } from '../io/schema-in-two.ts'
import { readManifest } from './published.ts'
import { connectionStringOf, exceptionsOf } from './sources.ts'

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

/** A look of which the database has still to answer. */
export interface LookBegun extends Omit<Look, 'observation'> {
  readonly observing: Promise<Observation>
}

/** Reads manifest, allowances and database. Throws a `UserError` for what the caller can mend. */
export async function lookAtDatabase(options: LookOptions): Promise<Look> {
  const { observing, ...look } = await startLook(options)
  return { ...look, observation: await observing }
}

/** As `lookAtDatabase`, and does not wait for the database. */
export async function startLook(options: LookOptions): Promise<LookBegun> {
  const published = await readManifest(options.manifest)
  const manifest = options.schema
    ? published
    : withoutSchema(published, 'the option --no-schema leaves it out')
  const exceptions = await exceptionsOf(options.allowances, dirname(options.manifest))
  const { text, from } = connectionStringOf(options.databaseUrl)
  const connection = parseConnectionString(text, from)
  const endpoint = process.env['DRIFTWATCH_NEON_ENDPOINT']
  const run = openTarget(connection, { endpoint })
  const observing = readTarget(
    run,
    manifest.ledger,
    coversSchema(manifest) ? linesInTwoPart : undefined,
  )
  return { ...exceptions, manifest, observing, connectionFrom: from }
}
