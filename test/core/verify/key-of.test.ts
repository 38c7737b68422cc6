import { expect, test } from 'vitest'
import { keyOf, type Problem } from '../../../src/core/verify/problem.ts'

const place = { file: 'src/schema.ts', line: 3 }
const unmigrated = { rule: 'schema-not-migrated', statements: ['CREATE a'], place } as const
const edited = { rule: 'edited', tag: '0000_init', blob: 'a1', place } as const
const restamped = { rule: 'restamped', tag: '0000_init', when: 2, was: 1, place } as const
const behind = {
  rule: 'manifest-behind',
  manifest: 'app',
  lacks: ['0001_next'],
  differs: [],
  keeps: [],
  place,
} as const

const otherProblems: readonly { name: string; one: Problem; other: Problem }[] = [
  {
    name: 'another statement without a migration',
    one: unmigrated,
    other: { ...unmigrated, statements: ['CREATE a', 'CREATE b'] },
  },
  {
    name: 'another question of drizzle-kit',
    one: { ...unmigrated, statements: [], question: 'Is a renamed?' },
    other: { ...unmigrated, statements: [], question: 'Is b renamed?' },
  },
  { name: 'another edit of the file', one: edited, other: { ...edited, blob: 'b2' } },
  { name: 'another date', one: restamped, other: { ...restamped, when: 3 } },
  {
    name: 'another migration that the manifest does not know',
    one: behind,
    other: { ...behind, lacks: ['0001_next', '0002_more'] },
  },
]

test.for(otherProblems)('$name is another problem', ({ one, other }) => {
  expect(keyOf(one)).not.toBe(keyOf(other))
})

test('a problem that moves to another line is the same', () => {
  expect(keyOf(unmigrated)).toBe(keyOf({ ...unmigrated, place: { ...place, line: 9 } }))
})

test('a key is one line', () => {
  expect(keyOf({ ...unmigrated, statements: ['CREATE\n  a'] })).toBe(keyOf(unmigrated))
})
