import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { bundleGuard } from '../../src/build/bundle-guard.ts'
import { runMigrator } from '../support/drizzle-migrate.ts'
import { addFiles, journalFiles, makeFolder } from '../support/folder.ts'
import { installGuard } from '../support/installed-guard.ts'
import { type NeonBridge, startNeonBridge } from '../support/neon-bridge.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

const files = {
  '0000_users': 'CREATE TABLE users (id int PRIMARY KEY);',
  '0001_orders': 'CREATE TABLE orders (id int PRIMARY KEY);',
}
const next = { ...files, '0002_paid': 'ALTER TABLE orders ADD COLUMN paid boolean;' }

/** The application on Node: it serves only once its database is the one that it was built for. */
const nodeServer = `
import { serve } from '@hono/node-server'
import { assertInSync, fromPg } from 'driftwatch/guard'
import { Hono } from 'hono'
import pg from 'pg'
import manifest from './app.json' with { type: 'json' }

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
await assertInSync({ manifest, query: fromPg(pool), timeoutMs: 3000 })

const app = new Hono()
app.get('/', (context) => context.text('the shop is open'))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  console.log('http://127.0.0.1:' + port)
})
`

/** The same on Workers, where nothing may be asked before the first request. */
const worker = `
import { neon, neonConfig } from '@neondatabase/serverless'
import { assertInSync, fromNeon } from 'driftwatch/guard'
import { Hono } from 'hono'
import manifest from './app.json'

const app = new Hono()
let isInSync = false
app.use(async (context, next) => {
  const { env } = context
  neonConfig.fetchEndpoint = env.NEON_ENDPOINT
  if (!isInSync) {
    await assertInSync({ manifest, query: fromNeon(neon(env.DATABASE_URL)), env, timeoutMs: 3000 })
  }
  isInSync = true
  await next()
})
app.get('/', (context) => context.text('the shop is open'))
app.onError((error, context) => context.text(error.name, 503))
export default app
`

let postgres: Postgres
let bridge: NeonBridge
beforeAll(async () => {
  postgres = await startPostgres(18)
  bridge = await startNeonBridge(postgres)
})
afterAll(async () => {
  await bridge.stop()
  await postgres.stop()
})

interface Shop {
  readonly folder: string
  readonly url: string
}

/** An application with its manifest by the real command line, and a database by Drizzle itself. */
async function shopWith(sql: string, declared = files): Promise<Shop> {
  const folder = await makeFolder({
    'package.json': '{ "type": "module" }',
    'server.js': nodeServer,
    'worker.js': worker,
  })
  await installGuard(folder, ['@hono', '@neondatabase', 'hono', 'pg'])
  await addFiles(join(folder, 'drizzle'), journalFiles(files))
  const url = await postgres.createDatabase()
  await runMigrator('0.31', url, join(folder, 'drizzle'))
  await postgres.query(sql, undefined, new URL(url).pathname.slice(1))
  await addFiles(join(folder, 'drizzle'), journalFiles(declared))
  const args = ['--migrations', 'drizzle', '--name', 'app', '--out', 'app.json', '--ledger-only']
  const { exitCode, stderr } = await runCli(folder, ['manifest', ...args])
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  return { folder, url }
}

interface Start {
  readonly exitCode: number | null
  readonly stderr: string
  /** What it answers to a request, if it came up. */
  readonly answer: string | undefined
}

async function startOnNode({ folder, url }: Shop, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    env: { DATABASE_URL: url, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const { promise, resolve } = Promise.withResolvers<Omit<Start, 'stderr'>>()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    fetch(text.trim())
      .then((response) => response.text())
      .then(
        (answer) => resolve({ exitCode: null, answer }),
        (error: unknown) => resolve({ exitCode: null, answer: String(error) }),
      )
  })
  // Once all that it wrote has come.
  child.once('close', (exitCode) => resolve({ exitCode, answer: undefined }))
  return { ...(await promise), stderr }
}

const stranger = `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${'5'.repeat(64)}', 1800000000000)`
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString().slice(0, 16)
const open = 'the shop is open'

describe('a server on Node', () => {
  test('starts where its database is in sync', async () => {
    const shop = await shopWith('SELECT 1')
    expect(await startOnNode(shop, { NODE_ENV: 'production' })).toEqual({
      exitCode: null,
      answer: open,
      stderr: '',
    })
  })

  test('does not start on a hash that is neither declared nor allowed', async () => {
    const shop = await shopWith(stranger)
    const { exitCode, answer, stderr } = await startOnNode(shop, { NODE_ENV: 'production' })
    expect({ exitCode, answer }).toEqual({ exitCode: 1, answer: undefined })
    expect(stderr).toContain('DriftError: The database is not what the manifest app declares:')
    expect(stderr).toContain('row 3 with hash 555555555555… is neither declared nor allowed')
    expect(stderr).not.toContain('verdict:')
    expect(stderr).not.toMatch(/127\.0\.0\.1|postgres(ql)?:/)
  })

  test('does not start where it is newer than its database', async () => {
    const shop = await shopWith('SELECT 1', next)
    const { exitCode, stderr } = await startOnNode(shop, {})
    expect(exitCode).toBe(1)
    expect(stderr).toContain('0002_paid is declared and not applied')
  })

  test('does not start where its database is down', async () => {
    const shop = await shopWith('SELECT 1')
    const url = shop.url.replace(/:\d+\//, ':1/')
    const { exitCode, stderr } = await startOnNode({ ...shop, url }, { NODE_ENV: 'production' })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('The database could not be reached (ECONNREFUSED).')
    expect(stderr).not.toMatch(/127\.0\.0\.1|postgres(ql)?:/)
  })

  test('starts in development, with a warning', async () => {
    const shop = await shopWith(stranger)
    const { answer, stderr } = await startOnNode(shop, { NODE_ENV: 'development' })
    expect(answer).toBe(open)
    expect(stderr).toContain('is neither declared nor allowed')
  })

  test('starts by the break-glass, and logs why', async () => {
    const shop = await shopWith(stranger)
    const glass = { DRIFTWATCH_BREAK_GLASS: `${inAnHour()}Z because INC-12 is known` }
    const { answer, stderr } = await startOnNode(shop, { NODE_ENV: 'production', ...glass })
    expect(answer).toBe(open)
    expect(stderr).toContain('is neither declared nor allowed')
    expect(stderr).toContain('because INC-12 is known')
  })

  test('does not start by a break-glass that ran out', async () => {
    const shop = await shopWith(stranger)
    const glass = { DRIFTWATCH_BREAK_GLASS: '2026-01-01T00:00Z because INC-12 is known' }
    const { exitCode, stderr } = await startOnNode(shop, { NODE_ENV: 'production', ...glass })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('DRIFTWATCH_BREAK_GLASS is ignored: it ran out')
  })
})

async function startInWorkerd({ folder, url }: Shop, bindings: Readonly<Record<string, string>>) {
  const { code: script } = await bundleGuard(join(folder, 'worker.js'))
  let log = ''
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script,
      compatibilityDate: '2026-10-01',
      host: '127.0.0.1',
      cf: false,
      bindings: {
        DATABASE_URL: url.replace(/@[^/]+\//, '@db.example.com/'),
        NEON_ENDPOINT: bridge.endpoint,
        ...bindings,
      },
      handleStructuredLogs: ({ message }) => (log += message),
    }),
  )
  onTestFinished(() => miniflare.dispose())
  const response = await miniflare.dispatchFetch('http://shop.test/')
  return { status: response.status, answer: await response.text(), log: () => log, miniflare }
}

describe('an application in workerd', () => {
  test('answers where its database is in sync, and asks only once', async () => {
    await bridge.clear()
    const { status, answer, miniflare } = await startInWorkerd(await shopWith('SELECT 1'), {})
    expect({ status, answer }).toEqual({ status: 200, answer: open })
    await miniflare.dispatchFetch('http://shop.test/')
    expect(bridge.count()).toBe(1)
  })

  test.for([
    { name: 'a stranger in the ledger', sql: stranger, declared: files },
    { name: 'an application newer than its database', sql: 'SELECT 1', declared: next },
    { name: 'no ledger', sql: 'DROP SCHEMA drizzle CASCADE', declared: files },
  ])('refuses over $name, without NODE_ENV', async ({ sql, declared }) => {
    const { status, answer } = await startInWorkerd(await shopWith(sql, declared), {})
    expect({ status, answer }).toEqual({ status: 503, answer: 'DriftError' })
  })

  test('answers in development, with a warning', async () => {
    const bindings = { NODE_ENV: 'development' }
    const { answer, log } = await startInWorkerd(await shopWith(stranger), bindings)
    expect(answer).toBe(open)
    await expect.poll(log).toContain('is neither declared nor allowed')
  })

  test('answers by the break-glass, and logs why', async () => {
    const bindings = { DRIFTWATCH_BREAK_GLASS: `${inAnHour()}Z because INC-12 is known` }
    const { answer, log } = await startInWorkerd(await shopWith(stranger), bindings)
    expect(answer).toBe(open)
    await expect.poll(log).toContain('because INC-12 is known')
  })
})
