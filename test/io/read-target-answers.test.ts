import { expect, test } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { OutsideError } from '../../src/io/errors.ts'
import { sqlStateError } from '../../src/io/sql-state.ts'
import { readTarget } from '../../src/io/read-target.ts'
import type { Rows } from '../../src/io/run-batch.ts'

/** The four answers to a ledger of two rows: settings, state, count, rows. */
const settings: Rows = [['5000']]
const columns = '["id","hash","created_at"]'
const state: Rows = [['17.5', 't', 't', 't', 'f', columns]]
const count: Rows = [['2']]
const rows: Rows = [
  ['1', 'a', '1', null],
  ['2', 'b', null, null],
]

test('a whole answer is read', async () => {
  const run = () => Promise.resolve([settings, state, count, rows])
  expect(await readTarget(run, defaultLedgerTable)).toMatchObject({
    status: 'read',
    serverVersion: '17.5',
    ledger: { found: true, rows: [{ id: '1' }, { id: '2' }] },
  })
})

test.for<{ name: string; results: readonly Rows[] }>([
  { name: 'nothing', results: [] },
  { name: 'no rows', results: [settings, state, count] },
  { name: 'no row of the state', results: [settings, [], count, rows] },
  { name: 'a state of fewer columns', results: [settings, [['17.5', 't']], count, rows] },
  {
    name: 'a state without a version',
    results: [settings, [[null, 't', 't', 't', 'f', columns]], count, rows],
  },
  {
    name: 'columns that are no JSON',
    results: [settings, [['17.5', 't', 't', 't', 'f', '[']], count, rows],
  },
  {
    name: 'columns that are no names',
    results: [settings, [['17.5', 't', 't', 't', 'f', '[1]']], count, rows],
  },
  {
    name: 'rows of a table that is not there',
    results: [settings, [['17.5', 'f', null, null, null, null]], count, rows],
  },
  { name: 'no count', results: [settings, state, [], rows] },
  { name: 'a count that is none', results: [settings, state, [['many']], rows] },
  { name: 'fewer rows than were counted', results: [settings, state, count, rows.slice(1)] },
  { name: 'more rows than were counted', results: [settings, state, count, [...rows, ...rows]] },
  { name: 'rows of another width', results: [settings, state, count, [['1'], ['2']]] },
  {
    name: 'rows that are too wide',
    results: [settings, state, count, rows.map((row) => [...row, 'x'])],
  },
  {
    name: 'rows without an id',
    results: [settings, state, count, [[null, 'a', '1', null], ...rows.slice(1)]],
  },
])('$name is malformed, and never drift', async ({ results }) => {
  const observation = await readTarget(() => Promise.resolve(results), defaultLedgerTable)
  expect(observation).toMatchObject({ status: 'unreadable', cause: 'malformed' })
})

test('a ledger that came back between two requests is left for the next check', async () => {
  const answers = [Promise.reject(sqlStateError('42P01')), Promise.resolve([settings, state, []])]
  const run = () => answers.shift() ?? Promise.resolve([])
  expect(await readTarget(run, defaultLedgerTable)).toMatchObject({
    cause: 'unexpected',
    message: expect.stringContaining('changed while it was read'),
  })
})

test('tables without a name are malformed', async () => {
  const absent: Rows = [['17.5', 'f', null, null, null, null]]
  const answers = [
    Promise.reject(sqlStateError('42P01')),
    Promise.resolve([settings, absent, [[null]]]),
  ]
  const run = () => answers.shift() ?? Promise.resolve([])
  expect(await readTarget(run, defaultLedgerTable)).toMatchObject({ cause: 'malformed' })
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
