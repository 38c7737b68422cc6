import { expect, test } from 'vitest'
import { exampleOf, readBreakGlass } from '../../src/guard/break-glass.ts'
import { now } from '../support/history.ts'

test.for([
  { name: 'not set', text: undefined, is: { state: 'unset' } },
  { name: 'empty', text: ' ', is: { state: 'unset' } },
  {
    name: 'an end and a reason',
    text: '2026-03-02T00:00Z because the replica lags',
    is: { state: 'open', until: '2026-03-02T00:00:00.000Z', reason: 'the replica lags' },
  },
  {
    name: 'an end in another zone',
    text: '2026-03-01T14:30:00+01:00 because INC-12',
    is: { state: 'open', until: '2026-03-01T13:30:00.000Z', reason: 'INC-12' },
  },
  { name: 'no reason', text: '2026-03-02T00:00Z', is: { state: 'ignored' } },
  { name: 'an empty reason', text: '2026-03-02T00:00Z because  ', is: { state: 'ignored' } },
  { name: 'no end', text: 'because I say so', is: { state: 'ignored' } },
  { name: 'no zone', text: '2026-03-02T00:00 because x', is: { state: 'ignored' } },
  { name: 'no real time', text: '2026-13-02T00:00Z because x', is: { state: 'ignored' } },
  { name: 'only true', text: 'true', is: { state: 'ignored' } },
  {
    name: 'just over',
    text: '2026-03-01T12:00Z because x',
    is: { state: 'ignored', because: 'it ran out at 2026-03-01T12:00:00.000Z' },
  },
  { name: '7 days ahead', text: '2026-03-08T12:00Z because x', is: { state: 'open' } },
  {
    name: 'a minute more',
    text: '2026-03-08T12:01Z because x',
    is: { state: 'ignored', because: expect.stringContaining('more than 7 days ahead') },
  },
  {
    name: 'a reason that would write a line of its own into the log',
    text: '2026-03-02T00:00Z because x\n\u001B[31mall is well',
    is: { state: 'open', reason: 'x??[31mall is well' },
  },
])('$name', ({ text, is }) => {
  expect(readBreakGlass(text, now)).toMatchObject(is)
})

test('what is proposed would be taken', () => {
  expect(readBreakGlass(exampleOf(now), now)).toMatchObject({ state: 'open' })
})
