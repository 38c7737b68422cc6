import { expect, test } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { OutsideError } from '../../src/io/errors.ts'
import { sqlStateError } from '../../src/io/sql-state.ts'
import { readTarget } from '../../src/io/read-target.ts'
import type { Rows } from '../../src/io/run-batch.ts'

/** The answers to a ledger of two rows: settings; what it is, with its rows. */
const settings: Rows = [['5000']]
const rows = '[["2", "b", null, null], ["1", "a", "1", null]]'
const whole = ['17.5', 'boolean[]', rows]

test('a whole answer is read, in the order of the ids', async () => {
  const run = () => Promise.resolve([settings, [whole]])
  expect(await readTarget(run, defaultLedgerTable)).toMatchObject({
    status: 'read',
    serverVersion: '17.5',
    ledger: {
      found: true,
      shape: '0.x',
      rows: [
        { id: '1', hash: 'a', createdAt: '1', name: null },
        { id: '2', hash: 'b', createdAt: null, name: null },
      ],
    },
  })
})

test.for<readonly (readonly string[])[]>([
  [
    ['2', '10', '9', '-1'],
    ['-1', '2', '9', '10'],
  ],
  [
    ['9007199254740993', '9007199254740992'],
    ['9007199254740992', '9007199254740993'],
  ],
  [
    ['b', 'a', 'a'],
    ['a', 'a', 'b'],
  ],
])('ids are in order: %j', async ([ids = [], sorted]) => {
  const json = JSON.stringify(ids.map((id) => [id, 'a', '1', null]))
  const answer = [['17.5', 'text[]', json]]
  const observation = await readTarget(
    () => Promise.resolve([settings, answer]),
    defaultLedgerTable,
  )
  expect(observation).toMatchObject({
    ledger: { shape: '1.0', rows: sorted?.map((id) => ({ id })) },
  })
})

test.for<{ name: string; results: readonly Rows[] }>([
  { name: 'nothing', results: [] },
  { name: 'no ledger', results: [settings] },
  { name: 'an empty ledger', results: [settings, []] },
  { name: 'fewer columns', results: [settings, [whole.slice(0, 2)]] },
  { name: 'more columns', results: [settings, [[...whole, null]]] },
  { name: 'it twice', results: [settings, [whole, whole]] },
  { name: 'no version', results: [settings, [[null, 'boolean[]', rows]]] },
  { name: 'no type of names', results: [settings, [['17.5', null, rows]]] },
  { name: 'no rows', results: [settings, [['17.5', 'boolean[]', null]]] },
  ...[
    { name: 'rows that are cut short', rows: rows.slice(0, -1) },
    { name: 'rows that are no array', rows: '{"length": 2}' },
    { name: 'rows of objects', rows: '[{"id": "1"}, {"id": "2"}]' },
    { name: 'rows of another width', rows: '[["1"], ["2"]]' },
    { name: 'rows that are too wide', rows: rows.replaceAll(']', ', null]').slice(0, -7) + ']' },
    { name: 'rows of numbers', rows: '[[1, "a", "1", null], [2, "b", "1", null]]' },
  ].map(({ name, rows: other }) => ({
    name,
    results: [settings, [['17.5', 'boolean[]', other]]],
  })),
])('$name is malformed, and never drift', async ({ results }) => {
  const observation = await readTarget(() => Promise.resolve(results), defaultLedgerTable)
  expect(observation).toMatchObject({ status: 'unreadable', cause: 'malformed' })
})

/** What the second request brings back, where the first did not find the ledger. */
const columns = '["id","hash","created_at"]'
const state: Rows = [['17.5', 't', 't', 't', 'f', columns]]
const absent: Rows = [['17.5', 'f', null, null, null, null]]

function readAfterAbsence(results: readonly Rows[]) {
  const answers = [Promise.reject(sqlStateError('42P01')), Promise.resolve(results)]
  const run = () => answers.shift() ?? Promise.resolve([])
  return readTarget(run, defaultLedgerTable)
}

test('a ledger that is not there', async () => {
  expect(await readAfterAbsence([settings, absent, [['public.ledger']]])).toEqual({
    status: 'read',
    serverVersion: '17.5',
    ledger: { found: false, elsewhere: ['public.ledger'] },
  })
})

test('a ledger that came back between two requests is left for the next check', async () => {
  expect(await readAfterAbsence([settings, state, []])).toMatchObject({
    cause: 'unexpected',
    message: expect.stringContaining('changed while it was read'),
  })
})

test.for<{ name: string; results: readonly Rows[] }>([
  { name: 'no state', results: [settings] },
  { name: 'no row of the state', results: [settings, [], []] },
  { name: 'a state of fewer columns', results: [settings, [['17.5', 't']], []] },
  {
    name: 'a state without a version',
    results: [settings, [[null, 't', 't', 't', 'f', columns]], []],
  },
  {
    name: 'columns that are no JSON',
    results: [settings, [['17.5', 't', 't', 't', 'f', '[']], []],
  },
  {
    name: 'columns that are no names',
    results: [settings, [['17.5', 't', 't', 't', 'f', '[1]']], []],
  },
  { name: 'nothing of tables elsewhere', results: [settings, absent] },
  { name: 'tables without a name', results: [settings, absent, [[null]]] },
])('after absence, $name is malformed', async ({ results }) => {
  const observation = await readAfterAbsence(results)
  expect(observation).toMatchObject({ status: 'unreadable', cause: 'malformed' })
})

test('what fails outside is an observation', async () => {
  const error = new OutsideError('Gone.', { reason: 'unreachable', retry: true })
  expect(await readTarget(() => Promise.reject(error), defaultLedgerTable)).toEqual({
    status: 'unreadable',
    cause: 'unreachable',
    message: 'Gone.',
  })
})

test('a bug stays loud', async () => {
  const run = () => Promise.reject(new TypeError('a bug'))
  await expect(readTarget(run, defaultLedgerTable)).rejects.toThrow('a bug')
})
