import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareHistory } from '../../src/core/compare-history.ts'
import type { Commit, Fate, Origin } from '../../src/core/origin.ts'
import { originLine, originOf } from '../../src/core/origin.ts'
import { applied, hashOfText, manifestOf, migration, now, stranger } from '../support/history.ts'

const by: Commit = { commit: '1f3c2ab94d07', at: now / 1000, author: 'Ann Lee' }
const hash = hashOfText('old')
const twins = `${hash.slice(0, 8)}${'0123abcd'.repeat(7)}`
const twin = `0123abcd${'9'.repeat(56)}`

function originWith(fate: Fate, change: Partial<Origin> = {}): Origin {
  return { hash, tag: '0001_add', path: 'drizzle/0001_add.sql', from: by, fate, ...change }
}

const fates: readonly Fate[] = [
  { kind: 'edited', by },
  { kind: 'edited' },
  { kind: 'deleted', by },
  { kind: 'renamed', by, to: '0002_add' },
  { kind: 'squashed', by, to: '0000_init' },
  { kind: 'squashed', to: '0000_init' },
  { kind: 'unmerged', branches: ['feature', 'origin/feature'] },
  { kind: 'unmerged', branches: [] },
]

describe('a line gives back what it was made of', () => {
  test.for(fates.map((fate) => ({ name: JSON.stringify(fate), fate })))('$name', ({ fate }) => {
    const origin = originWith(fate)
    expect(originOf(hash, ['', originLine(origin, twins)])).toEqual(origin)
    const { from: _, ...begun } = origin
    expect(originOf(hash, [originLine(begun, twins)])).toEqual(begun)
  })

  test('with an author whose name breaks lines', () => {
    const origin = originWith({ kind: 'deleted', by: { ...by, author: 'a\u2028b\u0085c' } })
    expect(originOf(hash, [originLine(origin, twins)])?.fate).toMatchObject({ by: { at: by.at } })
  })

  test('for texts of any kind: as they are, or without what separates fields', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, other) => {
        const fate: Fate = { kind: 'squashed', by: { ...by, author: text }, to: other }
        const line = originLine(originWith(fate, { tag: other, path: text }), twins)
        expect(line).not.toMatch(/\p{Cc}/u)
        const found = originOf(hash, [line])
        expect(found).toMatchObject({ hash, fate: { kind: 'squashed', by: { at: by.at } } })
        expect(found?.path).toBe(
          text
            .slice(0, 200)
            .toWellFormed()
            .replaceAll(/[\p{Cc}|]/gu, ' '),
        )
      }),
    )
  })
})

describe('an origin is found', () => {
  const lines = [originLine(originWith({ kind: 'edited', by }), twins)]

  test.for([
    { name: 'by its hash', asked: hash, found: true },
    { name: 'by the hash of its text with other line endings', asked: twin, found: true },
    { name: 'not by another hash', asked: hashOfText('other'), found: false },
    { name: 'not by the first digits of its hash', asked: hash.slice(0, 8), found: false },
    { name: 'not by nothing', asked: '', found: false },
  ])('$name', ({ asked, found }) => {
    expect(originOf(asked, lines) !== undefined).toBe(found)
    expect(originOf(asked)).toBeUndefined()
  })

  test.for(['', hash, `${hash} ${twins}`, `${hash} ${twins} | moved | a | b | - | -`])(
    'not in a line that is none: %j',
    (line) => expect(originOf(hash, [line])).toBeUndefined(),
  )
})

describe('a finding has the origin of its hash', () => {
  const [first, second] = [migration(0), migration(1)]
  const foreign = stranger(5, 'old')
  test.for([
    { name: 'unknown', rows: [applied(first), applied(second), foreign] },
    {
      name: 'unknown, of a twin',
      rows: [applied(first), applied(second), { ...foreign, hash: twin }],
    },
    { name: 'edited', rows: [applied(first), applied(second, { hash })] },
    { name: 'edited, of a twin', rows: [applied(first), applied(second, { hash: twin })] },
    {
      name: 'ahead',
      rows: [applied(first), applied(second), foreign],
      graces: { pendingMs: 0, aheadMs: 60_000 },
    },
  ])('$name', ({ name, rows, graces }) => {
    const origin = originWith({ kind: 'deleted', by })
    const manifest = manifestOf([first, second], { origins: [originLine(origin, twins)] })
    const ledger = { found: true, shape: '0.x', rows } as const
    const { findings } = compareHistory({ manifest, ledger, allowances: [], now, graces })
    expect(findings).toMatchObject([{ kind: name.split(',')[0], origin }])
  })
})
