import { describe, expect, test } from 'vitest'
import type { Delivery } from '../../src/core/incident/outbox.ts'
import { graceEnd, wakeAt } from '../../src/core/incident/next-look.ts'
import { undelivered } from '../../src/core/incident/outbox.ts'
import { emptyState } from '../../src/core/incident/state.ts'
import { alerting, hourMs, policy, saw, unknownHash, unreadable } from '../support/alerting.ts'

const a = unknownHash('a')
const failed: Delivery = { outcome: 'failed' }
const ambiguous: Delivery = { outcome: 'ambiguous' }

describe('an unknown hash', () => {
  test('opens at once and is told once', () => {
    const target = alerting()
    expect(target.tick(1, saw([a]))).toEqual(['open a'])
    expect(target.tick(2, saw([a]))).toEqual([])
  })

  test('is told again after 4 hours, after 8 more, and then daily', () => {
    const target = alerting()
    const told = Array.from({ length: 72 }, (_, index) => {
      return target.tick(index, saw([a])).map((words) => `${index}: ${words}`)
    }).flat()
    expect(told).toEqual([
      '0: open a',
      '4: remind a',
      '12: remind a',
      '36: remind a',
      '60: remind a',
    ])
  })

  test('that is explained resolves at once', () => {
    const target = alerting()
    target.tick(1, saw([a]))
    expect(target.tick(2, saw([]))).toEqual(['resolve a (explained)'])
    expect(target.tick(3, saw([]))).toEqual([])
  })

  test('whose row is gone closes after two checks, worded as that', () => {
    const target = alerting()
    target.tick(1, saw([a]))
    expect(
      target.tick(
        2,
        saw([], () => 'vanished'),
      ),
    ).toEqual([])
    expect(
      target.tick(
        3,
        saw([], () => 'vanished'),
      ),
    ).toEqual(['resolve a (vanished)'])
  })

  test('that comes back within two intervals is reopened, at most once an hour', () => {
    const target = alerting()
    target.tick(1, saw([a]))
    target.tick(2, saw([]))
    expect(target.tick(3, saw([a]))).toEqual(['reopen a'])
    const at = 3 * hourMs + 20 * 60_000
    expect(target.tick(3, saw([]), { at })).toEqual(['resolve a (explained)'])
    expect(target.tick(3, saw([a]), { at: at + 60_000 })).toEqual([])
    expect(target.tick(3, saw([]), { at: at + 120_000 })).toEqual([])
    expect(target.state().outbox).toEqual([])
  })

  test('that comes back later is a new incident', () => {
    const target = alerting()
    target.tick(1, saw([a]))
    target.tick(2, saw([]))
    expect(target.tick(9, saw([a]))).toEqual(['open a'])
  })

  test('in its grace is remembered and not told', () => {
    const target = alerting()
    expect(target.tick(1, saw([unknownHash('a', 'notice')]))).toEqual([])
    expect(target.state().incidents).toMatchObject([{ phase: 'suspect' }])
    expect(target.tick(2, saw([a]))).toEqual(['open a'])
  })

  test('that was only ever suspected is forgotten in silence', () => {
    const target = alerting()
    target.tick(1, saw([unknownHash('a', 'notice')]))
    expect(target.tick(2, saw([]))).toEqual([])
    expect(target.state().incidents).toEqual([])
  })
})

describe('what cannot be read', () => {
  test('neither opens, resolves nor reminds of a drift', () => {
    const target = alerting()
    target.tick(1, saw([a]))
    const before = target.state().incidents
    expect(target.tick(2, unreadable)).toEqual([])
    expect(target.state().incidents.find(({ key }) => key === a.key)).toEqual(before[0])
  })

  test('is told itself after two slots, and its end after two complete reads', () => {
    const target = alerting()
    expect(target.tick(1, unreadable)).toEqual([])
    expect(target.tick(2, unreadable)).toEqual(['open blind'])
    expect(target.tick(3, saw([]))).toEqual([])
    expect(target.tick(4, saw([]))).toEqual(['resolve blind (explained)'])
  })

  test('is not counted twice within one slot', () => {
    const target = alerting()
    target.tick(1, unreadable)
    expect(target.tick(1, unreadable, { at: hourMs + 22 * 60_000 })).toEqual([])
  })

  test('is told at once where the fault is our own', () => {
    const target = alerting()
    const seen = { status: 'unreadable', cause: 'manifest', message: 'Corrupt.' } as const
    expect(target.tick(1, seen)).toEqual(['open blind'])
  })

  test('is told at once after a long silence', () => {
    const target = alerting()
    target.tick(1, saw([]))
    expect(target.tick(5, unreadable)).toEqual(['open blind'])
  })

  test('freezes what was clearing', () => {
    const target = alerting()
    const vanished = saw([], () => 'vanished')
    target.tick(1, saw([a]))
    target.tick(2, vanished)
    expect(target.tick(3, unreadable)).toEqual([])
    expect(target.tick(4, unreadable)).toEqual(['open blind'])
    expect(target.tick(5, vanished)).toEqual(['resolve a (vanished)'])
  })
})

describe('the fence', () => {
  test('lets no late or repeated check change anything', () => {
    const target = alerting()
    target.tick(5, saw([a]))
    const before = target.state()
    expect(target.tick(5, saw([]))).toEqual([])
    expect(target.tick(4, saw([]))).toEqual([])
    expect(target.state()).toEqual(before)
  })

  test('does not keep everything out after a clock once ran ahead', () => {
    const target = alerting()
    const ahead = 10_000 * hourMs
    target.tick(10_000, saw([]), { at: ahead })
    expect(target.tick(5, saw([a]))).toEqual(['open a'])
  })
})

describe('delivery', () => {
  test('of an opening survives an outage of any length', () => {
    const target = alerting()
    target.tick(1, saw([a]), { delivery: failed })
    for (let slot = 2; slot < 40; slot += 1) {
      expect(target.tick(slot, saw([a]), { delivery: failed })).toEqual([])
    }
    expect(target.tick(40, saw([a]))).toEqual(['open a'])
  })

  test('of an opening that was never tried becomes one message with its end', () => {
    const target = alerting()
    target.tick(1, saw([unknownHash('b')]), {
      delivery: { outcome: 'rate-limited', retryAfterMs: 3 * hourMs },
    })
    target.tick(2, saw([a, unknownHash('b')]))
    target.tick(3, saw([unknownHash('b')]))
    expect(target.tick(5, saw([unknownHash('b')]))).toEqual(['open b', 'flash a (explained)'])
  })

  test('of an opening that may have arrived keeps both, in order', () => {
    const target = alerting()
    expect(target.tick(1, saw([a]), { delivery: ambiguous })).toEqual(['open a'])
    expect(target.tick(2, saw([]))).toEqual(['open a (possible repeat)', 'resolve a (explained)'])
  })

  test('of a reminder that is held up is not joined by the next reminder', () => {
    const target = alerting()
    target.tick(0, saw([a]))
    for (let slot = 4; slot < 40; slot += 1) target.tick(slot, saw([a]), { delivery: failed })
    expect(target.tick(40, saw([a]))).toEqual(['remind a'])
  })

  test('waits as long as Slack asks', () => {
    const target = alerting()
    const at = hourMs
    target.tick(1, saw([a]), { at, delivery: { outcome: 'rate-limited', retryAfterMs: 600_000 } })
    expect(target.drain(at + 599_999)).toEqual([])
    expect(target.drain(at + 600_000)).toEqual(['open a'])
  })

  test('backs off from a minute to an hour', () => {
    const target = alerting()
    const at = hourMs
    target.tick(1, saw([a]), { at, delivery: failed })
    expect(target.drain(at + 59_000)).toEqual([])
    target.drain(at + 60_000, failed)
    expect(target.drain(at + 179_000)).toEqual([])
    expect(target.drain(at + 180_000)).toEqual(['open a'])
  })

  test('that is refused goes out once more as plain text, then hourly, and is shown at once', () => {
    const target = alerting()
    const at = hourMs
    const rejected: Delivery = { outcome: 'rejected', because: 'Slack answered 400' }
    target.tick(1, saw([a]), { at, delivery: rejected })
    expect(target.state().outbox).toMatchObject([{ plain: true, refused: true, attempts: 2 }])
    expect(undelivered(target.state(), at, policy)).toMatchObject({ count: 1 })
    expect(target.drain(at + hourMs - 1)).toEqual([])
    expect(target.drain(at + hourMs)).toEqual(['open a'])
  })

  test('over a broken webhook is held for an hour and shown at once', () => {
    const target = alerting()
    const at = hourMs
    const broken: Delivery = { outcome: 'broken', because: 'Slack answered 404 (no_service)' }
    target.tick(1, saw([a]), { at, delivery: broken })
    expect(undelivered(target.state(), at, policy)).toEqual({
      count: 1,
      because: 'Slack answered 404 (no_service)',
    })
    expect(target.drain(at + hourMs - 1)).toEqual([])
    expect(target.drain(at + hourMs)).toEqual(['open a'])
    expect(undelivered(target.state(), at + hourMs, policy)).toBeNull()
  })

  test('is shown as held up when it is older than three intervals', () => {
    const target = alerting()
    target.tick(1, saw([a]), { delivery: failed })
    const queuedAt = hourMs + 17 * 60_000
    expect(undelivered(target.state(), queuedAt + 3 * hourMs, policy)).toBeNull()
    expect(undelivered(target.state(), queuedAt + 3 * hourMs + 1, policy)).not.toBeNull()
  })
})

describe('many at once', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => unknownHash(`n${index}`))

  test('fifty are told one by one, in one message', () => {
    expect(alerting().tick(1, saw(many(50)))).toHaveLength(50)
  })
})

test('what opens after the state was lost says so', () => {
  const target = alerting(emptyState(true))
  target.tick(1, saw([a]), { delivery: failed })
  expect(target.state().outbox).toMatchObject([{ event: { afterStateLoss: true } }])
  target.tick(2, saw([a, unknownHash('b')]), { delivery: failed })
  expect(target.state().outbox[1]?.event.afterStateLoss).toBeUndefined()
})

describe('waking between two checks', () => {
  const graces = { pendingMs: hourMs / 2, aheadMs: hourMs / 4 }
  const inGrace = unknownHash('a', 'notice')
  const at = hourMs

  test('happens at the end of a grace, and not again because of it', () => {
    const target = alerting()
    target.tick(1, saw([inGrace]), { at })
    expect(wakeAt(target.state(), graces)).toBe(at + graces.aheadMs)
    target.tick(1, unreadable, { at: at + graces.aheadMs })
    expect(graceEnd(target.state(), graces)).toBeUndefined()
  })

  test('happens once for what could not be read, five minutes later', () => {
    const target = alerting()
    target.tick(1, unreadable, { at })
    expect(wakeAt(target.state(), graces)).toBe(at + 5 * 60_000)
    expect(wakeAt({ ...target.state(), recheckedSlot: 1 }, graces)).toBeUndefined()
  })

  test('happens when a delivery is due', () => {
    const target = alerting()
    target.tick(1, saw([a]), { at, delivery: failed })
    expect(wakeAt(target.state(), graces)).toBe(at + 60_000)
  })

  test('does not happen when there is nothing to do', () => {
    const target = alerting()
    target.tick(1, saw([a]), { at })
    expect(wakeAt(target.state(), graces)).toBeUndefined()
  })
})
