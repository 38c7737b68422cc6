import { inspect } from 'node:util'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import type { Cause } from '../../src/core/observation.ts'
import { readTarget } from '../../src/io/read-target.ts'
import type { RunBatch } from '../../src/io/run-batch.ts'
import { type NeonFault, neonFaults } from '../support/neon-faults.ts'
import { startSecretTarget } from '../support/secret-target.ts'

const target = await startSecretTarget()
const { bridge, open } = target
beforeEach(() => bridge.clear())
afterAll(() => target.stop())

/** All that an error shows to whoever prints it, its stack and its hidden parts too. */
async function failureOf(run: RunBatch): Promise<string> {
  const error = await run([
    { text: 'SELECT 1' },
    { text: 'SELECT 2, 3 FROM generate_series(1, 3)' },
  ]).then(
    () => {
      throw new Error('it did not fail')
    },
    (reason: unknown) => reason,
  )
  return inspect(error, { showHidden: true, depth: 9 })
}

/** Secrets of these tests, and what the other side said. */
const foreign = /secret|ep-test|127\.0\.0\.1|postgres(ql)?:\/\/|doctype|192\.0\.2|Unexpected token/i

interface Expected {
  readonly cause: Cause
  /** How often it is asked: once more only where that can help. */
  readonly tries: 1 | 2
}

const expected: Readonly<
  Record<Exclude<NeonFault, 'sql-42P01' | 'sql-3F000' | 'sql-42501'>, Expected>
> = {
  'reset-before': { cause: 'unreachable', tries: 2 },
  'reset-mid-headers': { cause: 'unreachable', tries: 2 },
  'reset-mid-body': { cause: 'unreachable', tries: 2 },
  'hang-before-headers': { cause: 'asleep', tries: 2 },
  'hang-mid-body': { cause: 'timeout', tries: 2 },
  'http-402': { cause: 'quota', tries: 1 },
  'http-402-text': { cause: 'quota', tries: 1 },
  'http-403': { cause: 'malformed', tries: 1 },
  'http-404': { cause: 'malformed', tries: 1 },
  'http-413': { cause: 'too-large', tries: 1 },
  'http-429': { cause: 'busy', tries: 1 },
  'http-500': { cause: 'unreachable', tries: 2 },
  'control-plane': { cause: 'unreachable', tries: 2 },
  permits: { cause: 'busy', tries: 2 },
  'quota-as-500': { cause: 'quota', tries: 1 },
  'http-502': { cause: 'unreachable', tries: 2 },
  'http-503': { cause: 'unreachable', tries: 2 },
  'http-504': { cause: 'unreachable', tries: 2 },
  'http-507': { cause: 'too-large', tries: 1 },
  'wrong-password': { cause: 'wrong-password', tries: 1 },
  'sql-28P01': { cause: 'wrong-password', tries: 1 },
  'sql-3D000': { cause: 'no-database', tries: 1 },
  'sql-57014': { cause: 'timeout', tries: 1 },
  'sql-55P03': { cause: 'locked', tries: 2 },
  'sql-53300': { cause: 'busy', tries: 2 },
  'sql-57P01': { cause: 'unreachable', tries: 2 },
  'sql-57P03': { cause: 'unreachable', tries: 2 },
  'sql-08006': { cause: 'unreachable', tries: 2 },
  'sql-XX000': { cause: 'unexpected', tries: 2 },
  'endpoint-disabled': { cause: 'no-database', tries: 1 },
  'endpoint-unknown': { cause: 'no-database', tries: 1 },
  'address-refused': { cause: 'no-permission', tries: 1 },
  '400-html': { cause: 'malformed', tries: 1 },
  '200-html': { cause: 'malformed', tries: 1 },
  '200-empty': { cause: 'malformed', tries: 1 },
  '204': { cause: 'malformed', tries: 1 },
  '200-object': { cause: 'malformed', tries: 1 },
  '200-null': { cause: 'malformed', tries: 1 },
  '301': { cause: 'malformed', tries: 1 },
  'short-by-one': { cause: 'malformed', tries: 1 },
  'fewer-rows': { cause: 'malformed', tries: 1 },
  'rows-as-objects': { cause: 'malformed', tries: 1 },
  'numbers-for-text': { cause: 'malformed', tries: 1 },
  'no-fields': { cause: 'malformed', tries: 1 },
  'truncated-json': { cause: 'malformed', tries: 1 },
  'gzip-garbage': { cause: 'malformed', tries: 1 },
  '60-megabytes': { cause: 'too-large', tries: 1 },
}

describe('a fault that stays', { timeout: 10_000 }, () => {
  const faults = Object.keys(expected).filter(
    (name): name is keyof typeof expected => name in neonFaults,
  )
  test.for(faults)('%s', async (fault) => {
    const { cause, tries } = expected[fault]
    bridge.fail(fault)
    const run = open(fault.startsWith('hang') ? { timeoutsMs: [200, 100] } : {})
    const observation = await readTarget(run, defaultLedgerTable)
    expect(observation).toMatchObject({ status: 'unreadable', cause })
    expect(bridge.count()).toBe(tries)
    expect(JSON.stringify(observation)).not.toMatch(foreign)
    expect(await failureOf(run)).not.toMatch(foreign)
  })

  test.for([
    { fault: 'sql-42P01', cause: 'unexpected' },
    { fault: 'sql-3F000', cause: 'unexpected' },
    { fault: 'sql-42501', cause: 'no-permission' },
  ] as const)('$fault, which is looked into', async ({ fault, cause }) => {
    bridge.fail(fault)
    expect(await readTarget(open(), defaultLedgerTable)).toMatchObject({ cause })
    expect(bridge.count()).toBe(2)
    expect(await failureOf(open())).not.toMatch(foreign)
  })

  test('a refused connection', async () => {
    await bridge.refuse()
    expect(await readTarget(open(), defaultLedgerTable)).toMatchObject({ cause: 'unreachable' })
    expect(await failureOf(open())).not.toMatch(foreign)
  })

  test.for([
    { name: 'a name that nobody knows', endpoint: () => 'http://secret.invalid/sql' },
    { name: 'no TLS', endpoint: () => bridge.endpoint.replace('http:', 'https:') },
    { name: 'an address that is none', endpoint: () => 'secret-no-address' },
  ])('$name', async ({ endpoint }) => {
    const run = open({ endpoint: endpoint() })
    expect(await readTarget(run, defaultLedgerTable)).toMatchObject({ cause: 'unreachable' })
    expect(await failureOf(run)).not.toMatch(foreign)
  })
})
