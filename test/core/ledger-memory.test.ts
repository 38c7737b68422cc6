import { expect, test } from 'vitest'
import { rememberLedger, vanishedFindings } from '../../src/core/incident/ledger-memory.ts'
import type { LedgerMemory } from '../../src/core/incident/state.ts'
import type { LedgerReading, LedgerRow } from '../../src/core/ledger.ts'
import type { Manifest } from '../../src/core/manifest.ts'
import { applied, hashOfText, manifestOf, migration, now, stranger } from '../support/history.ts'

const hourMs = 3_600_000
const history = [migration(0), migration(1), migration(2)]
const [first, second, third] = history.map((entry) => applied(entry))
const rows = [first, second, third].filter((row) => row !== undefined)
const manifest = manifestOf(history)
const orphan = stranger(-30)

const found = (list: readonly LedgerRow[]): LedgerReading => ({
  found: true,
  shape: '0.x',
  rows: list,
})

/** What is told as gone after one read of `before` and one of `after`, an hour later. */
function gone(
  before: readonly LedgerRow[],
  after: LedgerReading,
  { next = manifest }: { readonly next?: Manifest } = {},
): string[] {
  const memory = rememberLedger(undefined, found(before), manifest, now)
  return told(rememberLedger(memory, after, next, now + hourMs), next)
}

function told(memory: LedgerMemory, by: Manifest = manifest): string[] {
  return vanishedFindings(memory, by).map(({ key }) => key)
}

const orphanKey = `vanished:${hashOfText('stranger')}:99`

test.for([
  { name: 'the same rows', after: found([...rows, orphan]), keys: [] },
  { name: 'one more row', after: found([...rows, orphan, stranger(-20, 'other')]), keys: [] },
  { name: 'a row that is gone', after: found(rows), keys: [orphanKey] },
  {
    name: 'a row with another hash in its place',
    after: found([...rows, { ...orphan, hash: hashOfText('other') }]),
    keys: [orphanKey],
  },
  {
    name: 'the rows under other ids, as after dump and restore',
    after: found([...rows, { ...orphan, id: '4' }]),
    keys: [],
  },
  {
    name: 'a ledger that is gone, which is told as that',
    after: { found: false, elsewhere: [] } as const,
    keys: [],
  },
  { name: 'a ledger that was emptied, which is told as that', after: found([]), keys: [] },
])('$name', ({ after, keys }) => {
  expect(gone([...rows, orphan], after)).toEqual(keys)
})

test('a first look has nothing to compare with', () => {
  expect(told(rememberLedger(undefined, found(rows), manifest, now))).toEqual([])
})

test('what is emptied and comes back short is told then', () => {
  const before = rememberLedger(undefined, found([...rows, orphan]), manifest, now)
  const emptied = rememberLedger(before, found([]), manifest, now + hourMs)
  expect(told(rememberLedger(emptied, found(rows), manifest, now + 2 * hourMs))).toEqual([
    orphanKey,
  ])
})

test('a row that was mended in place is no loss', () => {
  const wrong = applied(history[1] ?? migration(1), { hash: hashOfText('wrong') })
  const before = rows.map((row) => (row.id === wrong.id ? wrong : row))
  expect(gone(before, found(rows))).toEqual([])
})

test('a row that a newer manifest has ceased to declare had to go', () => {
  const squashed = manifestOf(history.slice(1), { source: 'other' })
  const newer = { ...squashed, digest: '1'.repeat(64) }
  expect(gone(rows, found(rows.slice(1)), { next: newer })).toEqual([])
  expect(gone(rows, found(rows.slice(1)), { next: { ...squashed } })).toHaveLength(1)
})

test('a declared row that is gone names its migration', () => {
  const memory = rememberLedger(undefined, found(rows), manifest, now)
  const after = rememberLedger(memory, found(rows.slice(0, 2)), manifest, now + hourMs)
  expect(vanishedFindings(after, manifest)).toMatchObject([
    { severity: 'critical', lastSeenAt: now, migration: { tag: '0002_step' } },
  ])
})

test('it is told for a day, and not once it is back', () => {
  let memory = rememberLedger(undefined, found([...rows, orphan]), manifest, now)
  memory = rememberLedger(memory, found(rows), manifest, now + hourMs)
  memory = rememberLedger(memory, found(rows), manifest, now + 24 * hourMs)
  expect(told(memory)).toEqual([orphanKey])
  expect(
    told(rememberLedger(memory, found([...rows, orphan]), manifest, now + 24 * hourMs)),
  ).toEqual([])
  expect(told(rememberLedger(memory, found(rows), manifest, now + 25 * hourMs))).toEqual([])
})
