import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import { conditionsOf } from '../../src/core/incident/conditions.ts'
import { graceEnd } from '../../src/core/incident/next-look.ts'
import { alerting, hourMs, saw, unreadable } from '../support/alerting.ts'
import { verdictOf } from '../support/findings.ts'

const minuteMs = 60_000
const graces = { pendingMs: 30 * minuteMs, aheadMs: 15 * minuteMs }

function extra(name: string): Finding {
  return {
    kind: 'extra',
    key: `schema:extra:table:public.${name}`,
    severity: 'warning',
    object: { type: 'table', schema: 'public', name },
    aspects: [],
  }
}

const crowd = (count: number) => Array.from({ length: count }, (_, index) => extra(`t${index}`))
const sees = (...findings: readonly Finding[]) => saw(conditionsOf(verdictOf(findings), graces))
const none = sees()
const one = sees(extra('a'))
const at = (slot: number, minutes = 17) => slot * hourMs + minutes * minuteMs

describe('when people are told', () => {
  test.for([
    { name: 'not of what is seen once', looks: [one, none], told: [[], []] },
    { name: 'of what is seen twice in a row', looks: [one, one], told: [[], ['open schema']] },
    { name: 'not of what comes and goes', looks: [one, none, one, none], told: [[], [], [], []] },
    {
      name: 'of what is seen before and after an outage of one check',
      looks: [one, unreadable, one],
      told: [[], [], ['open schema']],
    },
    {
      name: 'of its end at the first look without it',
      looks: [one, one, none],
      told: [[], ['open schema'], ['resolve schema (explained)']],
    },
    {
      name: 'of what is new beside what was told, when that is seen twice',
      looks: [one, one, sees(extra('a'), extra('b')), sees(extra('a'), extra('b'))],
      told: [[], ['open schema'], [], ['open schema']],
    },
    {
      name: 'of more than fifty as one, and at the second look, too',
      looks: [sees(...crowd(60)), sees(...crowd(60)), none],
      told: [[], ['open storm'], ['resolve storm (explained)']],
    },
    {
      name: 'of a crowd whose number goes up and down around fifty',
      looks: [sees(...crowd(60)), sees(...crowd(2))],
      told: [[], ['open schema', 'open schema']],
    },
    {
      name: 'of few that have become many',
      looks: [sees(...crowd(2)), sees(...crowd(60))],
      told: [[], ['open storm']],
    },
  ])('$name', ({ looks, told }) => {
    const w = alerting()
    expect(looks.map((seen, slot) => w.tick(slot + 1, seen))).toEqual(told)
  })

  test.for([
    { name: 'alone, and then in a crowd', looks: [[extra('t0')], crowd(60)], told: ['open storm'] },
    {
      name: 'in a crowd, and then alone',
      looks: [crowd(60), [extra('t0')]],
      told: ['open schema'],
    },
  ])('what is seen $name was seen twice, however short the time', ({ looks, told }) => {
    const w = alerting()
    const tellings = looks.map((findings, slot) =>
      w.tick(slot + 1, saw(conditionsOf(verdictOf(findings)))),
    )
    expect(tellings).toEqual([[], told])
  })

  test('a second look within the slot counts when the grace is over, and not before', () => {
    const w = alerting()
    w.tick(1, one)
    expect(w.tick(1, one, { at: at(1, 31) })).toEqual([])
    expect(w.tick(1, one, { at: at(1, 32) })).toEqual(['open schema'])
  })

  test('the grace begins anew with what was gone in between', () => {
    const w = alerting()
    w.tick(1, one)
    w.tick(1, none, { at: at(1, 20) })
    expect(w.tick(1, one, { at: at(1, 33) })).toEqual([])
  })
})

describe('when it is looked at again', () => {
  test.for([
    { name: 'nothing was seen', looks: [none], end: undefined },
    { name: 'one was seen first', looks: [one], end: at(1, 32) },
    { name: 'a storm was seen first', looks: [sees(...crowd(60))], end: at(1, 32) },
    { name: 'it was told', looks: [one, one], end: undefined },
  ])('$name', ({ looks, end }) => {
    const w = alerting()
    for (const [slot, seen] of looks.entries()) w.tick(slot + 1, seen)
    expect(graceEnd(w.state(), graces)).toBe(end)
  })
})

test('a rule that means nothing wakes nobody', () => {
  const rule = { object: 'table public.x', reason: 'r', owner: 'o', date: '2026-01-01' }
  const unused: Finding = { kind: 'rule-unused', key: 'rule-unused:x', severity: 'notice', rule }
  expect(conditionsOf(verdictOf([unused]), graces)).toEqual([])
})

test('those for which there was no room are counted in the storm, and a change of them is news', () => {
  const w = alerting()
  const many = (more: number) => ({ ...sees(...crowd(60)), unlisted: new Map([['schema', more]]) })
  w.tick(1, many(100))
  expect(w.tick(2, many(100))).toEqual(['open storm'])
  expect(w.state().incidents).toMatchObject([{ subject: { count: 160 } }])
  expect(w.tick(3, many(100))).toEqual([])
  expect(w.tick(4, many(101))).toEqual(['change storm'])
})
