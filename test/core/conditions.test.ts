import { expect, test } from 'vitest'
import { audit } from '../../src/core/audit.ts'
import { conditionsOf, stormThreshold } from '../../src/core/incident/conditions.ts'
import { alerting, hourMs, saw } from '../support/alerting.ts'
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
  expect(conditionsFor(names(stormThreshold))).toHaveLength(stormThreshold)
})

test('beyond it a family is one storm with a bounded sample', () => {
  const [storm, ...others] = conditionsFor(names(10_000))
  expect(others).toEqual([])
  expect(storm).toMatchObject({
    key: 'storm:hash',
    severity: 'critical',
    subject: { kind: 'storm', count: 10_000, sample: { length: 10 } },
  })
})

test('one other finding within a storm changes its digest', () => {
  const [before] = conditionsFor(names(100))
  const [after] = conditionsFor([...names(99), 'other'])
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

test('a finding that was told before a storm is neither resolved nor told again by it', () => {
  const target = alerting()
  expect(target.tick(1, saw(conditionsFor(['n0'])))).toEqual(['open n0'])
  expect(target.tick(2, saw(conditionsFor(names(100))))).toEqual(['open storm'])
  expect(target.tick(3, saw(conditionsFor(['n0'])))).toEqual(['resolve storm (explained)'])
  expect(target.tick(4, saw([]))).toEqual(['resolve n0 (explained)'])
})

test('pending migrations are not told where the whole ledger is gone', () => {
  const verdict = audit({
    target: 'app',
    manifest: manifestOf(history),
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
