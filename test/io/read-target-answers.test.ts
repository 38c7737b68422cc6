import { expect, test } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { OutsideError } from '../../src/io/errors.ts'
import { sqlStateError } from '../../src/io/sql-state.ts'
import { readTarget } from '../../src/io/read-target.ts'
import type { Rows } from '../../src/io/run-batch.ts'

/** The answers to a ledger of two rows: settings; what it is, and its rows. */
const settings: Rows = [['5000']]
const about = ['17.5', '2', 'false', null]
const rows: Rows = [
  ['1', 'a', '1', null],
  ['2', 'b', null, null],
]

test('a whole answer is read', async () => {
  const run = () => Promise.resolve([settings, [about, ...rows]])
  expect(await readTarget(run, defaultLedgerTable)).toMatchObject({
    status: 'read',
    serverVersion: '17.5',
    ledger: { found: true, rows: [{ id: '1' }, { id: '2' }] },
  })
})

test.for<{ name: string; results: readonly Rows[] }>([
  { name: 'nothing', results: [] },
  { name: 'no ledger', results: [settings] },
  { name: 'no rows', results: [settings, [about]] },
  { name: 'nothing about the ledger', results: [settings, rows] },
  { name: 'less about the ledger', results: [settings, [about.slice(1), ...rows]] },
  { name: 'more about the ledger', results: [settings, [[...about, null], ...rows]] },
  { name: 'no version', results: [settings, [[null, '2', 'false', null], ...rows]] },
  { name: 'no count', results: [settings, [['17.5', null, 'false', null], ...rows]] },
  { name: 'a count that is none', results: [settings, [['17.5', 'many', 'false', null], ...rows]] },
  { name: 'a shape that is none', results: [settings, [['17.5', '2', 'maybe', null], ...rows]] },
  { name: 'fewer rows than were counted', results: [settings, [about, ...rows.slice(1)]] },
  { name: 'more rows than were counted', results: [settings, [about, ...rows, ...rows]] },
  { name: 'what it is, but last', results: [settings, [...rows, about]] },
  { name: 'rows of another width', results: [settings, [about, ['1'], ['2']]] },
  {
    name: 'rows that are too wide',
    results: [settings, [about, ...rows.map((row) => [...row, 'x'])]],
  },
  {
    name: 'rows without an id',
    results: [settings, [about, [null, 'a', '1', null], ...rows.slice(1)]],
  },
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
