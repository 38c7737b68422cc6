import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertInSync, DriftError, type RunQuery } from '../../src/guard/index.ts'
import { stranger } from '../support/history.ts'
import { type NeonBridge, startNeonBridge } from '../support/neon-bridge.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { databaseWith, history, inSync, ledgerSql, ledgerTable, published } from './database.ts'
import { askBridge, embeddedWays, ways } from './ways.ts'

const manifest = await published()
const secret = 'secret-password'

let postgres: Postgres
let bridge: NeonBridge
beforeAll(async () => {
  postgres = await startPostgres(18)
  bridge = await startNeonBridge(postgres)
  askBridge(bridge)
  await postgres.query(`CREATE ROLE outsider LOGIN PASSWORD '${secret}'`)
})
afterAll(async () => {
  await bridge.stop()
  await postgres.stop()
})

/** What comes of it in production, in a few words. */
async function outcome(query: RunQuery): Promise<string> {
  const env = { NODE_ENV: 'production' }
  try {
    const verdict = await assertInSync({ manifest, query, env, timeoutMs: 5000 })
    return `starts: ${verdict?.status}`
  } catch (error) {
    if (!(error instanceof DriftError)) throw error
    expect(String(error)).not.toContain(secret)
    const { status, findings, unreadable } = error.verdict
    const what = unreadable?.cause ?? findings.map(({ kind }) => kind).join(' ')
    return `refused: ${status}, ${what}`
  }
}

const cases = [
  { name: 'in sync', sql: ledgerSql(inSync), outcome: 'starts: in-sync' },
  {
    name: 'a stranger',
    sql: ledgerSql([...inSync, stranger(9)]),
    outcome: 'refused: drifted, unknown',
  },
  {
    name: 'a ledger of Drizzle 1.0',
    sql: `${ledgerSql(inSync)} ALTER TABLE drizzle.__drizzle_migrations ADD COLUMN name text, ADD COLUMN applied_at timestamptz`,
    outcome: 'starts: in-sync',
  },
  {
    name: 'an empty ledger',
    sql: ledgerTable,
    outcome: 'refused: drifted, ledger-absent pending pending pending',
  },
  {
    name: 'no ledger',
    sql: 'SELECT 1',
    outcome: 'refused: drifted, ledger-absent pending pending pending',
  },
  {
    name: 'a schema, and no ledger',
    sql: 'CREATE SCHEMA drizzle',
    outcome: 'refused: drifted, ledger-absent pending pending pending',
  },
]

describe.for(ways)('$name', ({ open }) => {
  test.for(cases)('$name', async ({ sql, outcome: expected }) => {
    const { query, close } = await open(await databaseWith(postgres, sql))
    const asked: string[] = []
    const counted: RunQuery = (text) => {
      asked.push(text)
      return query(text)
    }
    expect(await outcome(counted)).toBe(expected)
    // One round trip; a second one only to say why the first one failed.
    expect(asked).toHaveLength(sql.includes('__drizzle_migrations') ? 1 : 2)
    await close?.()
  })

  test.for([
    { name: 'no right to the schema', grants: '' },
    { name: 'no right to the table', grants: 'GRANT USAGE ON SCHEMA drizzle TO outsider' },
  ])('$name is told apart from no ledger', async ({ grants }) => {
    const url = await databaseWith(postgres, ledgerSql(inSync) + grants)
    const role = { name: 'outsider', password: secret }
    const { query, close } = await open(postgres.url(new URL(url).pathname.slice(1), role))
    expect(await outcome(query)).toBe('refused: unreadable, no-permission')
    await close?.()
  })

  test('rows that row level security hides are told as such', async () => {
    const url = await databaseWith(
      postgres,
      `${ledgerSql(inSync)} GRANT USAGE ON SCHEMA drizzle TO outsider; GRANT SELECT ON drizzle.__drizzle_migrations TO outsider; ALTER TABLE drizzle.__drizzle_migrations ENABLE ROW LEVEL SECURITY`,
    )
    const role = { name: 'outsider', password: secret }
    const { query, close } = await open(postgres.url(new URL(url).pathname.slice(1), role))
    expect(await outcome(query)).toBe('refused: unreadable, no-permission')
    await close?.()
  })
})

describe.for(ways.filter(({ name }) => !name.includes('neon')))('$name', ({ open }) => {
  test('reads a ledger whose name is full of quotes and what looks like a parameter', async () => {
    const odd = { schema: `it's "$1" \\`, table: "$1::pg_catalog.regclass'" }
    const [schema, table] = [odd.schema, odd.table].map((name) => `"${name.replaceAll('"', '""')}"`)
    const sql = ledgerSql(inSync).replaceAll('drizzle.__drizzle_migrations', `${schema}.${table}`)
    const { query, close } = await open(
      await databaseWith(postgres, sql.replace('CREATE SCHEMA drizzle', `CREATE SCHEMA ${schema}`)),
    )
    const declared = await published(history, { ledger: odd })
    const verdict = await assertInSync({ manifest: declared, query, mode: 'fail-closed', env: {} })
    expect(verdict).toMatchObject({ status: 'in-sync', counts: { ledger: 3 } })
    await close?.()
  })
})

describe.for(embeddedWays)('$name', ({ open }) => {
  test.for(cases.filter(({ name }) => ['in sync', 'a stranger', 'no ledger'].includes(name)))(
    '$name',
    async ({ sql, outcome: expected }) => {
      const { query, close } = await open(sql)
      expect(await outcome(query)).toBe(expected)
      await close?.()
    },
  )
})
