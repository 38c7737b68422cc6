import { describe, expect, test } from 'vitest'
import type { Annotation } from '../../src/report/annotation.ts'
import { plainPalette } from '../../src/report/palette.ts'
import { type Verification, verifyHeadline } from '../../src/report/verify/verification.ts'
import { verifyText } from '../../src/report/verify/verify-text.ts'
import { hostileCases } from '../support/hostile.ts'

const good: Verification = {
  status: 'good',
  subject: 'drizzle',
  migrations: 3,
  rules: [],
  problems: [],
  old: [],
  notTold: [],
  notes: [],
}

function problem(change: Partial<Annotation> = {}): Annotation {
  const place = { file: 'drizzle/0001_a.sql', line: 3 }
  return {
    rule: 'edited',
    key: 'k',
    severity: 'critical',
    title: 'Edited',
    text: 'Undo.',
    place,
    ...change,
  }
}

function textOf(change: Partial<Verification>): string {
  return verifyText({ ...good, ...change }, { width: 80, palette: plainPalette })
}

test.for<{ change: Partial<Verification>; headline: string }>([
  { change: {}, headline: 'Nothing is wrong: 3 migrations' },
  { change: { migrations: 1, added: 1 }, headline: 'Nothing is wrong: 1 migration, 1 of them new' },
  {
    change: { problems: [problem({ severity: 'notice' })] },
    headline: 'Nothing to fail for, but 1 notice to know of: 3 migrations',
  },
  {
    change: {
      status: 'problems',
      added: 0,
      problems: [problem(), problem({ severity: 'warning' })],
    },
    headline: 'Do not merge: 1 critical problem, 1 warning in 3 migrations, none of them new',
  },
  {
    change: { status: 'could-not-tell', notTold: ['x'] },
    headline: 'Could not tell: not all was looked at, in 3 migrations',
  },
])('$headline', ({ change, headline }) => {
  expect(verifyHeadline({ ...good, ...change })).toBe(headline)
})

describe('the text for a terminal', () => {
  test('has the worst first, with places that a terminal opens', () => {
    const text = textOf({ problems: [problem({ severity: 'notice', title: 'Small' }), problem()] })
    expect(text.indexOf('CRITICAL  Edited\n  drizzle/0001_a.sql:3\n  Undo.')).toBeGreaterThan(0)
    expect(text.indexOf('NOTICE  Small')).toBeGreaterThan(text.indexOf('CRITICAL'))
  })

  test('counts what is more than five of a rule', () => {
    const problems = Array.from({ length: 8 }, (_, index) => problem({ key: String(index) }))
    expect(textOf({ problems }).match(/Edited/g)).toHaveLength(5)
    expect(textOf({ problems })).toContain('And 3 more of the rule edited')
  })

  test('leaves casts in SQL as they are', () => {
    expect(textOf({ problems: [problem({ text: "Add:\n  SELECT 'x'::text" })] })).toContain(
      "    SELECT 'x'::text",
    )
  })

  test.for(hostileCases)('takes $name for no more than text', ({ foreign }) => {
    const text = textOf({
      problems: [problem({ title: foreign, text: `a\n${foreign}`, place: { file: foreign } })],
      notTold: [foreign],
      notes: [foreign],
    })
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2066\u200b]/u)
    expect(text).not.toMatch(/^\s*(::|##\[|##vso)/m)
  })
})
