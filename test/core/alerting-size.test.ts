import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import type { Condition } from '../../src/core/incident/conditions.ts'
import { bytesOf, cut, kept } from '../../src/core/incident/kept.ts'
import type { Delivery } from '../../src/core/incident/outbox.ts'
import { alerting, hourMs, saw, unknownHash, unreadable } from '../support/alerting.ts'
import { allowanceOf, hashOfText, migration } from '../support/history.ts'

const kiB = 1024
const declared = { ...migration(0), tag: '😀'.repeat(255) }

/** The longest that is read of a ledger, in what takes the most room in a text of JSON. */
const texts = {
  'of four bytes': (length: number) => '😀'.repeat(length),
  'of control characters': (length: number) => '\u0001'.repeat(length),
  'in words': (length: number) => 'word '.repeat(length).slice(0, length),
} as const
type Long = (length: number) => string

/** One of each family, with the longest texts that are read, and all that a finding can have. */
function findings(id: string, long: Long): Finding[] {
  const hash = `${id}${long(128 - id.length)}`
  const row = { id: `${id}${long(64 - id.length)}`, hash, createdAt: long(64), name: long(600) }
  const critical = 'critical' as const
  const { hash: declaredHash, tag, when } = declared
  const facts = { migration: { hash: declaredHash, tag: `${id}${tag}`, when }, row }
  const allowance = {
    ...allowanceOf(hashOfText(id)),
    reason: long(1000),
    owner: long(200),
    manifest: long(100),
  }
  return [
    {
      kind: 'unknown',
      key: `hash:${hash}`,
      severity: critical,
      hash,
      rows: [row, row, row, row, row],
      count: 9,
      era: 'undated',
    },
    {
      kind: 'skipped',
      key: `migration:${id}${tag}`,
      severity: critical,
      migration: facts.migration,
      overshadowedBy: row,
    },
    {
      kind: 'restamped',
      key: `restamped:${row.id}`,
      severity: critical,
      ...facts,
      willRunAgain: true,
    },
    { kind: 'duplicate', key: `duplicate:${row.id}`, severity: critical, ...facts },
    { kind: 'future-row', key: `future-row:${row.id}`, severity: critical, row },
    {
      kind: 'bad-row',
      key: `bad-row:${row.id}`,
      severity: critical,
      ...facts,
      problems: ['created-at-null', 'hash-not-sha256'],
    },
    {
      kind: 'vanished',
      key: `vanished:${hash}:${row.id}`,
      severity: critical,
      ...facts,
      lastSeenAt: 0,
    },
    { kind: 'allowance-expired', key: `expired:${allowance.hash}`, severity: 'warning', allowance },
  ]
}

function conditions(count: number, first: number, long: Long): Condition<Finding>[] {
  return Array.from({ length: count }, (_, index) => findings(`${first + index}-`, long))
    .flat()
    .map((subject) => ({ key: subject.key, subject, severity: subject.severity, openAfter: 1 }))
}

const deliveries: Readonly<Record<string, Delivery>> = {
  accepted: { outcome: 'accepted' },
  ambiguous: { outcome: 'ambiguous' },
  failed: { outcome: 'failed' },
}

// Of the 256 KiB: 64 for what is so, 64 for what waits to be told of it, as much again for the ends
// of all of it, and the rest for notes of deliveries. What is over is remembered while there is room.
describe.for(Object.entries(texts))('texts %s', ([, long]) => {
  test.for([3, 8, 50, 51])(
    '%i of each family, others every hour, nothing delivered or all',
    (count) => {
      for (const [how, delivery] of Object.entries(deliveries)) {
        const target = alerting()
        for (let hour = 0; hour < 12; hour += 1) {
          const because = hour % 2 === 0 ? 'vanished' : 'explained'
          const now = hour % 5 === 4 ? [] : conditions(count, hour * count, long)
          target.tick(
            hour,
            saw(now, () => because),
            { delivery },
          )
          expect(bytesOf(target.state()), `${how}, hour ${hour}`).toBeLessThan(256 * kiB)
        }
        if (how === 'accepted') continue
        // Whatever was held up is told in the end.
        target.tick(40, saw([]))
        target.tick(41, saw([]))
        expect(target.state().outbox).toEqual([])
      }
    },
  )

  test('a finding is remembered in 1.5 KiB', () => {
    for (const finding of findings('7-', long))
      expect(bytesOf(kept(finding))).toBeLessThanOrEqual(1536)
  })
})

test('a week of changes is noted in a bounded number of ids', () => {
  const target = alerting()
  for (let hour = 0; hour < 168; hour += 1) {
    target.tick(hour, saw(conditions(5, hour * 5, texts['in words'])))
  }
  expect(Object.keys(target.state().delivered).length).toBeLessThan(400)
})

test('findings as Drizzle makes them are kept whole', () => {
  const [short] = findings('7', () => 'x')
  if (short === undefined) throw new Error('no finding')
  expect(kept(short)).toEqual(short)
})

test('a text is cut between its characters', () => {
  expect(cut('😀'.repeat(120), 120)).toBe('😀'.repeat(120))
  expect(cut('😀'.repeat(121), 120)).toBe(`${'😀'.repeat(119)}…`)
  expect(cut('a\u0001b', 120)).toBe('a b')
})

test('what is over is forgotten before its time where room is short, the oldest first', () => {
  const target = alerting()
  const hashes = (first: number) =>
    conditions(25, first, texts['of four bytes']).filter(({ key }) => key.startsWith('hash:'))
  for (let minute = 0; minute < 8; minute += 1) {
    target.tick(7, saw(hashes(minute * 25)), { at: 7 * hourMs + minute * 60_000 })
  }
  const closed = target.state().incidents.filter(({ phase }) => phase === 'closed')
  const minutes = closed.map(({ closedAt }) => ((closedAt ?? 0) - 7 * hourMs) / 60_000)
  expect(minutes).toContain(7)
  expect(minutes).not.toContain(1)
})

describe('behind a backlog', () => {
  const down = { delivery: { outcome: 'failed' } } as const
  const flood = () => {
    const target = alerting()
    for (let hour = 0; hour < 6; hour += 1) {
      const now = hour % 2 === 0 ? conditions(5, hour * 5, texts['of four bytes']) : []
      target.tick(hour, saw(now), down)
    }
    return target
  }

  test('what still is so is told when there is room', () => {
    const target = flood()
    target.tick(6, saw([unknownHash('a')]), down)
    expect(target.state().outbox.some(({ key }) => key === unknownHash('a').key)).toBe(false)
    target.tick(12, saw([unknownHash('a')]))
    expect(target.tick(13, saw([unknownHash('a')]))).toEqual(['open a'])
  })

  test('what came and went untold is no news when it comes back, but new', () => {
    const target = flood()
    target.tick(6, saw([unknownHash('a')]), down)
    target.tick(7, saw([]))
    expect(target.tick(8, saw([unknownHash('a')]))).toEqual(['open a'])
  })

  test('it is told all the same that nothing can be read', () => {
    const target = flood()
    target.tick(6, unreadable, down)
    target.tick(7, unreadable, down)
    expect(target.state().outbox.at(-1)).toMatchObject({ key: 'blind', event: { event: 'open' } })
  })
})
