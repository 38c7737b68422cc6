import { expect, test } from 'vitest'
import { audit } from '../../src/core/audit.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { LedgerRow } from '../../src/core/ledger.ts'
import type { Migration } from '../../src/core/migration.ts'
import { applied, manifestOf, migration, now } from '../support/history.ts'

const history = [migration(0), migration(1), migration(2)]
const rows = history.map((entry) => applied(entry))

/** The findings on a ledger without the row at this place, which was there an hour ago. */
function withoutRow(place: number, remembers: boolean): readonly Finding[] {
  const source = history[place] ?? migration(place)
  const vanished: Finding = {
    kind: 'vanished',
    key: `vanished:${source.hash}`,
    severity: 'critical',
    row: applied(source),
    lastSeenAt: now - 3_600_000,
    migration: source,
  }
  const { findings } = audit({
    target: 'app',
    manifest: manifestOf(history),
    observation: {
      status: 'read',
      serverVersion: '17',
      ledger: { found: true, shape: '0.x', rows: rows.filter((_, index) => index !== place) },
    },
    allowances: [],
    now,
    memory: {
      graces: { pendingMs: 0, aheadMs: 0 },
      firstSeen: () => undefined,
      vanished: remembers ? [vanished] : [],
    },
  })
  return findings
}

const kindsOf = (findings: readonly Finding[]) => findings.map(({ kind }) => kind)

const ledger = { schema: 'drizzle', table: '__drizzle_migrations', shape: '0.x' }

test.for([
  { place: 1, alone: 'skipped', fate: 'skipped' },
  { place: 2, alone: 'pending', fate: 'runs-again' },
])('a row that has vanished is not told as $alone as well', ({ place, alone, fate }) => {
  expect(kindsOf(withoutRow(place, false))).toEqual([alone])
  expect(withoutRow(place, false)).toMatchObject([{ place: ledger }])
  expect(kindsOf(withoutRow(place, true))).toEqual(['vanished'])
  expect(withoutRow(place, true)).toMatchObject([{ place: ledger, fate }])
})

/** The findings of a monitor on these rows that remembers six of them, and this one as vanished. */
function remembering(found: readonly LedgerRow[], source: Migration): readonly Finding[] {
  const facts = { key: 'vanished', severity: 'critical', row: applied(source) } as const
  return audit({
    target: 'app',
    manifest: manifestOf(history),
    observation: {
      status: 'read',
      serverVersion: '17',
      ledger: { found: true, shape: '0.x', rows: found },
    },
    allowances: [],
    now,
    memory: {
      graces: { pendingMs: 0, aheadMs: 0 },
      firstSeen: () => undefined,
      vanished: [{ kind: 'vanished', ...facts, lastSeenAt: now, migration: source }],
      before: { rows: 6, seenAt: now - 3_600_000 },
    },
  }).findings
}

const last = migration(2)

test.for([
  { name: 'is there still, under another id', row: applied(last, { id: '9' }), fate: 'recorded' },
  {
    name: 'has another hash now',
    row: applied(last, { hash: 'ab'.repeat(32) }),
    fate: 'recorded',
  },
  {
    name: 'is dated so that Drizzle does not know it again',
    row: applied(last, { createdAt: String(migration(1).when + 1) }),
    fate: 'runs-again',
  },
])('what becomes of a migration whose row $name: $fate', ({ row, fate }) => {
  const found = remembering([...rows.slice(0, 2), row], last)
  expect(found.find(({ kind }) => kind === 'vanished')).toMatchObject({ fate })
})

test('an emptied ledger is told with what it was; what waits for it says that it is empty', () => {
  const [absent, ...others] = remembering([], last)
  expect(absent).toMatchObject({ kind: 'ledger-absent', before: { rows: 6 } })
  expect(others).toMatchObject([
    { kind: 'pending', ledgerIsEmpty: true },
    { kind: 'pending', ledgerIsEmpty: true },
    { kind: 'vanished', fate: 'runs-again' },
  ])
  expect(remembering(rows.slice(0, 1), last).some((each) => 'before' in each)).toBe(false)
})

test('a migration of 1.0 would have a row with a name', () => {
  const named = rows.slice(0, 2).map((row, index) => ({ ...row, name: history[index]?.tag ?? '' }))
  const { findings } = audit({
    target: 'app',
    manifest: manifestOf(history, { layout: 'folders' }),
    observation: {
      status: 'read',
      serverVersion: '17',
      ledger: { found: true, shape: '1.0', rows: named },
    },
    allowances: [],
    now,
  })
  expect(findings).toMatchObject([{ kind: 'pending', place: { ...ledger, shape: '1.0' } }])
})
