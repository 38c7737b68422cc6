import { describe, expect, test } from 'vitest'
import { checkWhens } from '../../../src/core/verify/check-whens.ts'
import type { Entry } from '../../../src/core/verify/entry.ts'

const now = Date.UTC(2026, 2, 1)
const hour = 60 * 60 * 1000

function entries(...whens: readonly number[]): Entry[] {
  return whens.map((when, index) => {
    const place = { file: 'meta/_journal.json', line: index + 1 }
    return { tag: `000${index}`, when, file: place, declaredAt: place }
  })
}

describe('the dates of a folder by itself', () => {
  test.for([
    { name: 'growing dates are right', whens: [1, 2, 3], rules: [] },
    { name: 'the same date twice', whens: [1, 2, 2], rules: ['repeated-when 3'] },
    { name: 'an older one after a newer one', whens: [1, 5, 3], rules: ['older-when 3'] },
    { name: 'later than now', whens: [1, now + hour], rules: ['future-when 2'] },
    {
      name: 'the clock of somebody else may be a minute ahead',
      whens: [1, now + 60_000],
      rules: [],
    },
  ])('$name', ({ whens, rules }) => {
    const problems = checkWhens(entries(...whens), 'journal', now)
    expect(problems.map(({ rule, place }) => `${rule} ${place.line}`)).toEqual(rules)
  })

  test('Drizzle 1.0 goes by names, of which two may have one date', () => {
    expect(checkWhens(entries(1, 1), 'folders', now)).toEqual([])
  })
})
