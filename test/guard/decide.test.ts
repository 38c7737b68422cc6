import { expect, test } from 'vitest'
import type { BreakGlass } from '../../src/guard/break-glass.ts'
import { decide, type Mode, usualMode } from '../../src/guard/decide.ts'
import { now } from '../support/history.ts'

const open = { state: 'open', until: '2026-03-02T00:00:00.000Z', reason: 'INC-12' } as const
const ignored = { state: 'ignored', because: 'it ran out' } as const
const unset = { state: 'unset' } as const

interface Row {
  readonly name: string
  readonly isInSync: boolean
  readonly mode: Mode
  readonly glass: BreakGlass
  readonly starts: boolean
  readonly says: readonly string[]
}

const rows: readonly Row[] = [
  {
    name: 'in sync: starts and says nothing',
    isInSync: true,
    mode: 'fail-closed',
    glass: unset,
    starts: true,
    says: [],
  },
  {
    name: 'in sync with the break-glass set: starts and says that it was not needed',
    isInSync: true,
    mode: 'fail-closed',
    glass: open,
    starts: true,
    says: ['warn: DRIFTWATCH_BREAK_GLASS is set and was not needed'],
  },
  {
    name: 'drift: refuses, and says how to start all the same',
    isInSync: false,
    mode: 'fail-closed',
    glass: unset,
    starts: false,
    says: ['what is wrong', 'DRIFTWATCH_BREAK_GLASS="2026-03-01T16:00Z because <reason>"'],
  },
  {
    name: 'drift and a break-glass that does not hold: refuses and says why',
    isInSync: false,
    mode: 'fail-closed',
    glass: ignored,
    starts: false,
    says: ['what is wrong', 'DRIFTWATCH_BREAK_GLASS is ignored: it ran out.'],
  },
  {
    name: 'drift and a break-glass: starts, and logs what is wrong and why it starts',
    isInSync: false,
    mode: 'fail-closed',
    glass: open,
    starts: true,
    says: ['error: what is wrong', 'until 2026-03-02T00:00:00.000Z', 'because INC-12'],
  },
  {
    name: 'drift where it only warns: starts and warns',
    isInSync: false,
    mode: 'warn',
    glass: unset,
    starts: true,
    says: ['warn: what is wrong', 'the guard only warns'],
  },
]

test.for(rows)('$name', ({ isInSync, mode, glass, starts, says }) => {
  const decision = decide({ isInSync, text: 'what is wrong', mode, glass, now })
  expect(decision.start).toBe(starts)
  const told = decision.start
    ? decision.log.map(({ level, text }) => `${level}: ${text}`).join('\n')
    : decision.message
  for (const words of says) expect(told).toContain(words)
  if (says.length === 0) expect(told).toBe('')
})

test.for([
  { nodeEnv: 'production', mode: 'fail-closed' },
  { nodeEnv: undefined, mode: 'fail-closed' },
  { nodeEnv: 'staging', mode: 'fail-closed' },
  { nodeEnv: 'development', mode: 'warn' },
  { nodeEnv: 'test', mode: 'warn' },
])('NODE_ENV $nodeEnv: $mode', ({ nodeEnv, mode }) => {
  expect(usualMode(nodeEnv)).toBe(mode)
})
