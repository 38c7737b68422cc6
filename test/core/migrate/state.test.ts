import { expect, test } from 'vitest'
import type { ObjectCheck } from '../../../src/core/migrate/compare-objects.ts'
import type { WholeRow } from '../../../src/core/migrate/compare-rows.ts'
import { stateOf } from '../../../src/core/migrate/state.ts'
import { parseLine } from '../../../src/core/schema/catalog-object.ts'
import type { Migration } from '../../../src/core/migration.ts'
import { migration } from '../../support/history.ts'

const [old, first, second] = [migration(0), migration(1), migration(2)]
const rowOf = ({ hash, when }: Migration, id: number): WholeRow => ({
  id: String(id),
  values: { id: String(id), hash, created_at: String(when) },
})
const before = [rowOf(old, 1)]
const stranger: WholeRow = { id: '7', values: { id: '7', hash: 'x', created_at: '1' } }
const table = (as: 'expected' | 'absent', wasThere = false): ObjectCheck => ({
  expected: parseLine('table\tpublic\t\tt'),
  change: 'comes',
  wasThere,
  found: { as },
})

test.for([
  { name: 'nothing came', rows: before, objects: [table('absent')], status: 'as-before' },
  {
    name: 'a gap in the ids, as a run that is rolled back leaves it, is nothing',
    rows: before,
    objects: [],
    status: 'as-before',
  },
  {
    name: 'what somebody had made by hand before is not of this run',
    rows: before,
    objects: [table('expected', true)],
    status: 'as-before',
  },
  {
    name: 'all rows came',
    rows: [...before, rowOf(first, 2), rowOf(second, 3)],
    objects: [],
    status: 'applied',
  },
  {
    name: 'the first of two came, and nothing of the second',
    rows: [...before, rowOf(first, 2)],
    objects: [table('absent')],
    status: 'applied-in-part',
  },
  {
    name: 'the second came without the first',
    rows: [...before, rowOf(second, 2)],
    objects: [],
    status: 'ledger-moved',
  },
  {
    name: 'objects came and no row',
    rows: before,
    objects: [table('expected')],
    status: 'half-done',
  },
  {
    name: "somebody else's row came",
    rows: [...before, stranger],
    objects: [],
    status: 'ledger-moved',
  },
  {
    name: "somebody else's row came before ours",
    rows: [...before, stranger, rowOf(first, 8), rowOf(second, 9)],
    objects: [],
    status: 'ledger-moved',
  },
  { name: 'a row from before went', rows: [], objects: [], status: 'ledger-moved' },
  {
    name: 'a row from before changed',
    rows: [rowOf({ ...old, when: 1 }, 1)],
    objects: [],
    status: 'ledger-moved',
  },
  {
    name: 'columns that the upgrade to 1.0 adds are no change of a row',
    rows: before.map(({ id, values }) => ({
      id,
      values: { ...values, name: 'a', applied_at: null },
    })),
    objects: { because: 'not rehearsed' },
    status: 'as-before',
  },
] as const)('$name: $status', ({ rows, objects, status }) => {
  const input = { pending: [first, second], rowsBefore: before, rowsAfter: rows, objects }
  expect(stateOf(input).status).toBe(status)
})

test.for([
  { name: 'before ours', rows: [stranger, rowOf(first, 8), rowOf(second, 9)], recorded: 2 },
  { name: 'between ours', rows: [rowOf(first, 6), stranger, rowOf(second, 8)], recorded: 2 },
  { name: 'instead of one of ours', rows: [stranger, rowOf(second, 8)], recorded: 1 },
  { name: 'instead of ours', rows: [stranger], recorded: 0 },
])("somebody else's row came $name: $recorded of 2 are recorded", ({ rows, recorded }) => {
  const state = stateOf({
    pending: [first, second],
    rowsBefore: before,
    rowsAfter: [...before, ...rows],
    objects: [],
  })
  expect(state).toEqual({ status: 'ledger-moved', recorded, pending: 2 })
})

test('of two files with the same text, each has to have a row of its own', () => {
  const twin = { ...second, hash: first.hash }
  const input = { pending: [first, twin], rowsBefore: before, objects: [] }
  const one = stateOf({ ...input, rowsAfter: [...before, rowOf(first, 2)] })
  const both = stateOf({ ...input, rowsAfter: [...before, rowOf(first, 2), rowOf(twin, 3)] })
  expect([one.status, both.status]).toEqual(['applied-in-part', 'applied'])
})

test.for([
  { name: 'nothing came', rows: before, status: 'as-before' },
  { name: 'the first came', rows: [...before, rowOf(first, 2)], status: 'applied-in-part' },
] as const)(
  'objects that were not looked at are none that did not come: $name',
  ({ rows, status }) => {
    const input = { pending: [first, second], rowsBefore: before, rowsAfter: rows }
    const unseen = stateOf({ ...input, objects: { because: 'not rehearsed' } })
    expect(unseen).toMatchObject({ status, unseen: 'not rehearsed' })
    expect(stateOf({ ...input, objects: [] })).toMatchObject({ status, unseen: undefined })
  },
)
