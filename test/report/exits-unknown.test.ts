import { expect, test } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import type { Commit, Fate } from '../../src/core/origin.ts'
import { exitsForUnknown } from '../../src/report/exits-unknown.ts'
import { plainText } from '../../src/report/rich-text.ts'
import { stranger } from '../support/history.ts'

const row = stranger(1)
const by: Commit = { commit: '1f3c2ab94d07', at: 1_770_000_000, author: 'Ann' }
const from: Commit = { commit: 'aa3c2ab94d07', at: 1_760_000_000, author: 'Bob' }
const path = 'drizzle/0001_add.sql'
const place = { table: defaultLedgerTable, shape: '0.x', history: [] } as const

interface Case {
  /** The rule in words. */
  readonly name: string
  readonly fate: Fate
  readonly exits: readonly string[]
  /** What the first way out says. */
  readonly first: string
}

const cases: readonly Case[] = [
  {
    name: 'a deleted file is brought back, under the date of its row',
    fate: { kind: 'deleted', by },
    exits: ['codify', 'allow', 'revert', 'record'],
    first: `Bring the file back, byte for byte, with "when" ${row.createdAt} in meta/_journal.json, and publish the manifest:`,
  },
  {
    name: 'a branch is merged',
    fate: { kind: 'unmerged', branches: ['feature'] },
    exits: ['codify', 'allow', 'revert', 'record'],
    first: 'Merge that migration, byte for byte',
  },
  {
    name: 'what was squashed is not brought back',
    fate: { kind: 'squashed', by, to: '0000_init' },
    exits: ['allow', 'revert', 'record'],
    first: 'See that a row records 0000_init.',
  },
  {
    name: 'nor what was renamed',
    fate: { kind: 'renamed', by, to: '0002_add' },
    exits: ['allow', 'revert', 'record'],
    first: 'If 0002_add has no row',
  },
]

test.for(cases)('a row of which the origin is known: $name', ({ fate, exits, first }) => {
  const origin = { hash: row.hash, tag: '0001_add', path, from, fate }
  const facts = {
    key: 'hash:1',
    severity: 'critical',
    hash: row.hash,
    rows: [row],
    count: 1,
  } as const
  const ways = exitsForUnknown(
    { kind: 'unknown', ...facts, rows: [row], era: 'within', origin },
    place,
  )
  expect(ways.map(({ exit }) => exit)).toEqual(exits)
  expect(plainText(ways[0]?.text ?? [])).toContain(first)
  const revert = ways.find(({ exit }) => exit === 'revert')
  expect(plainText(revert?.text ?? [])).toContain(path)
  if (fate.kind === 'deleted')
    expect(ways[0]?.code?.lines[0]).toMatch(/^git restore .*aa3c2ab94d07/)
})
