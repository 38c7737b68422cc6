import { abortAllDurableObjects, createScheduledController, reset } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { inject, vi } from 'vitest'
import type { Allowance } from '../../src/core/allowance.ts'
import type { LedgerRow } from '../../src/core/ledger.ts'
import { sealManifest } from '../../src/core/manifest.ts'
import type { Migration } from '../../src/core/migration.ts'
import { applied, manifestOf, migration, stranger } from '../support/history.ts'
import type { NeonBridge } from '../support/neon-bridge.ts'
import type { Postgres } from '../support/postgres.ts'
import { type Remote, remote } from '../support/remote.ts'
import type { SlackReceiver } from '../support/slack-receiver.ts'
import { deployed } from './deployed.ts'
import { healPlatform, plan } from './faults.ts'
import handlers from './main.ts'

export const hourMs = 3_600_000
export const history = [migration(0), migration(1), migration(2)]
export { stranger }

const control = inject('controlUrl')
export const postgres = remote<Postgres>(control, 'postgres')
export const bridge: Remote<NeonBridge> = remote<NeonBridge>(control, 'bridge')
export const slack: Remote<SlackReceiver> = remote<SlackReceiver>(control, 'slack')
export const heartbeat = remote<{ count: () => number }>(control, 'heartbeat')

/**
 * The first slot of a test. Far ahead of any real clock, so that an alarm fires only when a test
 * lets it: workerd keeps real time for alarms.
 */
export const start = Date.UTC(2040, 2, 1, 12, 17)

/** A world as on the day after a good deploy: nothing stored, everything applied, all in sync. */
export async function freshWorld(): Promise<void> {
  await freshMonitor()
  await deploy()
  await setLedger(history.map((entry) => applied(entry)))
}

/** As `freshWorld`, with the ledger and what is deployed as they are, which is quicker. */
export async function freshMonitor(): Promise<void> {
  await reset()
  atTheStart()
  await Promise.all([bridge.clear(), slack.clear()])
}

/** The first slot, on a platform that works. */
export function atTheStart(): void {
  healPlatform()
  vi.setSystemTime(start)
}

/** Deploys the Worker with this history and these allowances. */
export async function deploy(
  migrations: readonly Migration[] = history,
  allowances: readonly Allowance[] = [],
): Promise<void> {
  const { digest: _, ...content } = manifestOf(migrations)
  deployed.current = {
    manifests: { app: await sealManifest(content) },
    allowances: { format: 1, allowances },
  }
}

/** Makes the ledger hold exactly these rows; `undefined`: there is no ledger. */
export async function setLedger(rows: readonly LedgerRow[] | undefined): Promise<void> {
  await postgres.query('DROP SCHEMA IF EXISTS drizzle CASCADE', [], 'app')
  if (rows === undefined) return
  await postgres.query(
    `CREATE SCHEMA drizzle;
     CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
     GRANT USAGE ON SCHEMA drizzle TO drift_monitor;
     GRANT SELECT ON drizzle.__drizzle_migrations TO drift_monitor`,
    undefined,
    'app',
  )
  for (const { id, hash, createdAt } of rows) {
    await postgres.query(
      'INSERT INTO drizzle.__drizzle_migrations VALUES ($1, $2, $3)',
      [id, hash, createdAt],
      'app',
    )
  }
}

/** The ledger of the history with these strangers in it. */
export async function setStrangers(...texts: readonly string[]): Promise<void> {
  await setLedger([
    ...history.map((entry) => applied(entry)),
    ...texts.map((text, index) => ({ ...stranger(-30, text), id: String(100 + index) })),
  ])
}

/**
 * Lets the cron fire `hours` after the start; says how the platform would show the run. The
 * settings take the place of the Worker's own, and stay with its objects.
 */
export async function cron(
  hours: number,
  { clock = start + hours * hourMs, settings }: { clock?: number; settings?: Change } = {},
): Promise<string> {
  vi.setSystemTime(clock)
  if (settings !== undefined) plan.settings = settings
  const scheduledTime = new Date(start + hours * hourMs)
  const controller = createScheduledController({ scheduledTime, cron: '17 * * * *' })
  const run = handlers.scheduled(controller, { ...env, ...settings })
  const outcome = await run.then(() => 'ok', String)
  // What an object that was killed had in memory is gone; what it had stored is not.
  if (plan.wasKilled) await abortAllDurableObjects()
  plan.wasKilled = false
  return outcome
}

/** What stands in the place of settings, secrets and bindings. */
export type Change = Readonly<Record<string, unknown>>

let asked = 0

/** A request, from an address of its own unless it says from which: `/api` counts by address. */
export function requestFor(path: string, init?: RequestInit): Request {
  asked += 1
  const headers = new Headers(init?.headers)
  if (!headers.has('cf-connecting-ip')) {
    headers.set('cf-connecting-ip', `10.${asked >> 16}.${(asked >> 8) % 256}.${asked % 256}`)
  }
  return new Request(`https://driftwatch.example${path}`, { ...init, headers })
}

/** The answer of a route, with its text. */
export async function answerOf(response: Response) {
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** The answer of the Worker as it is deployed. */
export async function get(path: string, init?: RequestInit) {
  return answerOf(await exports.default.fetch(requestFor(path, init)))
}

/** What `/status` says, in short. */
export async function status(): Promise<string> {
  const { status: code, text } = await get('/status')
  const body: { readonly state: string } = JSON.parse(text)
  return `${code} ${body.state}`
}

/** The titles of all that people were shown. */
export async function shown(): Promise<string[]> {
  return (await slack.accepted()).map(({ text }) => text?.split('\n')[0] ?? '')
}
