import { goalOf, schemaFindings } from '../../core/codify/chosen.ts'
import { type CatalogText, compareLines } from '../../core/codify/compare-lines.ts'
import { audit } from '../../core/audit.ts'
import type { Finding } from '../../core/finding.ts'
import { createdAtMs, type LedgerRow, type LedgerTable } from '../../core/ledger.ts'
import { manifestFormat, sealManifest } from '../../core/manifest.ts'
import type { Reading } from '../../core/observation.ts'
import { linesOf } from '../../core/schema/catalog-object.ts'
import { type DeclaredSchema, linesAfter } from '../../core/schema/declared-schema.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import type { Exceptions } from '../../io/allowances.ts'
import { type Cluster, openEmbedded } from '../../io/codify/embedded.ts'
import { replayWhole } from '../../io/codify/replay-whole.ts'
import type { Connection } from '../../io/connection-string.ts'
import type { DrizzleFolder } from '../../io/drizzle/drizzle-folder.ts'
import { readDrizzleFolder } from '../../io/drizzle/read-drizzle-folder.ts'
import { OutsideError, UserError } from '../../io/errors.ts'
import { openTarget } from '../../io/postgres/open-target.ts'
import { readTarget } from '../../io/read-target.ts'
import { linesInTwoPart } from '../../io/schema-in-two.ts'
import type { Script } from '../../io/script.ts'
import type { RichText } from '../../report/rich-text.ts'
import { leftOutLine } from '../../report/wording-coverage.ts'
import { withCleanUp } from '../clean-up.ts'
import { readPreludes } from '../preludes.ts'
import { preludesOf } from '../replay-schema.ts'

export interface GroundRequest {
  readonly migrations: string
  /** What the manifest is called: exceptions are meant for it. */
  readonly app: string
  readonly ledger: LedgerTable
  readonly preludes: readonly string[]
  readonly connection: Connection
  readonly exceptions: Exceptions
  readonly now: number
  readonly onStep: (text: string) => void
}

/** The folder, the database, and what differs between them. */
export interface Ground {
  readonly folder: DrizzleFolder
  readonly ledger: LedgerTable
  /** An embedded PostgreSQL with the declared schema, to be copied. */
  readonly cluster: Cluster
  readonly declared: CatalogText
  readonly live: CatalogText
  /** Lines of what the host provides. */
  readonly provided: string
  readonly findings: readonly Finding[]
  readonly drift: readonly SchemaFinding[]
  /** What was not compared, and how much rules ignore, in words. */
  readonly leftOut: RichText
  readonly ledgerRows: readonly LedgerRow[]
  /** The newest row of the live ledger, in milliseconds. */
  readonly ledgerNewest: number | undefined
}

/** Replays the folder, reads the database and compares the two. Throws where one cannot be read. */
export async function readGround(request: GroundRequest): Promise<Ground> {
  const { connection, ledger, onStep } = request
  onStep('Reading the database…')
  const reading = await readLive(connection, ledger)
  onStep('Replaying the migrations…')
  return holdAgainst(await declareFolder(request, extensionsIn(linesIn(reading))), reading, request)
}

/** What a folder makes, in an embedded PostgreSQL that also has these extensions at hand. */
export interface DeclaredFolder {
  readonly folder: DrizzleFolder
  readonly schema: DeclaredSchema
  readonly cluster: Cluster
}

export async function declareFolder(
  {
    migrations,
    ledger,
    preludes: files,
  }: Pick<GroundRequest, 'migrations' | 'ledger' | 'preludes'>,
  extensions: readonly Script[],
): Promise<DeclaredFolder> {
  const folder = await readDrizzleFolder(migrations)
  const preludes = preludesOf(await readPreludes(files), folder.scripts, ledger)
  const database = await openEmbedded([...preludes, ...folder.scripts, ...extensions])
  return withCleanUp(database.close, async () => ({
    folder,
    schema: await replayWhole(database, preludes, folder.scripts, ledger),
    cluster: await database.dump(),
  }))
}

/** What differs between a folder and what was read of a database. */
export async function holdAgainst(
  { folder, schema, cluster }: DeclaredFolder,
  reading: Reading,
  request: Pick<GroundRequest, 'app' | 'migrations' | 'ledger' | 'exceptions' | 'now'>,
): Promise<Ground> {
  const { app, migrations, ledger, exceptions, now } = request
  const manifest = await sealManifest({
    format: manifestFormat,
    name: app,
    layout: folder.layout,
    source: migrations,
    git: null,
    ledger,
    migrations: [...folder.migrations],
    schema,
  })
  const verdict = audit({ target: app, manifest, observation: reading, ...exceptions, now })
  if (verdict.status === 'unreadable') {
    throw new UserError(
      'The database has less than half of the tables that the migrations make. Is it the right database?',
    )
  }
  const ledgerRows = rowsOf(reading)
  const whens = ledgerRows.flatMap((row) => createdAtMs(row) ?? [])
  return {
    folder,
    ledger,
    cluster,
    declared: {
      lines: [...linesAfter(schema, schema.steps.length)],
      serverVersion: schema.serverVersion,
    },
    live: { lines: linesIn(reading), serverVersion: reading.serverVersion },
    provided: schema.provided,
    findings: verdict.findings,
    drift: schemaFindings(verdict.findings),
    leftOut: leftOutLine(verdict),
    ledgerRows,
    ledgerNewest: whens.length === 0 ? undefined : Math.max(...whens),
  }
}

function linesIn({ schema }: Reading): readonly string[] {
  return schema?.status === 'read' ? linesOf(schema.lines) : []
}

function rowsOf({ ledger }: Reading): readonly LedgerRow[] {
  return ledger.found ? ledger.rows : []
}

/** The rows of the live ledger. Throws an `OutsideError` that says why they cannot be read. */
export async function readLedgerRows(
  connection: Connection,
  ledger: LedgerTable,
): Promise<readonly LedgerRow[]> {
  return rowsOf(await readOrThrow(connection, ledger))
}

/** Reads a database in full. Throws an `OutsideError` that says why it cannot be. */
export function readLive(connection: Connection, ledger: LedgerTable): Promise<Reading> {
  return readOrThrow(connection, ledger, linesInTwoPart)
}

async function readOrThrow(
  connection: Connection,
  ledger: LedgerTable,
  schema?: typeof linesInTwoPart,
): Promise<Reading> {
  const endpoint = process.env['DRIFTWATCH_NEON_ENDPOINT']
  const observation = await readTarget(openTarget(connection, { endpoint }), ledger, schema)
  if (observation.status === 'read') return observation
  throw new OutsideError(`The database could not be read: ${observation.message}`, {
    reason: 'unexpected',
    retry: false,
  })
}

/** So that the embedded PostgreSQL has those of which somebody made use by hand. */
function extensionsIn(live: readonly string[]): readonly Script[] {
  const names = live.flatMap((line) => /^extension\t\t\t([^\t]+)/.exec(line)?.[1] ?? [])
  return names.map((name) => ({
    file: 'the database',
    sql: `CREATE EXTENSION "${name.replaceAll('"', '""')}"`,
  }))
}

/** The catalog where these findings are as the database has them. */
export function liveWhere(
  { declared, live, drift }: Ground,
  findings: readonly SchemaFinding[],
): CatalogText {
  const lines = goalOf(declared.lines, live.lines, findings, drift)
  return { lines, serverVersion: live.serverVersion }
}

/** Says what of an embedded catalog is not as it is to be. */
export function judgeBy(
  { declared, provided }: Ground,
  wanted: CatalogText,
): (lines: readonly string[]) => readonly string[] {
  return (lines) => compareLines(wanted, { lines, serverVersion: declared.serverVersion }, provided)
}
