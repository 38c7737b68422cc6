import { expect, test } from 'vitest'
import { claim, leaseMs, settle } from '../../src/core/incident/outbox.ts'
import { emptyState } from '../../src/core/incident/state.ts'
import { step } from '../../src/core/incident/step.ts'
import { hourMs, policy, saw, unknownHash } from '../support/alerting.ts'

const at = 1000 * hourMs
const waiting = step(emptyState(false), {
  tick: { at, slot: 1000 },
  seen: saw([unknownHash('a')]),
  now: at,
  policy,
}).state

test('what is being sent is not sent a second time while its lease runs', () => {
  const first = claim(waiting, at)
  expect(first.claim.entries).toHaveLength(1)
  expect(claim(first.state, at + leaseMs - 1).claim.entries).toEqual([])
})

test('a sender that never came back leaves it to the next one, as a possible repeat', () => {
  const first = claim(waiting, at)
  const { entries } = claim(first.state, at + leaseMs).claim
  expect(entries).toMatchObject([{ attempts: 2, event: { possibleRepeat: true } }])
})

test('a sender that comes back after its lease settles nothing', () => {
  const first = claim(waiting, at)
  const second = claim(first.state, at + leaseMs)
  const late = settle(second.state, first.claim, { outcome: 'failed' }, at + leaseMs)
  expect(late.outbox).toEqual(second.state.outbox)
})

test('delivered ids are forgotten after a week', () => {
  const first = claim(waiting, at)
  const state = settle(first.state, first.claim, { outcome: 'accepted' }, at)
  expect(Object.keys(state.delivered)).toHaveLength(1)
  const week = 7 * 24 * hourMs
  const other = step(state, {
    tick: { at: at + week, slot: 1168 },
    seen: saw([unknownHash('b')]),
    now: at + week,
    policy,
  }).state
  const second = claim(other, at + week)
  const after = settle(second.state, second.claim, { outcome: 'accepted' }, at + week)
  expect(Object.values(after.delivered)).toEqual([at + week, at + week])
})

test('within one incident nothing overtakes what waits for its time', () => {
  const first = claim(waiting, at)
  const failed = settle(first.state, first.claim, { outcome: 'failed' }, at)
  const resolved = step(failed, {
    tick: { at: at + 10_000, slot: 1000 },
    seen: saw([]),
    now: at + 10_000,
    policy,
  }).state
  expect(resolved.outbox.map(({ event }) => event.event)).toEqual(['open', 'resolve'])
  expect(claim(resolved, at + 20_000).claim.entries).toEqual([])
  const { entries } = claim(resolved, at + 60_000).claim
  expect(entries.map(({ event }) => event.event)).toEqual(['open', 'resolve'])
})
