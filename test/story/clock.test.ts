import { expect, test } from 'vitest'
import { startClock } from './clock.ts'

const minuteMs = 60_000
const minuteOf = (time: Date) => Math.floor(time.getTime() / minuteMs)

test.for([0, 29, 30, 59])('at second %i, only a skip leads into the next minute', (second) => {
  const now = 1000 * minuteMs + second * 1000
  const clock = startClock(() => now)
  const crons = () => Array.from({ length: 10 }, () => clock.next())
  const first = crons()
  clock.skipMinute()
  const later = crons()
  expect(new Set(first.map(minuteOf)).size).toBe(1)
  expect(new Set(later.map(minuteOf))).toEqual(new Set(first.map((at) => minuteOf(at) + 1)))

  clock.skipMinute()
  const present = clock.next().getTime()
  expect(present).toBeGreaterThanOrEqual(now)
  // A clock of the Worker's may be two minutes behind.
  expect(present).toBeLessThan(now + minuteMs / 2)
  expect(clock.next().getTime()).toBeGreaterThan(present)
  expect(clock.skipMinute).toThrow('waited for')
})
