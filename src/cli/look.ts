import { dirname } from 'node:path'
import * as z from 'zod/mini'
import { coversSchema, Manifest, withoutSchema } from '../core/manifest.ts'
import type { Observation } from '../core/observation.ts'
import type { Exceptions } from '../io/allowances.ts'
import { parseConnectionString } from '../io/connection-string.ts'
import { parseManifest } from '../io/manifest.ts'
import { openTarget } from '../io/postgres/open-target.ts'
import { readTarget } from '../io/read-target.ts'
import { linesInTwoPart } from '../io/schema-in-two.ts'
import { readManifestJson } from './published.ts'
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

/**
 * What says what to ask a database, of a manifest that has still to be parsed: that takes as long
 * as a small schema takes the database.
 */
const Asking = z.object({ ledger: Manifest.shape.ledger, schema: Manifest.shape.schema })

/** As `lookAtDatabase`, and does not wait for the database. */
export async function startLook(options: LookOptions): Promise<LookBegun> {
  const json = await readManifestJson(options.manifest)
  const parse = () => parseManifest(json, options.manifest)
  const exceptions = await exceptionsOf(options.allowances, dirname(options.manifest))
  // Where it is not there, parsing says why.
  const asking = Asking.safeParse(json).data ?? (await parse())
  const { connection, from } = await connectionOf(options.databaseUrl, parse)
  const { promise: isAsked, resolve: onAsked } = Promise.withResolvers<void>()
  const endpoint = process.env['DRIFTWATCH_NEON_ENDPOINT']
  const run = openTarget(connection, { endpoint, onAsked, endsLater: true })
  const schema = options.schema && coversSchema(asking) ? linesInTwoPart : undefined
  const observing = readTarget(run, asking.ledger, schema)
  // The rest of the manifest is parsed while the database is busy.
  await Promise.race([isAsked, observing])
  const published = await parse()
  const manifest = options.schema
    ? published
    : withoutSchema(published, 'the option --no-schema leaves it out')
  return { ...exceptions, manifest, observing, connectionFrom: from }
}

/** Where to connect to; what is wrong with the manifest is told before what is wrong with that. */
async function connectionOf(databaseUrl: string | undefined, parse: () => Promise<Manifest>) {
  try {
    const { text, from } = connectionStringOf(databaseUrl)
    return { connection: parseConnectionString(text, from), from }
  } catch (error) {
    await parse()
    throw error
  }
}
