import { expect, test } from 'vitest'
import { durationInWords, timeInWords } from '../../src/report/time-in-words.ts'
import { now } from '../support/history.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

test.for([
  [0, 'less than a minute'],
  [minute, '1 minute'],
  [119 * minute, '119 minutes'],
  [2 * hour, '2 hours'],
  [47 * hour, '47 hours'],
  [2 * day, '2 days'],
  [60 * day, '60 days'],
  [61 * day, '2 months'],
  [730 * day, '23 months'],
  [731 * day, '2 years'],
] as const)('%i ms lasts %s', ([ms, text]) => {
  expect(durationInWords(ms)).toBe(text)
})

test.for([
  [1764195174560, '2025-11-26 22:12 UTC, 3 months ago'],
  [now, '2026-03-01 12:00 UTC, just now'],
  [now + 3 * day, '2026-03-04 12:00 UTC, in 3 days'],
  [0, '1970-01-01 00:00 UTC, 56 years ago'],
  [-1, '1969-12-31 23:59 UTC, 56 years ago'],
  [8.64e15, '+275760-09-13 00:00 UTC, in 273734 years'],
] as const)('%i is %s', ([ms, text]) => {
  expect(timeInWords(ms, now)).toBe(text)
})

test('what no calendar reaches has no words', () => {
  expect(timeInWords(8.64e15 + 1, now)).toBeUndefined()
  expect(timeInWords(NaN, now)).toBeUndefined()
})
