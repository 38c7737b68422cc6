import { expect, test } from 'vitest'
import { audit } from '../../src/core/audit.ts'
import { conditionsOf } from '../../src/core/incident/conditions.ts'
import { inStorms, stormThreshold } from '../../src/core/incident/storms.ts'
import { alerting, hourMs, saw, unknownHash, unreadable } from '../support/alerting.ts'
import { applied, manifestOf, migration, now, stranger } from '../support/history.ts'

const history = [migration(0), migration(1)]

function conditionsFor(strangers: readonly string[]) {
  const rows = [
    ...history.map((entry) => applied(entry)),
    ...strangers.map((text, index) => ({ ...stranger(-30, text), id: String(100 + index) })),
  ]
  const verdict = audit({
    target: 'app',
    manifest: manifestOf(history),
    observation: {
      status: 'read',
      serverVersion: '17',
      ledger: { found: true, shape: '0.x', rows },
    },
    allowances: [],
    now,
  })
  return conditionsOf(verdict)
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)

test('up to the threshold each finding is a condition of its own', () => {
  expect(inStorms(conditionsFor(names(stormThreshold)), [])).toHaveLength(stormThreshold)
})

test('beyond it a family is one storm with a bounded sample', () => {
  const [storm, ...others] = inStorms(conditionsFor(names(10_000)), [])
  expect(others).toEqual([])
  expect(storm).toMatchObject({
    key: 'storm:hash',
    severity: 'critical',
    subject: { kind: 'storm', count: 10_000, sample: { length: 10 } },
  })
})

test('one other finding within a storm changes its digest', () => {
  const [before] = inStorms(conditionsFor(names(100)), [])
  const [after] = inStorms(conditionsFor([...names(99), 'other']), [])
  expect(before?.subject).not.toEqual(after?.subject)
})

test('a storm is told once, its change at most every half hour, its end once', () => {
  const target = alerting()
  expect(target.tick(1, saw(conditionsFor(names(100))))).toEqual(['open storm'])
  expect(target.tick(2, saw(conditionsFor(names(100))))).toEqual([])
  const changed = saw(conditionsFor([...names(99), 'other']))
  expect(target.tick(3, changed)).toEqual(['change storm'])
  expect(target.tick(3, saw(conditionsFor(names(98))), { at: 3 * hourMs + 20 * 60_000 })).toEqual(
    [],
  )
  expect(target.tick(4, saw([]))).toEqual(['resolve storm (explained)'])
})

test('a storm that shrinks stays one, and is over only when nothing is left of it', () => {
  const target = alerting()
  const left = (count: number) => saw(conditionsFor(names(count)))
  expect(target.tick(1, left(100))).toEqual(['open storm'])
  for (const [slot, count] of [50, 51, 2, 1].entries()) {
    expect(target.tick(slot + 2, left(count))).toEqual(['change storm'])
    expect(target.state().incidents).toMatchObject([{ subject: { kind: 'storm', count } }])
  }
  expect(target.tick(6, left(0))).toEqual(['resolve storm (explained)'])
  expect(target.tick(12, left(1))).toEqual(['open n0'])
})

test('a storm of which nothing explains the end stays one while it is on its way out', () => {
  const target = alerting()
  const gone = saw([], () => 'vanished')
  target.tick(1, saw(conditionsFor(names(100))))
  target.tick(2, unreadable)
  expect(target.tick(3, saw(conditionsFor(names(10))))).toEqual(['change storm'])
  expect(target.tick(4, gone)).toEqual(['resolve storm (vanished)'])
})

test('findings that a storm takes in are told by it from then on', () => {
  const target = alerting()
  expect(target.tick(1, saw(conditionsFor(names(50))))).toHaveLength(50)
  expect(target.tick(2, saw(conditionsFor(names(51))))).toEqual(['open storm'])
  expect(target.tick(3, saw(conditionsFor(names(51))))).toEqual([])
  expect(target.tick(4, saw(conditionsFor(names(1))))).toEqual(['change storm'])
  expect(target.tick(5, saw([]))).toEqual(['resolve storm (explained)'])
  expect(target.tick(6, saw([]))).toEqual([])
})

test('into a storm and out of it, a grace runs on', () => {
  const target = alerting()
  const graced = (count: number) => saw(names(count).map((name) => unknownHash(name, 'notice')))
  const firstSeen = () => Math.min(...target.state().incidents.map((each) => each.firstSeenAt))
  target.tick(1, graced(1))
  const since = firstSeen()
  for (const [slot, count] of [51, 2].entries()) {
    target.tick(slot + 2, graced(count))
    expect(firstSeen()).toBe(since)
  }
})

test.for([2, 60])('%i pending migrations are not told where the ledger is gone', (count) => {
  const declared = Array.from({ length: count }, (_, index) => migration(index))
  const verdict = audit({
    target: 'app',
    manifest: manifestOf(declared),
    observation: { status: 'read', serverVersion: '17', ledger: { found: false, elsewhere: [] } },
    allowances: [],
    now,
  })
  const target = alerting()
  expect(target.tick(1, saw(conditionsOf(verdict)))).toEqual(['open ledger-absent'])
})

test('notices are no condition, but where a grace may run out', () => {
  const rows = history.slice(0, 1).map((entry) => applied(entry))
  const verdict = audit({
    target: 'app',
    manifest: manifestOf(history),
    observation: {
      status: 'read',
      serverVersion: '17',
      ledger: { found: true, shape: '0.x', rows },
    },
    allowances: [],
    now,
    memory: { graces: { pendingMs: hourMs, aheadMs: hourMs }, firstSeen: () => now, vanished: [] },
  })
  expect(conditionsOf(verdict)).toMatchObject([{ key: 'migration:0001_step', severity: 'notice' }])
})
