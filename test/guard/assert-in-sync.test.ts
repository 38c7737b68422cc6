import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertInSync, DriftError, fromPg, type GuardOptions } from '../../src/guard/index.ts'
import { allowanceOf, applied, hashOfText, migration, stranger } from '../support/history.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { databaseWith, history, inSync, ledgerSql, published } from './database.ts'

const manifest = await published()
const production = { NODE_ENV: 'production' }

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres(18)
})
afterAll(() => postgres.stop())

interface Outcome {
  readonly starts: boolean
  /** What it throws, or all that it logs. */
  readonly says: string
}

/** What comes of a start-up on a ledger with these rows. */
async function start(
  rows: Parameters<typeof ledgerSql>[0],
  options: Partial<GuardOptions> = {},
): Promise<Outcome> {
  const pool = new Pool({ connectionString: await databaseWith(postgres, ledgerSql(rows)) })
  const logged: string[] = []
  const log = (level: string, text: string) => logged.push(`${level}: ${text}`)
  const base = { manifest, query: fromPg(pool), env: production, log }
  try {
    await assertInSync({ ...base, ...options })
    return { starts: true, says: logged.join('\n') }
  } catch (error) {
    if (!(error instanceof DriftError)) throw error
    expect(logged).toEqual([])
    return { starts: false, says: error.message }
  } finally {
    await pool.end()
  }
}

const [init, users, orders] = [migration(0), migration(1), migration(2)]
const future = { createdAt: String(Date.UTC(2100, 0, 1)) }

describe('what is wrong is said in a line', () => {
  test.for([
    {
      name: 'pending',
      rows: [applied(init), applied(users)],
      says: ['warning   0002_step is declared and not applied', 'Next: run the migrations'],
    },
    {
      name: 'skipped',
      rows: [applied(init), applied(orders)],
      says: ['critical  0001_step is declared and not applied, and Drizzle 0.x never will'],
    },
    {
      name: 'edited',
      rows: [applied(init), applied(users, { hash: hashOfText('other') }), applied(orders)],
      says: ['critical  0001_step was applied with another text than its file has (row 2'],
    },
    {
      name: 'restamped',
      rows: [applied(init), applied(users, { createdAt: '1767300000001' }), applied(orders)],
      says: ['warning   0001_step stands under another time or name in row 2'],
    },
    {
      name: 'unknown, among the declared',
      rows: [...inSync, stranger(1)],
      says: ['critical  row 99 with hash', 'is neither declared nor allowed\n', 'driftwatch check'],
    },
    {
      name: 'unknown, newer than all',
      rows: [...inSync, stranger(9)],
      says: ['it is newer than all that is declared', 'its manifest is too old', 'option `newer`'],
    },
    {
      name: 'twice',
      rows: [...inSync, applied(users, { id: '7' })],
      says: ['warning   0001_step is recorded twice, again in row 7'],
    },
    {
      name: 'dated in the future',
      rows: [...inSync, { ...stranger(9), ...future }],
      says: ['critical  row 99 is dated in the future'],
    },
    {
      name: 'without a date',
      rows: [...inSync, { ...stranger(9), createdAt: null }],
      says: ['critical  row 99 is not as Drizzle writes it: created_at is NULL'],
    },
    {
      name: 'an empty ledger, and not each of its migrations',
      rows: [],
      says: [
        'declares:\n  critical  the ledger drizzle.__drizzle_migrations is empty, and 3 migrations are declared\nCompared',
      ],
    },
    {
      name: 'more than a person reads',
      rows: [
        ...inSync,
        ...Array.from({ length: 12 }, (_, index) => ({
          ...stranger(9, `stranger ${index}`),
          id: String(100 + index),
        })),
      ],
      says: ['  and 2 more\n'],
    },
  ])('$name', async ({ rows, says }) => {
    const outcome = await start(rows)
    expect(outcome.starts).toBe(false)
    for (const words of says) expect(outcome.says).toContain(words)
    expect(outcome.says).toContain('Not compared: the schema.')
  })

  test('in sync, nothing', async () => {
    expect(await start(inSync)).toEqual({ starts: true, says: '' })
  })

  test('other line endings are no reason not to start', async () => {
    const crlf = hashOfText('crlf')
    const twins = crlf.slice(0, 8).padEnd(64, 'f')
    const declared = await published([init, { ...users, twins }, orders])
    const rows = [applied(init), applied(users, { hash: crlf }), applied(orders)]
    expect(await start(rows, { manifest: declared })).toEqual({ starts: true, says: '' })
  })

  test('a hash cannot write into the log', async () => {
    const { says } = await start([...inSync, { ...stranger(9), hash: '\u001B[2J\nall is well' }])
    expect(says).toContain('with hash ?[2J?all is …')
    expect(says).not.toContain('\u001B')
  })
})

describe('allowances', () => {
  const rows = [...inSync, stranger(1)]
  const granted = allowanceOf(hashOfText('stranger'))
  test.for([
    { name: 'one for the row: starts', allowances: [granted], starts: true },
    { name: 'none: refuses', allowances: [], starts: false },
    {
      name: 'one that has run out: refuses',
      allowances: [{ ...granted, expires: '2026-03-01' }],
      starts: false,
    },
    {
      name: 'one for another manifest: refuses',
      allowances: [{ ...granted, manifest: 'other' }],
      starts: false,
    },
  ])('$name', async ({ allowances, starts }) => {
    const outcome = await start(rows, { allowances: { format: 1, allowances } })
    expect(outcome.starts).toBe(starts)
  })

  test('one that nobody needs any more, or that ran out, is no reason not to start', async () => {
    const allowances = [granted, { ...allowanceOf('a'.repeat(64)), expires: '2026-03-01' }]
    const outcome = await start(inSync, { allowances: { format: 1, allowances } })
    expect(outcome).toEqual({ starts: true, says: '' })
  })
})

describe('what is newer than all that is declared', () => {
  const rows = [...inSync, stranger(9)]
  test.for([
    { name: 'is refused', rows, newer: undefined, starts: false },
    { name: 'is accepted where that is said', rows, newer: 'accept', starts: true },
    {
      name: 'but not what stands among the declared',
      rows: [...inSync, stranger(1)],
      newer: 'accept',
      starts: false,
    },
    {
      name: 'nor what is dated in the future',
      rows: [...inSync, { ...stranger(9), ...future }],
      newer: 'accept',
      starts: false,
    },
    {
      name: 'nor while something declared is not applied',
      rows: [applied(init), applied(users), stranger(9)],
      newer: 'accept',
      starts: false,
    },
  ] as const)('$name', async ({ rows: ledger, newer, starts }) => {
    expect((await start(ledger, { newer })).starts).toBe(starts)
  })
})

describe('modes', () => {
  const drifted = [...inSync, stranger(9)]
  test('warn starts and logs one warning', async () => {
    const { starts, says } = await start(drifted, { mode: 'warn' })
    expect(starts).toBe(true)
    expect(says).toMatch(/^warn: The database is not what the manifest app declares:\n/)
  })

  test('off does not ask', async () => {
    const query = () => Promise.reject(new Error('it was asked'))
    expect(await assertInSync({ manifest, query, mode: 'off' })).toBeNull()
  })

  test('one that there is not lets nothing pass', async () => {
    const misspelt: object = { mode: 'wran' }
    expect((await start(drifted, { ...misspelt })).starts).toBe(false)
  })

  test('a database that cannot be read is no reason to start', async () => {
    const query = () => Promise.reject(new Error('secret'))
    const { starts, says } = await start(inSync, { query, timeoutMs: 200 })
    expect(starts).toBe(false)
    expect(says).toContain('could not tell whether the database is what the manifest app declares')
    expect(says).not.toContain('secret')
  })

  test('the break-glass starts it, and says so in an error', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16)
    const env = { ...production, DRIFTWATCH_BREAK_GLASS: `${until}Z because INC-12` }
    const { starts, says } = await start(drifted, { env })
    expect(starts).toBe(true)
    expect(says).toMatch(/^error: The database is not what/)
    expect(says).toContain('because INC-12')
  })
})

describe('a manifest that is none is refused, and says so', () => {
  const { digest: _, ...unsealed } = manifest
  test.for([
    { name: 'nothing', given: undefined, says: 'What was given as `manifest` is not one' },
    { name: 'a text', given: '{}', says: 'What was given as `manifest` is not one' },
    { name: 'another JSON file', given: { name: 'app' }, says: 'is not one' },
    { name: 'no digest', given: unsealed, says: 'is not one' },
    {
      name: 'a newer format',
      given: { ...manifest, format: 99 },
      says: 'format 99, and this Driftwatch reads format 2. Update Driftwatch.',
    },
    {
      name: 'an older format',
      given: { ...manifest, format: 1 },
      says: 'Make it anew with `driftwatch manifest`',
    },
    {
      name: 'one that was edited',
      given: { ...manifest, migrations: history.slice(1) },
      says: 'its digest does not fit its content',
    },
  ])('$name', async ({ given, says }) => {
    const outcome = await start(inSync, { manifest: given })
    expect(outcome.starts).toBe(false)
    expect(outcome.says).toContain(says)
  })

  test.for([
    { name: 'no file of allowances', allowances: [], says: 'not an `allowances.json`' },
    {
      name: 'an allowance without an owner',
      allowances: { format: 1, allowances: [{ ...allowanceOf('a'.repeat(64)), owner: '' }] },
      says: 'Allowance 1 is not as',
    },
    {
      name: 'an allowance that would never run out',
      allowances: { format: 1, allowances: [{ ...allowanceOf('a'.repeat(64)), expires: 'soon' }] },
      says: 'Allowance 1 is not as',
    },
  ])('$name', async ({ allowances, says }) => {
    const outcome = await start(inSync, { allowances })
    expect(outcome).toMatchObject({ starts: false, says: expect.stringContaining(says) })
  })
})
