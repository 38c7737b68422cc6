import { describe, expect, test } from 'vitest'
import { driftWindow } from '../../src/core/drift-window.ts'
import { idGaps, ladderOf } from '../../src/core/ladder.ts'
import type { Run } from '../../src/core/target-report.ts'
import { allowanceOf, applied, manifestOf, migration, now, stranger } from '../support/history.ts'

const [a, b, c] = [migration(0), migration(1), migration(2)]
const lost = stranger(-10)

describe('the ladder', () => {
  test.for([
    {
      name: 'each migration stands with its row, in the order of the history',
      rows: [applied(b), applied(a)],
      rungs: ['applied 0000_step', 'applied 0001_step', 'pending 0002_step'],
    },
    {
      name: 'a row without a file stands at the place of its date',
      rows: [applied(a), applied(b), applied(c), stranger(1)],
      rungs: ['applied 0000_step', 'applied 0001_step', 'unknown -', 'applied 0002_step'],
    },
    {
      name: 'an older one comes first',
      rows: [applied(a), applied(b), applied(c), lost],
      rungs: ['unknown -', 'applied 0000_step', 'applied 0001_step', 'applied 0002_step'],
    },
    {
      name: 'one without a date comes last',
      rows: [{ ...lost, createdAt: null }, applied(c)],
      rungs: ['pending 0000_step', 'pending 0001_step', 'applied 0002_step', 'unknown -'],
    },
    {
      name: 'a migration that is passed over has no row, and says so',
      rows: [applied(a), applied(c)],
      rungs: ['applied 0000_step', 'skipped 0001_step', 'applied 0002_step'],
    },
    {
      name: 'a row of its date with another hash is its row',
      rows: [applied(a), { ...applied(b), hash: lost.hash }, applied(c)],
      rungs: ['applied 0000_step', 'edited 0001_step', 'applied 0002_step'],
    },
    {
      name: 'a second row of one migration has a rung of its own',
      rows: [applied(a), applied(a), applied(b), applied(c)],
      rungs: ['applied 0000_step', 'duplicate 0000_step', 'applied 0001_step', 'applied 0002_step'],
    },
    {
      name: 'no ledger',
      rows: undefined,
      rungs: ['pending 0000_step', 'pending 0001_step', 'pending 0002_step'],
    },
  ])('$name', ({ rows, rungs }) => {
    const ledger =
      rows === undefined
        ? ({ found: false, elsewhere: [] } as const)
        : ({ found: true, shape: '0.x', rows } as const)
    const ladder = ladderOf({ manifest: manifestOf([a, b, c]), ledger, allowances: [], now })
    expect(ladder.map(({ state, migration: of }) => `${state} ${of?.tag ?? '-'}`)).toEqual(rungs)
    expect(ladder.flatMap(({ row }) => row ?? [])).toHaveLength(rows?.length ?? 0)
  })

  test('an allowed row is told from an unknown one', () => {
    const ledger = { found: true, shape: '0.x', rows: [lost, applied(a)] } as const
    const allowances = [allowanceOf(lost.hash)]
    const [first] = ladderOf({ manifest: manifestOf([a]), ledger, allowances, now })
    expect(first).toMatchObject({ state: 'allowed', row: lost })
  })
})

test.for([
  { name: 'none', ids: ['1', '2', '3'], gaps: [] },
  { name: 'no row', ids: [], gaps: [] },
  { name: 'in between', ids: ['10', '1', '13'], gaps: ['2-9', '11-12'] },
  { name: 'at the start', ids: ['3'], gaps: ['1-2'] },
  { name: 'what is no number is left out', ids: ['1', 'x', '3'], gaps: ['2-2'] },
  {
    name: 'beyond what a number holds',
    ids: ['1', '9007199254740993'],
    gaps: ['2-9007199254740992'],
  },
])('ids that no row has: $name', ({ ids, gaps }) => {
  const rows = ids.map((id) => ({ ...lost, id }))
  expect(idGaps(rows).map(([from, to]) => `${from}-${to}`)).toEqual(gaps)
})

const run = (state: Run['state'], hour: number, to = hour): Run => ({
  state,
  from: `2026-03-01T0${hour}:00:00.000Z`,
  to: `2026-03-01T0${to}:00:00.000Z`,
  checks: 1 + to - hour,
  critical: state === 'drifted' ? 1 : 0,
  warning: 0,
})

test.for([
  { name: 'no check', runs: [], window: { kind: 'no-checks' } },
  { name: 'none that could read', runs: [run('unreadable', 1)], window: { kind: 'no-checks' } },
  {
    name: 'in sync',
    runs: [run('ok', 1, 4)],
    window: { kind: 'in-sync', last: '2026-03-01T04:00:00.000Z' },
  },
  {
    name: 'drifted since the first',
    runs: [run('drifted', 1), run('warning', 2)],
    window: { kind: 'before-all', first: '2026-03-01T01:00:00.000Z' },
  },
  {
    name: 'between two checks',
    runs: [run('ok', 1, 3), run('warning', 4), run('drifted', 5)],
    window: {
      kind: 'between',
      after: '2026-03-01T03:00:00.000Z',
      before: '2026-03-01T04:00:00.000Z',
    },
  },
  {
    name: 'checks that could not read make it wider',
    runs: [run('ok', 1, 3), run('unreadable', 4, 6), run('drifted', 7)],
    window: {
      kind: 'between',
      after: '2026-03-01T03:00:00.000Z',
      before: '2026-03-01T07:00:00.000Z',
    },
  },
  {
    name: 'the last drift counts',
    runs: [run('ok', 1), run('drifted', 2), run('ok', 3), run('drifted', 4)],
    window: {
      kind: 'between',
      after: '2026-03-01T03:00:00.000Z',
      before: '2026-03-01T04:00:00.000Z',
    },
  },
] as const)('when it happened: $name', ({ runs, window }) => {
  expect(driftWindow(runs)).toEqual(window)
})
