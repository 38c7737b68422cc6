import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hourMs } from '../support/alerting.ts'
import { healAndJudge } from './invariants.ts'
import type { SlackMode } from './outside.ts'
import { type World, world } from './world.ts'

/** More of them at night: DRIFTWATCH_RANDOM_RUNS=50000 npm test -- test/simulation */
const numRuns = Number(process.env['DRIFTWATCH_RANDOM_RUNS'] ?? 400)

const names = fc.subarray(['a', 'b', 'c'])
const slackModes = fc.constantFrom<SlackMode>(
  'accepted',
  'failed',
  'rate-limited',
  'ambiguous',
  'rejected',
  'broken',
)

type Action = (w: World) => unknown

/** Everything that can happen to a monitor between two of its checks, and the checks themselves. */
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Action>(hourly) },
  {
    weight: 2,
    arbitrary: names.map(
      (list): Action =>
        (w) =>
          w.setStrangers(list),
    ),
  },
  {
    weight: 1,
    arbitrary: names.map(
      (list): Action =>
        (w) =>
          w.setAllowed(list),
    ),
  },
  {
    weight: 2,
    arbitrary: names.map(
      (list): Action =>
        (w) =>
          w.setPatches(list),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(undefined, '', '{', '{"format":2}').map(
      (text): Action =>
        (w) =>
          w.setDocument('schema', text),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (value): Action =>
        (w) =>
          w.setReadable(value),
    ),
  },
  {
    weight: 2,
    arbitrary: slackModes.map(
      (mode): Action =>
        (w) =>
          w.setSlack(mode),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (value): Action =>
        (w) =>
          w.setKvFails(value),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (value): Action =>
        (w) =>
          w.setStoreFails(value),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 30 }).map((point): Action => (w) => {
      w.killAt(point)
      return hourly(w)
    }),
  },
  // A check that was missed, repeated, late, or that overlaps another one.
  { weight: 1, arbitrary: fc.constant<Action>((w) => w.advance(hourMs)) },
  { weight: 1, arbitrary: fc.constant<Action>((w) => w.tick()) },
  { weight: 1, arbitrary: fc.constant<Action>((w) => w.tick(w.clock() - hourMs)) },
  {
    weight: 1,
    arbitrary: fc.constant<Action>((w) => {
      w.advance(hourMs)
      return w.overlap(w.clock(), w.clock() - hourMs)
    }),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 59 }).map((minutes): Action => (w) => {
      w.advance(minutes * 60_000)
      return w.drain()
    }),
  },
)

const actions = fc.array(action, { maxLength: 60 })

function hourly(w: World) {
  w.advance(hourMs)
  return w.tick()
}

test('whatever happens, nothing is lost, repeated in silence, or green without proof', async () => {
  await fc.assert(
    fc.asyncProperty(actions, names, names, async (acts, atTheEnd, patches) => {
      const w = world()
      for (const act of acts) {
        const reads = w.reads()
        await act(w)
        if (w.status() === 'ok') {
          expect(w.clock() - w.lastProof(), 'green by a fresh proof').toBeLessThanOrEqual(
            2 * hourMs + 3 * 60_000,
          )
        }
        expect(w.reads() - reads).toBeLessThanOrEqual(2)
      }
      w.setStrangers(atTheEnd)
      w.setAllowed([])
      w.setPatches(patches)
      // Rows that went are told for a day; after that, only what is so is left.
      await healAndJudge(w, atTheEnd, { hours: 30, patches })
      const looks = w.fullLooks()
      for (let hour = 0; hour < 23; hour += 1) await hourly(w)
      expect(w.fullLooks() - looks, 'of what stays as it is, a look a day').toBeLessThanOrEqual(1)
    }),
    { numRuns },
  )
}, 120_000)
