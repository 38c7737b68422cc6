import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { clean, plainText, say, sentence, words } from '../../src/report/rich-text.ts'
import { hostileTexts } from '../support/hostile.ts'

test.for([
  { name: 'what is harmless stays', foreign: '0001_add_orders', shown: '0001_add_orders' },
  { name: 'letters of every script stay', foreign: 'größe_日本_😀', shown: 'größe_日本_😀' },
  { name: 'a newline becomes a space', foreign: 'a\r\n\tb', shown: 'a b' },
  { name: 'an escape sequence loses its escape', foreign: '\u001b[31mred', shown: '[31mred' },
  { name: 'so does one of a single byte', foreign: '\u009b31mred', shown: '31mred' },
  { name: 'directions of writing go', foreign: '\u202egnp.exe', shown: 'gnp.exe' },
  { name: 'what has no width goes', foreign: 'a\u200b\u200d\ufeff\u00ad\ufff9b', shown: 'ab' },
  { name: 'what looks like nothing goes', foreign: 'a\u3164\u2800b', shown: 'ab' },
  { name: 'a CI command is broken up', foreign: '::error::x', shown: ': :error: :x' },
  { name: 'as is one in the older form', foreign: '##[error]x', shown: '# #[error]x' },
  { name: 'half a pair becomes a sign of its own', foreign: '\ud800x', shown: '\ufffdx' },
  { name: 'nothing is shown as nothing', foreign: ' \u0000 ', shown: '(empty)' },
  { name: 'a long text is cut', foreign: 'x'.repeat(5000), shown: `${'x'.repeat(119)}…` },
  { name: 'never within a pair', foreign: '😀'.repeat(200), shown: `${'😀'.repeat(119)}…` },
])('clean: $name', ({ foreign, shown }) => {
  expect(clean(foreign)).toBe(shown)
})

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostileTexts))

test('clean: whatever comes in, one harmless line comes out', () => {
  fc.assert(
    fc.property(fc.array(anyText), (parts) => {
      const shown = clean(parts.join(''))
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      expect(shown).not.toMatch(/::|##/)
      expect([...new Intl.Segmenter().segment(shown)].length).toBeLessThanOrEqual(120)
      expect(shown).not.toBe('')
      expect(clean(shown)).toBe(shown)
    }),
  )
})

test('say: an interpolated string is foreign, so it is cleaned and becomes code', () => {
  expect(say`Row ${'a\nb'} of ${3}: ${words('fine')}`).toEqual([
    { text: 'Row ' },
    { code: 'a b' },
    { text: ' of ' },
    { text: '3' },
    { text: ': ' },
    { text: 'fine' },
  ])
})

test.for([
  { name: 'backticks make code', text: 'Run `npm x`, then.', code: ['npm x'] },
  {
    name: 'a word full of markup is code',
    text: 'in drizzle.__drizzle_migrations now',
    code: ['drizzle.__drizzle_migrations'],
  },
  {
    name: 'the full stop after it is not',
    text: 'the ledger drizzle.__drizzle_migrations. Run it',
    code: ['drizzle.__drizzle_migrations'],
  },
  { name: 'an underscore within a word is none', text: 'in DATABASE_URL now', code: [] },
  { name: 'a single backtick is no end of the sentence', text: 'a ` b', code: ['`'] },
])('sentence: $name', ({ text, code }) => {
  const rich = sentence(text)
  expect(rich.flatMap((segment) => ('code' in segment ? [segment.code] : []))).toEqual(code)
  expect(plainText(rich)).toBe(text.replace(/`(.+)`/, '$1'))
})
