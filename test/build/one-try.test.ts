import pRetry, { AbortError as FinalError } from 'p-retry'
import { expect, test } from 'vitest'
import oneTry, { AbortError } from '../../src/build/one-try.ts'

const failure = new Error('no answer')

test.for([
  { name: 'what comes of it', send: () => 'ok' },
  { name: 'an error that could be tried again', send: fail(failure) },
  { name: 'a wrong call', send: fail(new TypeError('Invalid URL')) },
])('$name is the same as with p-retry that tries once', async ({ send }) => {
  expect(await outcome(oneTry(async () => send()))).toEqual(
    await outcome(pRetry(async () => send(), { retries: 0 })),
  )
})

test('an error that is final comes as what it was', async () => {
  const one = await outcome(oneTry(async () => fail(new AbortError(failure))()))
  const real = await outcome(pRetry(async () => fail(new FinalError(failure))(), { retries: 0 }))
  expect(one).toBe(failure)
  expect(real).toBe(failure)
})

test('nothing is sent twice', async () => {
  let sent = 0
  const send = async () => {
    sent += 1
    throw failure
  }
  await outcome(oneTry(send))
  expect(sent).toBe(1)
})

function fail(error: Error): () => never {
  return () => {
    throw error
  }
}

function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}
