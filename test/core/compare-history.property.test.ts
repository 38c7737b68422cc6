import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareHistory, type HistoryComparison } from '../../src/core/compare-history.ts'
import type { LedgerRow, LedgerShape } from '../../src/core/ledger.ts'
import type { Manifest } from '../../src/core/manifest.ts'
import { allowanceOf, hashOfText, manifestOf, migration, now } from '../support/history.ts'

const texts = ['a', 'b', 'c', 'd', 'e']

/** A history of distinct stamps, whose hashes may repeat as those of blank custom migrations do. */
const migrations = fc
  .uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 5 })
  .chain((days) =>
    fc.tuple(
      ...days.map((day) =>
        fc.constantFrom(...texts).map((text) => migration(day, { hash: hashOfText(text) })),
      ),
    ),
  )

const row: fc.Arbitrary<Omit<LedgerRow, 'id'>> = fc.record({
  hash: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...texts, 'x', 'y').map(hashOfText) },
    { weight: 1, arbitrary: fc.constantFrom('', 'hand', hashOfText('a').toUpperCase()) },
  ),
  createdAt: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.integer({ min: 0, max: 7 }).map((day) => String(migration(day).when)),
    },
    { weight: 1, arbitrary: fc.constantFrom(null, '-1', '1770062800', '9007199254740993', 'soon') },
    { weight: 1, arbitrary: fc.constant(String(now + 86_400_000)) },
  ),
  name: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 0, max: 7 }).map((day) => migration(day).tag),
  ),
})

const rows = fc
  .array(row, { maxLength: 8 })
  .map((list) => list.map((entry, index) => ({ ...entry, id: String(index + 1) })))

const layouts = fc.constantFrom<readonly [Manifest['layout'], LedgerShape]>(
  ['journal', '0.x'],
  ['journal', '1.0'],
  ['folders', '1.0'],
  ['folders', '0.x'],
)

const allowed = fc.subarray([...texts, 'x', 'y'].map((text) => allowanceOf(hashOfText(text))))

const world = fc.record({ migrations, rows, layout: layouts, allowances: allowed })
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

function compare(w: World): HistoryComparison {
  const [layout, shape] = w.layout
  return compareHistory({
    manifest: manifestOf(w.migrations, { layout }),
    ledger: { found: true, shape, rows: w.rows },
    allowances: w.allowances,
    now,
  })
}

const kindsOf = (comparison: HistoryComparison, ...kinds: string[]) =>
  comparison.findings.filter(({ kind }) => kinds.includes(kind))

const options = { numRuns: 2000 }

test('the order of the rows means nothing', () => {
  fc.assert(
    fc.property(world, fc.infiniteStream(fc.nat()), (w, order) => {
      const shuffled = w.rows
        .map((entry) => ({ entry, place: order.next().value ?? 0 }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ entry }) => entry)
      const counts = (list: LedgerRow[]) =>
        compare({ ...w, rows: list })
          .findings.map(({ kind, severity }) => `${kind} ${severity}`)
          .toSorted()
      expect(counts(shuffled)).toEqual(counts(w.rows))
    }),
    options,
  )
})

test('every hash that is neither declared nor allowed is told, and no other', () => {
  fc.assert(
    fc.property(world, (w) => {
      const declared = new Set<string>(w.migrations.map(({ hash }) => hash))
      const accepted = new Set<string>(w.allowances.map(({ hash }) => hash))
      const naive = w.rows
        .map(({ hash }) => hash.toLowerCase())
        .filter((hash) => !declared.has(hash) && !accepted.has(hash))
      const told = kindsOf(compare(w), 'unknown', 'edited').map(({ key }) =>
        key.slice('hash:'.length),
      )
      const strays = told.filter((hash) => !declared.has(hash))
      expect(new Set(strays)).toEqual(new Set(naive))
    }),
    options,
  )
})

test('every migration is recorded, or told as pending or skipped, by a naive count', () => {
  fc.assert(
    fc.property(world, (w) => {
      const told = new Set(
        compare(w).findings.flatMap((finding) =>
          'migration' in finding && finding.migration ? [finding.migration.tag] : [],
        ),
      )
      for (const { tag, when, hash } of w.migrations) {
        const [layout, shape] = w.layout
        const isRecorded = w.rows.some((entry) => {
          const stamp =
            layout === 'folders' && shape === '1.0'
              ? entry.name === tag
              : entry.createdAt === String(when)
          const accepted = w.allowances.some(
            (allowance) => allowance.hash === entry.hash.toLowerCase(),
          )
          return stamp && (entry.hash.toLowerCase() === hash || accepted)
        })
        if (!isRecorded) expect(told).toContain(tag)
      }
    }),
    options,
  )
})

test('0.x runs exactly what is newer than the newest row, and all of it over a NULL', () => {
  fc.assert(
    fc.property(world, (w) => {
      fc.pre(w.layout[0] === 'journal')
      const stamps = w.rows.map(({ createdAt }) => createdAt)
      const newest = stamps.includes(null)
        ? 0
        : stamps
            .filter((stamp) => stamp !== null && /^-?\d+$/.test(stamp))
            .reduce((most, stamp) => Math.max(most, Number(stamp)), -Infinity)
      for (const finding of kindsOf(compare(w), 'pending', 'skipped')) {
        if (!('migration' in finding) || finding.migration === undefined) continue
        expect(finding.kind).toBe(finding.migration.when > newest ? 'pending' : 'skipped')
      }
    }),
    options,
  )
})

test('an allowance never adds a finding, but for its own', () => {
  fc.assert(
    fc.property(world, (w) => {
      const without = compare({ ...w, allowances: [] })
      const withAll = compare(w).findings.filter(({ kind }) => !kind.startsWith('allowance-'))
      const keys = (findings: HistoryComparison['findings']) =>
        findings.map((f) => `${f.kind} ${f.key}`)
      expect(keys(without.findings)).toEqual(expect.arrayContaining(keys(withAll)))
    }),
    options,
  )
})

test('equal rows never share a finding with another kind of it', () => {
  fc.assert(
    fc.property(world, (w) => {
      const keys = compare(w).findings.map(({ kind, key }) => `${kind} ${key}`)
      const edited = keys.filter((key) => key.startsWith('edited '))
      const others = keys.filter((key) => !key.startsWith('edited '))
      expect(new Set(others).size).toBe(others.length)
      expect(edited.length).toBeLessThanOrEqual(w.migrations.length)
    }),
    options,
  )
})
