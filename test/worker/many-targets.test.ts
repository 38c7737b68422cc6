import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { reportKey } from '../../src/worker/env.ts'
import { ask, beImpatient, emptyKv, kvThat, publish, reportOf } from './outside.ts'

beImpatient()
beforeEach(emptyKv)

/** More than twice what KV gives at once. */
const names = Array.from({ length: 203 }, (_, index) => `target-${index}`)
const secretOf = (index: number) => `URL_${index}`
const many = {
  TARGETS: names.map((name, index) => ({ name, secret: secretOf(index) })),
  ...Object.fromEntries(names.map((_, index) => [secretOf(index), 'postgresql://canary'])),
}
const stateOf = async (change = {}) => {
  const { status, text } = await ask('/status', {}, { ...many, ...change })
  const { state }: { readonly state: string } = JSON.parse(text)
  return `${status} ${state}`
}

async function publishAll(except: Readonly<Record<string, Parameters<typeof publish>[0]>> = {}) {
  await Promise.all(names.map((name) => publish(except[name] ?? reportOf({ target: name }), name)))
}

test('KV refuses to give so many at once', async () => {
  await expect(env.STATUS.get(names.map(reportKey))).rejects.toThrow(/100/)
})

test('all of them are read, and are fine', async () => {
  await publishAll()
  expect(await stateOf()).toBe('200 ok')
})

describe('one of them is enough', () => {
  test.for([0, 99, 100, 199, 200, 202])('target %i', async (index) => {
    const name = `target-${index}`
    await publishAll({ [name]: reportOf({ target: name, state: 'drifted' }) })
    expect(await stateOf()).toBe('503 drifted')
    await publish('canary', name)
    expect(await stateOf()).toBe('503 unavailable')
    await env.STATUS.delete(reportKey(name))
    expect(await stateOf()).toBe('503 never-run')
  })
})

test.for([
  { name: 'fails', get: () => Promise.reject(new Error('KV GET failed: 500 canary-kv')) },
  { name: 'hangs', get: () => new Promise(() => undefined) },
])('where a part of the reading $name, nothing looks fine', async ({ get }) => {
  await publishAll()
  for (const broken of [0, 1, 2]) {
    let asked = 0
    const STATUS = kvThat((keys) => {
      asked += 1
      return asked - 1 === broken ? get() : env.STATUS.get(keys)
    })
    expect(await stateOf({ STATUS })).toBe('503 unavailable')
    expect(asked).toBe(3)
  }
})
