import { expect } from 'vitest'
import { hourMs } from '../support/alerting.ts'
import { hashOfText } from '../support/history.ts'
import { patchKey } from './schema.ts'
import type { World } from './world.ts'

/** Mends everything, lets the hours pass, and holds the world to what must always be true. */
export async function healAndJudge(
  world: World,
  unknown: readonly string[],
  {
    hours = 20,
    patches = [],
  }: { readonly hours?: number; readonly patches?: readonly string[] } = {},
): Promise<void> {
  world.setReadable(true)
  world.setSlack('accepted')
  world.setKvFails(false)
  world.setStoreFails(false)
  for (let hour = 0; hour < hours; hour += 1) {
    world.advance(hourMs)
    await world.tick()
  }
  judgeMessages(world)

  const { outbox, incidents } = world.alerting()
  expect(outbox, 'all is delivered in the end').toEqual([])
  const open = incidents.filter(({ phase }) => phase === 'open').map(({ key }) => key)
  expect(open.toSorted(), 'what is open is what is so').toEqual(
    [...unknown.map((text) => `hash:${hashOfText(text)}`), ...patches.map(patchKey)].toSorted(),
  )
  for (const key of open) {
    const events = world.told.filter((line) => line.key === key).map(({ event }) => event)
    expect(events, 'whoever is open was told').toContain('open')
  }
  const warning = patches.length > 0 ? 'warning' : 'ok'
  expect(world.status()).toBe(unknown.length > 0 ? 'drifted' : warning)
}

/** What may be told of one incident, in which order, and how often. */
export function judgeMessages({ told }: World): void {
  for (const [id, lines] of Map.groupBy(told, ({ incidentId }) => incidentId)) {
    const once = lines.filter(({ possibleRepeat }) => !possibleRepeat).map(({ entry }) => entry)
    expect(new Set(once).size, `${id}: nothing is told twice without saying so`).toBe(once.length)

    const distinct = lines.filter(
      ({ entry }, index) => lines.findIndex((line) => line.entry === entry) === index,
    )
    const life = distinct.map(({ event }) => event).join(' ')
    expect(life, id).toMatch(
      /^(flash|open( (change|remind))*( resolve( reopen( (change|remind))*( resolve)?)*)?)$/,
    )
  }
}
