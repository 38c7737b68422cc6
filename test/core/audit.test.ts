import { expect, test } from 'vitest'
import { audit } from '../../src/core/audit.ts'
import type { Finding } from '../../src/core/finding.ts'
import { applied, manifestOf, migration, now } from '../support/history.ts'

const history = [migration(0), migration(1), migration(2)]
const rows = history.map((entry) => applied(entry))

/** The findings on a ledger without the row at this place, which was there an hour ago. */
function withoutRow(place: number, remembers: boolean): string[] {
  const source = history[place] ?? migration(place)
  const vanished: Finding = {
    kind: 'vanished',
    key: `vanished:${source.hash}`,
    severity: 'critical',
    row: applied(source),
    lastSeenAt: now - 3_600_000,
    migration: source,
  }
  const { findings } = audit({
    target: 'app',
    manifest: manifestOf(history),
    observation: {
      status: 'read',
      serverVersion: '17',
      ledger: { found: true, shape: '0.x', rows: rows.filter((_, index) => index !== place) },
    },
    allowances: [],
    now,
    memory: {
      graces: { pendingMs: 0, aheadMs: 0 },
      firstSeen: () => undefined,
      vanished: remembers ? [vanished] : [],
    },
  })
  return findings.map(({ kind }) => kind)
}

test.for([
  { place: 1, alone: 'skipped' },
  { place: 2, alone: 'pending' },
])('a row that has vanished is not told as $alone as well', ({ place, alone }) => {
  expect(withoutRow(place, false)).toEqual([alone])
  expect(withoutRow(place, true)).toEqual(['vanished'])
})
