import { describe, expect, test } from 'vitest'
import { hourMs } from '../support/alerting.ts'
import { healAndJudge } from './invariants.ts'
import type { SlackMode } from './outside.ts'
import { type World, world } from './world.ts'

/** Where a target stands when the fault strikes. */
const phases = {
  clean: async (w: World) => {
    await hours(w, 3)
  },
  opening: async (w: World) => {
    await hours(w, 3)
    w.setStrangers(['a'])
  },
  'open, reminder due': async (w: World) => {
    await hours(w, 1)
    w.setStrangers(['a'])
    await hours(w, 4)
  },
  'a patch that is seen first': async (w: World) => {
    await hours(w, 3)
    w.setPatches(['p'])
  },
  'a patch that is told': async (w: World) => {
    await hours(w, 3)
    w.setPatches(['p'])
    await hours(w, 1)
  },
  resolving: async (w: World) => {
    await hours(w, 1)
    w.setStrangers(['a'])
    await hours(w, 2)
    w.setAllowed(['a'])
  },
} as const

const afterwards: Readonly<Record<keyof typeof phases, readonly string[]>> = {
  clean: [],
  opening: ['a'],
  'open, reminder due': ['a'],
  'a patch that is seen first': [],
  'a patch that is told': [],
  resolving: [],
}

/** Heals, and holds it to what is so after the phase. */
function expectAfter(w: World, phase: keyof typeof phases): Promise<void> {
  return healAndJudge(w, afterwards[phase], { patches: phase.startsWith('a patch') ? ['p'] : [] })
}

async function hours(w: World, count: number): Promise<void> {
  for (let hour = 0; hour < count; hour += 1) {
    w.advance(hourMs)
    await w.tick()
  }
}

async function inPhase(phase: keyof typeof phases): Promise<World> {
  const w = world()
  await phases[phase](w)
  w.advance(hourMs)
  return w
}

function isPhase(name: string): name is keyof typeof phases {
  return name in phases
}

describe.for(Object.keys(phases).filter(isPhase))('%s', (phase) => {
  const slackModes: SlackMode[] = ['failed', 'rate-limited', 'ambiguous', 'rejected', 'broken']
  test.for(slackModes)('Slack %s for five checks', async (mode) => {
    const w = await inPhase(phase)
    w.setSlack(mode)
    await w.tick()
    await hours(w, 4)
    await expectAfter(w, phase)
  })

  test.for([1, 2, 3, 30])('unreadable for %i checks', async (count) => {
    const w = await inPhase(phase)
    const before = w.told.length
    w.setReadable(false)
    await w.tick()
    await hours(w, count - 1)
    expect(w.status(), 'never green while it cannot be read').not.toBe('ok')
    const blind = w.told.slice(before).filter(({ key }) => key === 'blind')
    expect(blind.length > 0).toBe(count >= 2)
    expect(w.told.slice(before).map(({ event }) => event)).not.toContain('resolve')
    await expectAfter(w, phase)
  })

  test('KV down for three checks turns /status red by age, and pages all the same', async () => {
    const w = await inPhase(phase)
    w.setKvFails(true)
    await w.tick()
    await hours(w, 3)
    if (phase === 'clean' || phase === 'resolving') expect(w.status()).not.toBe('ok')
    if (phase === 'opening') expect(w.told.map(({ event }) => event)).toContain('open')
    await expectAfter(w, phase)
  })

  test('the store down for three checks', async () => {
    const w = await inPhase(phase)
    w.setStoreFails(true)
    await w.tick()
    await hours(w, 3)
    await expectAfter(w, phase)
  })

  test('killed before or after each effect, and again in the next check', async () => {
    const points = await pointsOf(phase)
    for (let first = 1; first <= points; first += 1) {
      for (let second = 0; second <= points; second += 1) {
        const w = await inPhase(phase)
        w.killAt(first)
        await w.tick()
        w.advance(hourMs)
        if (second > 0) w.killAt(second)
        await w.tick()
        await expectAfter(w, phase)
      }
    }
  })

  test('overlapping, repeated and late checks', async () => {
    for (const shift of [0, -hourMs, hourMs, 60_000]) {
      const w = await inPhase(phase)
      await w.overlap(w.clock(), w.clock() + shift)
      await expectAfter(w, phase)
      expect(w.told.filter(({ possibleRepeat }) => possibleRepeat)).toEqual([])
    }
  })

  test.for([hourMs, -hourMs, 87_600 * hourMs, 20 * 60_000])('clock moved by %i ms', async (ms) => {
    const w = await inPhase(phase)
    const real = w.clock()
    w.setClock(real + ms)
    await w.tick(real)
    w.setClock(real)
    await expectAfter(w, phase)
  })

  test.for([
    ['no JSON', '{"version":1'],
    ['another shape', '{"version":1,"incidents":7}'],
    ['a newer version', '{"version":99}'],
  ])(
    'stored state that is %s is put aside, and told again as a possible repeat',
    async ([, text]) => {
      const w = await inPhase(phase)
      w.told.splice(0)
      w.setDocument('alerting', text)
      await w.tick()
      expect(w.document('quarantine')).toBe(text)
      await expectAfter(w, phase)
    },
  )
})

/** How many points there are at which a check in this phase can be killed. */
async function pointsOf(phase: keyof typeof phases): Promise<number> {
  const w = await inPhase(phase)
  await w.tick()
  return w.effects() * 2
}

test('a drift that comes and goes while Slack is down is still told, in one message', async () => {
  const w = world()
  await hours(w, 1)
  w.setSlack('rate-limited')
  w.setStrangers(['other'])
  await hours(w, 1)
  w.setStrangers(['other', 'a'])
  await w.tick(w.clock() + 60_000)
  w.setAllowed(['a'])
  await w.tick(w.clock() + 120_000)
  w.setSlack('accepted')
  await hours(w, 1)
  expect(w.told.map(({ event }) => event).toSorted()).toEqual(['flash', 'open'])
})

test('a row that is gone is told as that, and nothing says that it recovered', async () => {
  const w = world()
  w.setStrangers(['a'])
  await hours(w, 2)
  w.setStrangers([])
  await hours(w, 3)
  const [opened, vanished, resolved] = w.told
  expect(opened).toMatchObject({ event: 'open', key: expect.stringContaining('hash:') })
  expect(vanished).toMatchObject({ event: 'open', key: expect.stringContaining('vanished:') })
  expect(resolved).toMatchObject({ event: 'resolve', key: expect.stringContaining('hash:') })
})
