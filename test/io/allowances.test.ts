import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Allowance } from '../../src/core/allowance.ts'
import { formatAllowances, parseAllowances, parseAllowancesText } from '../../src/io/allowances.ts'
import { UserError } from '../../src/io/errors.ts'
import { userErrorOf } from '../support/errors.ts'
import { allowanceOf, hashOfText, ruleOf } from '../support/history.ts'

const where = 'migrations-manifest/allowances.json'
const plain = allowanceOf(hashOfText('one'))
const full = allowanceOf(hashOfText('two'), { expires: '2027-01-31', manifest: 'app' })
const file = (...allowances: readonly unknown[]) => ({ format: 1, allowances })

describe('a file of allowances', () => {
  test.for<{ name: string; allowances: readonly Allowance[] }>([
    { name: 'without any', allowances: [] },
    { name: 'with one', allowances: [plain] },
    { name: 'with all fields', allowances: [full, plain] },
    { name: 'with quotes and line breaks', allowances: [{ ...plain, reason: 'a "b"\n  c\u2028' }] },
  ])('$name is read back as it was', ({ allowances }) => {
    const text = formatAllowances(allowances)
    expect(parseAllowancesText(text, where)).toEqual({ allowances, rules: [] })
    expect(text.split('\n').filter((line) => line.includes('"hash"'))).toHaveLength(
      allowances.length,
    )
    expect(text.endsWith('}\n')).toBe(true)
  })

  test('is the same text whatever the order of the keys', () => {
    const { hash, ...rest } = full
    expect(formatAllowances([{ ...rest, hash }])).toBe(formatAllowances([full]))
  })
})

describe('ignore rules', () => {
  const rule = ruleOf('column public.users.email')
  const whole = ruleOf('* "odd".na\nme*', { expires: '2027-01-31', manifest: 'app' })
  test('are read back as they were, one a line, with the allowances', () => {
    const text = formatAllowances([plain], [whole, rule])
    expect(parseAllowancesText(text, where)).toEqual({ allowances: [plain], rules: [whole, rule] })
    expect(text.split('\n').filter((line) => line.includes('"object"'))).toHaveLength(2)
    expect(text.endsWith(' }\n  ]\n}\n')).toBe(true)
  })

  test('have no list where there is none, so that no file changes', () => {
    expect(formatAllowances([plain])).not.toContain('ignore')
  })

  test.for([
    { name: 'no list', ignore: {}, says: ['`ignore`'] },
    { name: 'no object', ignore: [rule, 7], says: ['ignore rule 2 is no object'] },
    {
      name: 'a type that is none',
      ignore: [{ ...rule, object: 'tabel public.x' }],
      says: ['ignore rule 1 needs `object`', 'foreign table', 'event trigger'],
    },
    {
      name: 'no name',
      ignore: [{ ...rule, object: 'table ' }],
      says: ['`object`: a type and a name'],
    },
    { name: 'no owner', ignore: [{ ...rule, owner: '' }], says: ['`owner`: who answers'] },
    {
      name: 'a hash',
      ignore: [{ ...rule, hash: plain.hash }],
      says: ['ignore rule 1 has a field `hash` that no ignore rule has'],
    },
  ])('are refused with $name, and the place is named', async ({ ignore, says }) => {
    const message = await userErrorOf(() => parseAllowances({ ...file(), ignore }, where))
    for (const part of [where, ...says]) expect(message).toContain(part)
  })
})

describe('a file of allowances is refused, and the place is named', () => {
  test.for([
    { name: 'no object', value: [], says: ['not a file of allowances', '"format": 1'] },
    { name: 'null', value: null, says: ['not a file of allowances'] },
    { name: 'another format', value: { ...file(), format: 2 }, says: ['`format`'] },
    { name: 'no list', value: { format: 1 }, says: ['`allowances`'] },
    { name: 'a key beside the list', value: { ...file(), more: 1 }, says: ['`more`'] },
    {
      name: '__proto__ beside the list',
      value: JSON.parse('{"format":1,"allowances":[],"__proto__":{}}'),
      says: ['`__proto__`'],
    },
    {
      name: 'an entry that is no object',
      value: file(plain, 'x'),
      says: ['allowance 2 is no object'],
    },
    {
      name: 'a hash too short',
      value: file({ ...plain, hash: 'abc' }),
      says: ['allowance 1 needs `hash`', '64'],
    },
    {
      name: 'a hash in upper case',
      value: file({ ...plain, hash: 'A'.repeat(64) }),
      says: ['`hash`', 'lower-case'],
    },
    {
      name: 'no reason',
      value: file(plain, { ...plain, reason: undefined }),
      says: ['allowance 2 needs `reason`: why'],
    },
    { name: 'an empty reason', value: file({ ...plain, reason: '' }), says: ['`reason`'] },
    { name: 'no owner', value: file({ ...plain, owner: 7 }), says: ['`owner`: who answers'] },
    {
      name: 'a date with a time',
      value: file({ ...plain, date: '2026-02-14T00:00Z' }),
      says: ['`date`', '2026-02-14'],
    },
    {
      name: 'a day that no month has',
      value: file({ ...plain, expires: '2026-02-32' }),
      says: ['`expires`', 'last'],
    },
    {
      name: 'a manifest that is a number',
      value: file({ ...plain, manifest: 1 }),
      says: ['`manifest`'],
    },
    {
      name: 'a field of another name',
      value: file({ ...plain, expiry: '2026-02-14' }),
      says: ['allowance 1 has a field `expiry`'],
    },
    {
      name: '__proto__ in an entry',
      value: file(JSON.parse('{"__proto__":{}}')),
      says: ['allowance 1'],
    },
  ])('$name', async ({ value, says }) => {
    const message = await userErrorOf(() => parseAllowances(value, where))
    for (const part of [where, ...says]) expect(message).toContain(part)
  })

  test('merge-conflict markers', async () => {
    const text = formatAllowances([plain]).replace('    {', '<<<<<<< HEAD\n    {')
    expect(await userErrorOf(() => parseAllowancesText(text, where))).toContain('marker in line 4')
  })

  test('any other value, always with a UserError', () => {
    const entry = fc.record({ hash: fc.anything(), reason: fc.string() })
    const like = fc.record({
      format: fc.constant(1),
      allowances: fc.array(entry, { minLength: 1 }),
    })
    fc.assert(
      fc.property(fc.oneof(fc.anything(), like), (value) => {
        expect(() => parseAllowances(value, where)).toThrow(UserError)
      }),
    )
  })
})
