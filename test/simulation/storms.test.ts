import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hourMs } from '../support/alerting.ts'
import { healAndJudge } from './invariants.ts'
import type { SlackMode } from './outside.ts'
import { type World, world } from './world.ts'

const crowd = Array.from({ length: 60 }, (_, index) => `n${index}`)

/** Sixty rows in the ledger, of which allowances leave so many unexplained. */
function leave(w: World, count: number): void {
  w.setStrangers(crowd)
  w.setAllowed(crowd.slice(count))
}

/** What is open or on its way out: single hashes as one word, with their number. */
function alive(w: World): readonly string[] {
  const keys = w.alerting().incidents.flatMap(({ key, phase }) => (phase === 'closed' ? [] : [key]))
  const singles = keys.filter((key) => key.startsWith('hash:')).length
  return [...keys.filter((key) => key === 'storm:hash'), ...(singles > 0 ? [`${singles}`] : [])]
}

const slackModes = fc.constantFrom<SlackMode>('accepted', 'failed', 'ambiguous', 'rate-limited')
const hour = fc.record({
  count: fc.constantFrom(0, 1, 3, 49, 50, 51, 60),
  slack: slackModes,
  isReadable: fc.boolean(),
})

test('whatever its size does, a storm is one until its family is empty, and so are the rest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hour, { maxLength: 12 }), async (hours) => {
      const w = world()
      for (const { count, slack, isReadable } of hours) {
        const before = alive(w)
        leave(w, count)
        w.setSlack(slack)
        w.setReadable(isReadable)
        w.advance(hourMs)
        await w.tick()
        const isStorm = count > 50 || (count > 0 && before.includes('storm:hash'))
        const asRead = isStorm ? ['storm:hash'] : count > 0 ? [`${count}`] : []
        expect(alive(w)).toEqual(isReadable ? asRead : before)
      }
      leave(w, 0)
      await healAndJudge(w, [])
      expect(alive(w)).toEqual([])
    }),
    { numRuns: 100 },
  )
}, 60_000)

test('fifty that become more are told once more, as one, and so is the end', async () => {
  const w = world()
  const tellings: string[][] = []
  for (const count of [50, 51, 51, 1, 0, 0]) {
    const before = w.told.length
    leave(w, count)
    w.advance(hourMs)
    await w.tick()
    tellings.push([
      ...new Set(w.told.slice(before).map(({ event, key }) => `${event} ${key.split(':')[0]}`)),
    ])
  }
  expect(tellings).toEqual([
    ['open hash'],
    ['open storm'],
    [],
    ['change storm'],
    ['resolve storm'],
    [],
  ])
})
