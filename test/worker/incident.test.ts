import { beforeEach, expect, test } from 'vitest'
import type { Allowance } from '../../src/core/allowance.ts'
import type { LedgerRow } from '../../src/core/ledger.ts'
import { type Migration, MigrationHash } from '../../src/core/migration.ts'
import incident from '../fixtures/incident-ledger.json' with { type: 'json' }
import { allowanceOf, noTwins } from '../support/history.ts'
import { cron, deploy, freshWorld, get, setLedger, shown, slack, status } from './harness.ts'
import { withToken } from './outside.ts'

beforeEach(freshWorld)

const { orphan, rows } = incident
const tags = new Map(Object.entries(incident.tags))

const ledger: LedgerRow[] = rows
  .map(({ id, hash, createdAt }) => ({ id: String(id), hash, createdAt, name: null }))
  .toReversed()
const history: Migration[] = ledger.flatMap(({ id, hash, createdAt }) => {
  const tag = tags.get(id)
  return tag === undefined
    ? []
    : [{ tag, when: Number(createdAt), hash: MigrationHash.parse(hash), twins: noTwins }]
})

/** What the Worker says of this ledger, this history and these allowances. */
async function verdictOn(
  ledgerRows: readonly LedgerRow[],
  migrations: readonly Migration[],
  allowances: readonly Allowance[] = [],
) {
  await setLedger(ledgerRows)
  await deploy(migrations, allowances)
  await cron(0)
  const { text } = await get('/api/targets/app/verdict', withToken)
  const { verdict }: { readonly verdict: unknown } = JSON.parse(text)
  return verdict
}

test('before the canonical migration: five rows, four files, one unknown hash', async () => {
  expect(await verdictOn(ledger.slice(0, 5), history.slice(0, 4))).toMatchObject({
    status: 'drifted',
    counts: { ledger: 5, history: 4, allowed: 0, critical: 1, warning: 0 },
    findings: [{ kind: 'unknown', hash: orphan, era: 'before' }],
  })
  expect(await status()).toBe('503 drifted')
  const [message] = await slack.accepted()
  expect(JSON.stringify(message)).toContain(orphan)
})

test('after it, with the orphan allowed: six rows, five files, in sync', async () => {
  expect(await verdictOn(ledger, history, [allowanceOf(orphan)])).toMatchObject({
    status: 'in-sync',
    counts: { ledger: 6, history: 5, allowed: 1 },
    findings: [],
  })
  expect(await status()).toBe('200 ok')
  expect(await shown()).toEqual([])
})

test('after it, with the orphan not allowed: six rows, five files, drifted', async () => {
  expect(await verdictOn(ledger, history)).toMatchObject({
    status: 'drifted',
    counts: { ledger: 6, history: 5, allowed: 0, critical: 1 },
    findings: [{ kind: 'unknown', hash: orphan }],
  })
  expect(await status()).toBe('503 drifted')
})

test('a ledger that is emptied: Slack says what it had, and nobody is told to migrate', async () => {
  await verdictOn(ledger, history, [allowanceOf(orphan)])
  await setLedger([])
  await cron(1)
  const [message] = await slack.accepted()
  const text = JSON.stringify(message)
  expect(text).toContain('It had 6 rows when it was last seen')
  expect(text).toContain('Nobody should migrate before that is known')
  expect(text).not.toContain('drizzle-kit migrate')
})

test('a row that is deleted: Slack says what Drizzle does, and how to put it back', async () => {
  await verdictOn(ledger, history, [allowanceOf(orphan)])
  const [gone] = history.slice(-2)
  await setLedger(ledger.filter(({ hash }) => hash !== gone?.hash))
  await cron(1)
  const [message] = await slack.accepted()
  const text = JSON.stringify(message)
  expect(text).toContain(`Drizzle 0.x skips \`${gone?.tag}\`, without a word`)
  expect(text).toContain(`(hash, created_at) VALUES ('${gone?.hash}', ${gone?.when});`)
})
