import { describe, expect, test } from 'vitest'
import type { Allowance } from '../../src/core/allowance.ts'
import { compareHistory } from '../../src/core/compare-history.ts'
import type { FirstSeen } from '../../src/core/history-context.ts'
import type { LedgerRow, LedgerShape } from '../../src/core/ledger.ts'
import type { Manifest } from '../../src/core/manifest.ts'
import type { Migration } from '../../src/core/migration.ts'
import {
  noTwins,
  allowanceOf,
  applied,
  hashOfText,
  manifestOf,
  migration,
  now,
  stranger,
} from '../support/history.ts'

const init = migration(0)
const users = migration(1)
const orders = migration(2)
const history = [init, users, orders]
const all = history.map((entry) => applied(entry))

interface Case {
  readonly name: string
  readonly history?: readonly Migration[]
  readonly rows: readonly LedgerRow[]
  readonly allowances?: readonly Allowance[]
  /** `kind severity key` of each finding, in order. */
  readonly findings: readonly string[]
  readonly allowed?: number
}

function told({
  history: migrations = history,
  rows,
  allowances = [],
  layout = 'journal',
  shape = '0.x',
  ...rest
}: Partial<Case> & {
  readonly rows: readonly LedgerRow[]
  readonly layout?: Manifest['layout']
  readonly shape?: LedgerShape
  readonly graces?: { pendingMs: number; aheadMs: number }
  readonly firstSeen?: FirstSeen
}) {
  const { findings, allowed } = compareHistory({
    manifest: manifestOf(migrations, { layout }),
    ledger: { found: true, shape, rows },
    allowances,
    now,
    graces: rest.graces,
    firstSeen: rest.firstSeen,
  })
  return {
    findings: findings.map(({ kind, severity, key }) => `${kind} ${severity} ${key}`),
    allowed: allowed.length,
    raw: findings,
  }
}

const strangerKey = `hash:${hashOfText('stranger')}`

describe('a 0.x history', () => {
  const editedRow = applied(users, { hash: hashOfText('edited') })
  const twin = { ...users, twins: noTwins.slice(8) + hashOfText('twin').slice(0, 8) }
  const cases: Case[] = [
    { name: 'all applied', rows: all, findings: [] },
    { name: 'rows in any order', rows: all.toReversed(), findings: [] },
    { name: 'nothing declared and nothing applied', history: [], rows: [], findings: [] },
    {
      name: 'newest not applied',
      rows: all.slice(0, 2),
      findings: ['pending warning migration:0002_step'],
    },
    {
      name: 'gap before an applied row',
      rows: [applied(init), applied(orders)],
      findings: ['skipped critical migration:0001_step'],
    },
    {
      name: 'same when as the newest row is skipped too, as Drizzle compares strictly',
      history: [init, users, migration(9, { tag: '0009_same', when: users.when })],
      rows: all.slice(0, 2),
      findings: ['skipped critical migration:0009_same'],
    },
    {
      name: 'empty ledger table',
      rows: [],
      findings: [
        'ledger-absent critical ledger-absent',
        'pending warning migration:0000_step',
        'pending warning migration:0001_step',
        'pending warning migration:0002_step',
      ],
    },
    {
      name: 'file edited after it was applied',
      rows: [applied(init), editedRow, applied(orders)],
      findings: [`edited critical hash:${hashOfText('edited')}`],
    },
    {
      name: 'an edit that is allowed',
      rows: [applied(init), editedRow, applied(orders)],
      allowances: [allowanceOf(editedRow.hash)],
      findings: [],
      allowed: 1,
    },
    {
      name: 'CRLF twin',
      history: [init, twin, orders],
      rows: [applied(init), applied(users, { hash: hashOfText('twin') }), applied(orders)],
      findings: ['line-endings notice line-endings:0001_step'],
    },
    {
      name: 'hash under another created_at',
      rows: [applied(init), applied(users, { createdAt: String(users.when + 5) }), applied(orders)],
      findings: ['restamped warning restamped:2'],
    },
    {
      name: 'a second row of an applied hash under another created_at',
      rows: [...all, applied(users, { id: '7', createdAt: String(users.when + 5) })],
      findings: ['restamped warning restamped:7'],
    },
    {
      name: 'stranger before the history',
      rows: [...all, stranger(-30)],
      findings: [`unknown critical ${strangerKey}`],
    },
    {
      name: 'stranger that is allowed',
      rows: [...all, stranger(-30)],
      allowances: [allowanceOf(hashOfText('stranger'))],
      findings: [],
      allowed: 1,
    },
    {
      name: 'one stranger and one pending, though the counts are equal',
      rows: [applied(init), applied(users), stranger(0)],
      findings: ['pending warning migration:0002_step', `unknown critical ${strangerKey}`],
    },
    {
      name: 'a stranger newer than the newest file overshadows it',
      rows: [applied(init), applied(users), stranger(20)],
      findings: ['skipped critical migration:0002_step', `unknown critical ${strangerKey}`],
    },
    {
      name: 'two rows of one unknown hash are one finding',
      rows: [...all, stranger(-30), { ...stranger(-20), id: '100' }],
      findings: [`unknown critical ${strangerKey}`],
    },
    {
      name: 'two equal rows',
      rows: [...all, applied(users, { id: '8' })],
      findings: ['duplicate warning duplicate:8'],
    },
    {
      name: 'two equal files and two equal hashes, as fresh custom migrations have',
      history: [init, { ...users, hash: init.hash }],
      rows: [applied(init), applied(users, { hash: init.hash })],
      findings: [],
    },
    {
      name: 'created_at NULL runs everything again',
      rows: [...all.slice(0, 2), { ...stranger(0), createdAt: null }],
      findings: [
        'pending warning migration:0002_step',
        'bad-row critical bad-row:99',
        `unknown critical ${strangerKey}`,
      ],
    },
    {
      name: 'created_at NULL on a declared hash is a bad row that names its migration',
      rows: [applied(init), applied(users, { createdAt: null }), applied(orders)],
      findings: ['bad-row critical bad-row:2'],
    },
    {
      name: 'created_at in seconds',
      rows: [applied(init), applied(users, { createdAt: '1770062800' }), applied(orders)],
      findings: ['bad-row critical bad-row:2'],
    },
    {
      name: 'created_at in the future',
      rows: [...all, { ...stranger(0), createdAt: String(now + 86_400_000) }],
      findings: ['future-row critical future-row:99', `unknown critical ${strangerKey}`],
    },
    {
      name: 'a declared when in the future is still a future row',
      history: [init, { ...users, when: now + 86_400_000 }],
      rows: [applied(init), applied(users, { createdAt: String(now + 86_400_000) })],
      findings: ['future-row critical future-row:2'],
    },
    {
      name: 'created_at beyond 2^53',
      rows: [...all, { ...stranger(0), createdAt: '9007199254740993' }],
      findings: [
        'bad-row critical bad-row:99',
        'future-row critical future-row:99',
        `unknown critical ${strangerKey}`,
      ],
    },
    {
      name: 'negative created_at',
      rows: [...all, { ...stranger(0), createdAt: '-1' }],
      findings: ['bad-row critical bad-row:99', `unknown critical ${strangerKey}`],
    },
    {
      name: 'hash that is no SHA-256',
      rows: [...all, { ...stranger(0), hash: 'by hand' }],
      findings: ['bad-row critical bad-row:99', 'unknown critical hash:by hand'],
    },
    {
      name: 'upper-case hash is the same hash, but no tool wrote it',
      rows: [applied(init), applied(users, { hash: users.hash.toUpperCase() }), applied(orders)],
      findings: ['bad-row critical bad-row:2'],
    },
    {
      name: 'allowance that nothing needs',
      rows: all,
      allowances: [allowanceOf(hashOfText('gone'))],
      findings: [`allowance-unused notice unused:${hashOfText('gone')}`],
    },
    {
      name: 'allowance for another manifest',
      rows: [...all, stranger(-30)],
      allowances: [allowanceOf(hashOfText('stranger'), { manifest: 'other' })],
      findings: [`unknown critical ${strangerKey}`],
    },
    {
      name: 'allowance on its last day',
      rows: [...all, stranger(-30)],
      allowances: [allowanceOf(hashOfText('stranger'), { expires: '2026-03-01' })],
      findings: [],
      allowed: 1,
    },
    {
      name: 'allowance that has run out',
      rows: [...all, stranger(-30)],
      allowances: [allowanceOf(hashOfText('stranger'), { expires: '2026-02-28' })],
      findings: [
        `unknown critical ${strangerKey}`,
        `allowance-expired warning expired:${hashOfText('stranger')}`,
      ],
    },
  ]
  test.for(cases)('$name', ({ findings, allowed = 0, ...given }) => {
    const result = told(given)
    expect(result.findings).toEqual(findings)
    expect(result.allowed).toBe(allowed)
  })

  test('a renumbered when runs again if it is newer than all rows', () => {
    const raised = { ...orders, when: orders.when + 10 }
    const { raw } = told({ history: [init, users, raised], rows: all })
    expect(raw).toMatchObject([{ kind: 'restamped', willRunAgain: true }])
  })

  test('skipped names the row that overshadows it', () => {
    const { raw } = told({ rows: [applied(init), applied(orders)] })
    expect(raw).toMatchObject([{ kind: 'skipped', overshadowedBy: { id: '3' } }])
  })

  test.for([
    { days: -30, era: 'before' },
    { days: 1, era: 'within' },
    { days: 20, era: 'after' },
  ])('a stranger $era the declared migrations says so', ({ days, era }) => {
    const { raw } = told({ rows: [...all, stranger(days)] })
    expect(raw.at(-1)).toMatchObject({ kind: 'unknown', era })
  })
})

describe('a 1.0 history', () => {
  const named = (entry: Migration, change: Partial<LedgerRow> = {}) =>
    applied(entry, { name: entry.tag, ...change })
  const cases: Case[] = [
    { name: 'all named', rows: history.map((entry) => named(entry)), findings: [] },
    {
      name: 'gap before an applied row will still be run',
      rows: [named(init), named(orders)],
      findings: ['pending warning migration:0001_step'],
    },
    {
      name: 'file edited after it was applied',
      rows: [named(init), named(users, { hash: hashOfText('edited') }), named(orders)],
      findings: [`edited critical hash:${hashOfText('edited')}`],
    },
    {
      name: 'folder renamed',
      rows: [named(init), named(users, { name: 'other' }), named(orders)],
      findings: ['restamped warning restamped:2'],
    },
    {
      name: 'row written by a 0.x client has no name',
      rows: [named(init), named(users, { name: null }), named(orders)],
      findings: ['restamped warning restamped:2'],
    },
    {
      name: 'a migration that a 0.x client ran again on a 1.0 ledger',
      rows: [...history.map((entry) => named(entry)), applied(users, { id: '7', name: null })],
      findings: ['duplicate warning duplicate:7'],
    },
    {
      name: 'created_at of an upgraded row keeps its milliseconds',
      rows: [named(init), named(users, { createdAt: String(users.when + 123) }), named(orders)],
      findings: [],
    },
    {
      name: 'future rows overshadow nothing',
      rows: [
        ...history.map((entry) => named(entry)),
        { ...stranger(0), createdAt: String(now * 2) },
      ],
      findings: [`unknown critical ${strangerKey}`],
    },
  ]
  test.for(cases)('$name', ({ findings, ...given }) => {
    expect(told({ ...given, layout: 'folders', shape: '1.0' }).findings).toEqual(findings)
  })

  test('a ledger not yet upgraded is matched by the whole second, as the upgrade does it', () => {
    const rows = history.map((entry) => applied(entry, { createdAt: String(entry.when + 321) }))
    expect(told({ rows, layout: 'folders', shape: '0.x' }).findings).toEqual([])
  })
})

describe('graces', () => {
  const graces = { pendingMs: 30 * 60_000, aheadMs: 15 * 60_000 }
  const strangerAfter = [...all, stranger(20)]
  test.for([
    { name: 'first look', ageMs: 0, kind: 'ahead notice' },
    { name: 'just before the end', ageMs: graces.aheadMs - 1, kind: 'ahead notice' },
    { name: 'at the end', ageMs: graces.aheadMs, kind: 'unknown critical' },
  ])('a row newer than the history: $name', ({ ageMs, kind }) => {
    const firstSeen = () => now - ageMs
    expect(told({ rows: strangerAfter, graces, firstSeen }).findings).toEqual([
      `${kind} ${strangerKey}`,
    ])
  })

  test('a row that is not newer has none', () => {
    expect(told({ rows: [...all, stranger(1)], graces }).findings).toEqual([
      `unknown critical ${strangerKey}`,
    ])
  })

  test.for([
    { ageMs: 0, severity: 'notice' },
    { ageMs: graces.pendingMs, severity: 'warning' },
  ])('pending for $ageMs ms is a $severity', ({ ageMs, severity }) => {
    const firstSeen = () => now - ageMs
    expect(told({ rows: all.slice(0, 2), graces, firstSeen }).findings).toEqual([
      `pending ${severity} migration:0002_step`,
    ])
  })
})

test('a ledger that does not exist names what looks like one elsewhere', () => {
  const { findings } = compareHistory({
    manifest: manifestOf([init]),
    ledger: { found: false, elsewhere: ['public.__drizzle_migrations'] },
    allowances: [],
    now,
  })
  expect(findings).toMatchObject([
    { kind: 'ledger-absent', state: 'absent', elsewhere: ['public.__drizzle_migrations'] },
    { kind: 'pending' },
  ])
})
