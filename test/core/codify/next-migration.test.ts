import { expect, test } from 'vitest'
import { nextMigration } from '../../../src/core/codify/next-migration.ts'

const now = Date.UTC(2026, 4, 6, 7, 8, 9)

/** The tags that drizzle-kit 0.x makes for each `migrations.prefix`. */
test.for([
  { prefix: 'index', before: '0004_users', tag: '0005_mended' },
  { prefix: 'index, without a migration before', before: undefined, tag: '0005_mended' },
  { prefix: 'timestamp', before: '20260101101112_users', tag: '20260506070809_mended' },
  { prefix: 'supabase', before: '20260101101112_users', tag: '20260506070809_mended' },
  { prefix: 'unix', before: '1767262272_users', tag: '1778051289_mended' },
  { prefix: 'none', before: '_users', tag: '_mended' },
])('$prefix: $tag', ({ before, tag }) => {
  const entries = before === undefined ? [] : [{ tag: before, when: now - 1000 }]
  const next = nextMigration({
    layout: 'journal',
    entries,
    lastIdx: 4,
    ledgerNewest: undefined,
    name: 'mended',
    now,
  })
  expect(next).toEqual({ tag, when: now, idx: 5 })
})
