import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactor } from '../../src/io/redact.ts'

const href = 'postgresql://drift_monitor:p%23ss%2Fw%C3%B6rd"1@ep-cool-1.us-east-2.aws.neon.tech/app'
const password = 'p#ss/wörd"1'

describe('takes out a connection string and its parts', () => {
  const redact = redactor([href])
  test.for([
    { name: 'whole', text: `failed: ${href}` },
    { name: 'the password as it is in the URL', text: 'with p%23ss%2Fw%C3%B6rd"1' },
    { name: 'the password in plain text', text: `with ${password}` },
    { name: 'the password, percent-encoded in lower case', text: 'with p%23ss%2fw%c3%b6rd%221' },
    { name: 'the password in JSON', text: JSON.stringify({ password }) },
    { name: 'the password in JSON in JSON', text: JSON.stringify(JSON.stringify({ password })) },
    { name: 'the password in ASCII JSON', text: String.raw`"p#ss/w\u00f6rd\"1"` },
    { name: 'the password in HTML', text: '<b>p#ss/wörd&quot;1</b>' },
    { name: 'the password in a form', text: new URLSearchParams({ password }).toString() },
    { name: 'the password in base64', text: Buffer.from(password).toString('base64') },
    {
      name: 'the password in a Basic header',
      text: Buffer.from(`me:${password}:x`).toString('base64'),
    },
    { name: 'the password in base64url', text: Buffer.from(`?${password}`).toString('base64url') },
    { name: 'the host', text: 'getaddrinfo ENOTFOUND ep-cool-1.us-east-2.aws.neon.tech' },
    { name: 'the endpoint of a pooled host', text: 'ep-cool-1-pooler' },
    { name: 'the user', text: "authentication failed for user 'drift_monitor'" },
  ])('$name', ({ text }) => {
    expect(redact(text)).toContain('[…]')
    expect(redact(text)).not.toMatch(/wörd|w%C3|w%c3|drift_|ep-cool/)
  })

  test('and leaves the rest as it is', () => {
    expect(redact(`failed for ${href}.`)).toBe('failed for […].')
    expect(redact('a PostgreSQL database of nobody')).toBe('a PostgreSQL database of nobody')
  })
})

test.for([
  { name: 'a raw # in the password', secret: 'postgres://u:longSecret#x@db.example.com/d' },
  { name: 'a raw @ in the password', secret: 'postgres://u:longSecret@x@db.example.com/d' },
  { name: 'an @ behind the host', secret: 'postgres://u:longSecret@db.example.com/d?a=b@c' },
  { name: "libpq's form", secret: "host=db.example.com password='longSecret' dbname=d" },
  { name: 'a line break at the end', secret: 'postgres://u:longSecret@db.example.com/d\n' },
])('finds the password of a bad connection string: $name', ({ secret }) => {
  expect(redactor([secret])('it is longSecret')).not.toContain('longSecret')
  expect(redactor([secret])(`in ${secret.trim()}!`)).not.toMatch(/longSecret/)
})

test('takes out the secret part of a webhook, and not the host that all share', () => {
  const redact = redactor(['https://hooks.slack.com/services/T000/B000/abcDEF123'])
  expect(redact('POST /services/T000/B000/abcDEF123')).toBe('POST […]')
  expect(redact('token abcDEF123 at hooks.slack.com')).toBe('token […] at hooks.slack.com')
})

test('leaves common words alone, though they are a user, a host or a short password', () => {
  const redact = redactor(['postgres://postgres:abc@localhost/d', undefined, ''])
  expect(redact('postgres on localhost: abc')).toBe('postgres on localhost: abc')
  expect(redact('postgres://postgres:abc@localhost/d')).toBe('[…]')
})

test('leaves nothing of secrets that overlap', () => {
  expect(redactor(['abcdef', 'defghi'])('xabcdefghiy')).toBe('x[…]y')
  expect(redactor(['abcd', 'abcdef'])('abcdef abcd')).toBe('[…] […]')
  expect(redactor(['aaaa'])('aaaaaa')).toBe('[…]')
})

describe('for any password, in any place', () => {
  // What a person or a generator may choose; shorter ones are left alone.
  const anyPassword = fc.oneof(
    fc.string({ unit: 'grapheme-ascii', minLength: 4, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 4, maxLength: 40 }),
    fc.string({ unit: 'binary', minLength: 4, maxLength: 40 }),
  )
  const around = fc.string({ unit: fc.constantFrom('x', ' ', ':', '"'), maxLength: 5 })
  const writings = {
    raw: (text: string) => text,
    'percent-encoded': (text: string) => encodeURIComponent(text.toWellFormed()),
    'in JSON': (text: string) => JSON.stringify({ text }),
    'in JSON in JSON': (text: string) => JSON.stringify({ text: JSON.stringify([text]) }),
    'in base64': (text: string) => Buffer.from(text).toString('base64'),
  } as const

  test.for(Object.entries(writings))('%s', ([, write]) => {
    fc.assert(
      fc.property(anyPassword, around, around, (secret, before, after) => {
        const encoded = encodeURIComponent(secret.toWellFormed())
        const url = `postgres://me:${encoded}@db.example.com/app`
        for (const known of [url, secret]) {
          const text = write(`${before}${secret}${after}`)
          const clean = redactor([known])(text)
          expect(clean).not.toContain(secret)
          expect(clean).not.toContain(write(secret))
          expect(clean.length).toBeLessThan(text.length + 3)
        }
      }),
      { numRuns: 300 },
    )
  })
})
