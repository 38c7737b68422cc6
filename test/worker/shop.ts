import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { IgnoreRule } from '../../src/core/allowance.ts'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { sealManifest } from '../../src/core/manifest.ts'
import type { Migration } from '../../src/core/migration.ts'
import { linesOf } from '../../src/core/schema/catalog-object.ts'
import {
  catalogVersion,
  type DeclaredSchema,
  stepBetween,
} from '../../src/core/schema/declared-schema.ts'
import { TargetReport } from '../../src/core/target-report.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { neonBatch } from '../../src/io/neon.ts'
import { readTarget } from '../../src/io/read-target.ts'
import { linesPart } from '../../src/io/schema-part.ts'
import { catalogQuery } from '../../src/io/schema/catalog-query.ts'
import { manifestOf } from '../support/history.ts'
import { deployed } from './deployed.ts'
import { bridge, freshWorld, get, history, postgres, slack, start } from './harness.ts'
import { withToken } from './outside.ts'

/** What each migration of the history makes. */
export const shopSql = [
  'CREATE SCHEMA shop; CREATE TABLE shop.users (id int PRIMARY KEY, email text NOT NULL)',
  'CREATE TABLE shop.orders (id int PRIMARY KEY, user_id int REFERENCES shop.users)',
  'CREATE INDEX orders_user ON shop.orders (user_id)',
] as const

/** A column that is added by hand. */
export const patch = 'ALTER TABLE shop.users ADD COLUMN nickname text'

/** Runs SQL in the monitored database, as its owner. */
export const sql = (text: string) => postgres.query(text, undefined, 'app')

let known: Promise<DeclaredSchema> | undefined

/** All in sync, the schema too, which the manifest covers; nothing stored. */
export async function freshShop(): Promise<void> {
  await freshWorld()
  await dropShop()
  known ??= declare()
  const schema = await known
  await dropShop()
  for (const text of shopSql) await sql(text)
  await deployShop({ schema })
  await bridge.clear()
}

export async function dropShop(): Promise<void> {
  await sql('DROP SCHEMA IF EXISTS shop CASCADE')
}

/** What the history declares, as PostgreSQL makes it. */
export async function declare(steps: readonly string[] = shopSql): Promise<DeclaredSchema> {
  let { lines: before, serverVersion } = await readLines()
  const provided = [...before].join('\n')
  const differences: string[] = []
  for (const text of steps) {
    await sql(text)
    const { lines: after } = await readLines()
    differences.push(stepBetween(before, after))
    before = after
  }
  return { covered: true, serverVersion, catalogVersion, provided, steps: differences }
}

async function readLines() {
  const connection = parseConnectionString(String(env['DATABASE_URL']), 'DATABASE_URL')
  const run = neonBatch(connection, { endpoint: String(env['NEON_ENDPOINT']) })
  const observation = await readTarget(run, defaultLedgerTable, linesPart)
  if (observation.status !== 'read' || observation.schema?.status !== 'read') {
    throw new Error(JSON.stringify(observation))
  }
  const { serverVersion, schema } = observation
  return { lines: new Set(linesOf(schema.lines)), serverVersion }
}

/** Deploys the Worker with this declared schema, and these rules. */
export async function deployShop({
  migrations = history,
  schema,
  rules = [],
}: {
  readonly migrations?: readonly Migration[]
  readonly schema?: DeclaredSchema
  readonly rules?: readonly IgnoreRule[]
} = {}): Promise<void> {
  const shop = schema ?? (await known)
  if (shop === undefined) throw new Error('nothing is declared yet')
  const { digest: _, ...content } = manifestOf(migrations, { schema: shop })
  deployed.current = {
    manifests: { app: await sealManifest(content) },
    allowances: { format: 1, allowances: [], ignore: rules },
  }
}

/** What the requests since the last call asked: `glance` without the lines, `look` with them. */
export async function asked(): Promise<string[]> {
  const requests = await bridge.requests()
  await bridge.clear()
  const lines = JSON.stringify(catalogQuery).slice(1, -1)
  return requests.map(({ body }) => (body.includes(lines) ? 'look' : 'glance'))
}

/** Lets the target's alarm fire so long after the start; says whether one was set. */
export async function alarm(sinceStart: number): Promise<boolean> {
  vi.setSystemTime(start + sinceStart)
  return runDurableObjectAlarm(env.TARGET.getByName('app'))
}

/** What the target's object keeps under a name; `text` takes its place. */
export function stored(name: string, text?: string): Promise<string> {
  return runInDurableObject(env.TARGET.getByName('app'), (_, { storage }) => {
    const { sql: store } = storage
    if (text !== undefined) {
      store.exec('DELETE FROM document WHERE name = ?', name)
      store.exec('INSERT INTO document VALUES (?, 0, ?)', name, text)
    }
    return store
      .exec<{ text: string }>('SELECT text FROM document WHERE name = ? ORDER BY part', name)
      .toArray()
      .map((row) => row.text)
      .join('')
  })
}

/** The last report, as people with the token see it. */
export async function report(): Promise<TargetReport> {
  return TargetReport.parse(JSON.parse((await get('/api/targets/app/verdict', withToken)).text))
}

/** What Slack took, as JSON. */
export async function messages(): Promise<string[]> {
  return (await slack.accepted()).map((message) => JSON.stringify(message))
}

/** The kinds and the objects of what was found in the schema. */
export async function found(): Promise<string[]> {
  const { verdict } = await report()
  return verdict.findings.flatMap((finding) =>
    'object' in finding ? [`${finding.kind} ${finding.object.name}`] : [finding.kind],
  )
}
