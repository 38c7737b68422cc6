import { neon, neonConfig } from '@neondatabase/serverless'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import type { NeonAnswer } from '../../src/io/neon-exchange.ts'
import { neonBatch } from '../../src/io/neon.ts'
import { readTarget } from '../../src/io/read-target.ts'
import type { NeonFault } from '../support/neon-faults.ts'
import { startSecretTarget } from '../support/secret-target.ts'
import { neonHost } from '../support/target-database.ts'

const target = await startSecretTarget()
const { bridge, open, postgres } = target
beforeEach(() => bridge.clear())
afterAll(() => target.stop())

describe('a fault that passes', () => {
  const transient: readonly NeonFault[] = [
    'reset-before',
    'hang-before-headers',
    'control-plane',
    'permits',
    'http-503',
    'sql-57P03',
    'sql-XX000',
  ]
  test.for(transient)('%s is not noticed', async (fault) => {
    bridge.fail(fault, 1)
    const run = open({ timeoutsMs: [300, 10_000] })
    expect(await readTarget(run, defaultLedgerTable)).toMatchObject({ status: 'read' })
    expect(bridge.count()).toBe(2)
  })

  test('a database that wakes slowly is waited for', async () => {
    bridge.fail({ slow: 300 }, 1)
    expect(await readTarget(open(), defaultLedgerTable)).toMatchObject({ status: 'read' })
    expect(bridge.count()).toBe(1)
  })

  test('one that wakes while it is waited for is read at the second try', async () => {
    bridge.fail({ slow: 400 }, 1)
    const run = open({ timeoutsMs: [200, 10_000] })
    expect(await readTarget(run, defaultLedgerTable)).toMatchObject({ status: 'read' })
    expect(bridge.count()).toBe(2)
  })

  test('one that does not wake is asleep', async () => {
    bridge.fail({ slow: 1000 })
    const observation = await readTarget(open({ timeoutsMs: [200, 100] }), defaultLedgerTable)
    expect(observation).toMatchObject({ cause: 'asleep', message: expect.stringContaining('wake') })
  })

  test('between two tries is a random wait of at most a second', async () => {
    const sleep = vi.fn<(ms: number) => Promise<void>>(() => Promise.resolve())
    for (const random of [0, 0.5, 1]) {
      bridge.fail('http-503', 1)
      await open({ patience: { sleep, random: () => random } })([{ text: 'SELECT 1' }])
    }
    expect(sleep.mock.calls).toEqual([[250], [625], [1000]])
  })
})

describe('the request', () => {
  test('is one batch, read-only, in one snapshot, as raw text', async () => {
    await readTarget(open(), defaultLedgerTable)
    const [request, ...more] = bridge.requests()
    expect(more).toEqual([])
    expect(request?.headers).toMatchObject({
      'neon-batch-read-only': 'true',
      'neon-batch-isolation-level': 'RepeatableRead',
      'neon-raw-text-output': 'true',
      'neon-array-mode': 'true',
    })
    const body: unknown = JSON.parse(request?.body ?? '')
    expect(body).toEqual({
      queries: Array.from({ length: 2 }, () => ({
        query: expect.stringMatching(/^(SELECT|WITH)\s/),
        params: expect.any(Array),
      })),
    })
  })

  test('tells what answered, for the log', async () => {
    const onAnswer = vi.fn<(answer: NeonAnswer) => void>()
    bridge.fail('http-503', 1)
    await open({ onAnswer })([{ text: 'SELECT 1' }])
    const requestId = expect.stringMatching(/^[\da-f-]{36}$/)
    expect(onAnswer.mock.calls).toEqual([
      [{ status: 503, requestId }],
      [{ status: 200, requestId }],
    ])
  })

  test('goes where the driver sends it, without another endpoint', async () => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('offline'))
    const connection = parseConnectionString(`postgres://u:p@${neonHost}/d`, 'DATABASE_URL')
    const run = neonBatch(connection, { timeoutsMs: [100] })
    await expect(run([{ text: 'SELECT 1' }])).rejects.toMatchObject({ reason: 'unreachable' })
    expect(fetch.mock.calls[0]?.[0]).toBe('https://api.us-east-2.aws.neon.tech/sql')
    fetch.mockRestore()
  })

  test('is given up by the server, too, when it is given up here', async () => {
    const run = open({ timeoutsMs: [300] })
    await expect(run([{ text: 'SELECT pg_sleep(30)' }])).rejects.toMatchObject({ reason: 'asleep' })
    await vi.waitFor(async () => {
      const running = await postgres.query(
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)' AND state = 'active' AND pid <> pg_backend_pid()",
      )
      expect(running).toEqual([])
    })
  })
})

test('a value that is no text is no answer', async () => {
  bridge.fail('numbers-for-text', 1)
  const run = open()
  await expect(run([{ text: 'SELECT 1, 2, 3, 4' }])).rejects.toMatchObject({ reason: 'malformed' })
})

test("an application's own use of the driver stays as it was", async () => {
  const own = vi.fn<typeof fetch>(() => Promise.resolve(Response.json({ fields: [], rows: [] })))
  neonConfig.fetchFunction = own
  const running = open()([{ text: 'SELECT 1' }])
  expect(neonConfig.fetchFunction).toBe(own)
  await neon(`postgres://u:p@${neonHost}/d`)`SELECT 1`
  expect(await running).toEqual([[['1']]])
  expect(own).toHaveBeenCalledOnce()
  neonConfig.fetchFunction = undefined
})
