import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { UserError } from '../../src/io/errors.ts'

const host = 'ep-cool-1.us-east-2.aws.neon.tech'

function thrownBy(text: string | undefined, allowedHosts?: readonly string[]): unknown {
  try {
    parseConnectionString(text, 'DATABASE_URL', allowedHosts && { allowedHosts })
    return undefined
  } catch (error) {
    return error
  }
}

describe('takes', () => {
  test('what the Neon console shows', () => {
    const text = `postgresql://app_owner:npg_abc123@${host}/app?sslmode=require&channel_binding=require`
    expect(parseConnectionString(text, 'DATABASE_URL')).toEqual({
      href: text,
      host,
      port: 5432,
      user: 'app_owner',
      password: 'npg_abc123',
      database: 'app',
      isNeon: true,
      parameters: new Map([
        ['sslmode', 'require'],
        ['channel_binding', 'require'],
      ]),
    })
  })

  test.for([
    { name: 'postgres:// for a scheme', text: 'postgres://u:p@h/d', part: { host: 'h' } },
    {
      name: 'a scheme and a host in upper case',
      text: 'POSTGRES://u:p@H.EXAMPLE/d',
      part: { host: 'h.example' },
    },
    {
      name: 'a line break at the end, which is dropped',
      text: 'postgres://u:p@h/d\n',
      part: { href: 'postgres://u:p@h/d' },
    },
    { name: 'a port', text: 'postgres://u:p@h:6543/d', part: { port: 6543 } },
    {
      name: 'no password, where it is not Neon',
      text: 'postgres://u@h/d',
      part: { password: undefined },
    },
    {
      name: 'an encoded password',
      text: 'postgres://u:a%23b%2Fc%40d%25e@h/d',
      part: { password: 'a#b/c@d%e' },
    },
    { name: 'a colon in the password', text: 'postgres://u:a:b@h/d', part: { password: 'a:b' } },
    {
      name: 'an encoded user and database',
      text: 'postgres://u%40x:p@h/d%20e',
      part: { user: 'u@x', database: 'd e' },
    },
    {
      name: 'an IPv6 address',
      text: 'postgres://u:p@[::1]:5433/d',
      part: { host: '::1', port: 5433 },
    },
    {
      name: 'an @ in a parameter',
      text: 'postgres://u:p@h/d?application_name=a@b',
      part: { password: 'p' },
    },
    {
      name: 'a host that only looks like Neon',
      text: `postgres://u:p@${host}.evil.example/d`,
      part: { isNeon: false },
    },
  ])('$name', ({ text, part }) => {
    expect(parseConnectionString(text, 'DATABASE_URL')).toMatchObject(part)
  })

  test('a host with one of the allowed endings as Neon', () => {
    const parsed = parseConnectionString('postgres://u:p@db.neon.test/d', 'DATABASE_URL', {
      allowedHosts: ['.neon.test'],
    })
    expect(parsed.isNeon).toBe(true)
  })

  test('any password that is percent-encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (password) => {
        // encodeURIComponent leaves asterisks, and nothing but asterisks is a password that is hidden.
        const encoded = encodeURIComponent(password).replaceAll('*', '%2A')
        const text = `postgres://u:${encoded}@${host}/d`
        expect(parseConnectionString(text, 'DATABASE_URL').password).toBe(password)
      }),
      { examples: [['*'], ['***']] },
    )
  })
})

const s = 'sEcRet9'

test.for([
  { name: 'nothing', text: undefined, says: 'DATABASE_URL is not set' },
  { name: 'an empty text', text: ' \n', says: 'DATABASE_URL is not set' },
  { name: 'no URL at all', text: `hello ${s}`, says: 'does not start with postgresql://' },
  { name: "libpq's own form", text: `host=h password=${s} dbname=d`, says: 'key=value form' },
  { name: 'another scheme', text: `mysql://u:${s}@h/d`, says: 'does not start with postgresql://' },
  {
    name: 'a JDBC address',
    text: `jdbc:postgresql://h/d?password=${s}`,
    says: 'is a JDBC address',
  },
  { name: 'no slashes', text: `postgres:u:${s}@h/d`, says: 'does not have //' },
  { name: 'quotes around it', text: `"postgres://u:${s}@h/d"`, says: 'is in quotes' },
  { name: 'a quote at its end', text: `postgres://u:${s}@h/d'`, says: 'is in quotes' },
  {
    name: 'a whole psql command',
    text: `psql 'postgres://u:${s}@h/d'`,
    says: 'a whole psql command',
  },
  {
    name: 'the name of the variable',
    text: `DATABASE_URL=postgres://u:${s}@h/d`,
    says: 'the name of a variable',
  },
  {
    name: 'an export',
    text: `export DATABASE_URL="postgres://u:${s}@h/d"`,
    says: 'the name of a variable',
  },
  {
    name: 'a line break within',
    text: `postgres://u:${s}@h/d\nFOO=bar`,
    says: 'has a line break in it',
  },
  {
    name: 'a raw # in the password',
    text: `postgres://u:${s}#x@h/d`,
    says: 'a raw # in its password: percent-encode it as %23',
  },
  {
    name: 'a raw / in the password',
    text: `postgres://u:${s}/x@h/d`,
    says: 'a raw / in its password: percent-encode it as %2F',
  },
  {
    name: 'a raw ? in the password',
    text: `postgres://u:${s}?x@h/d`,
    says: 'a raw ? in its password: percent-encode it as %3F',
  },
  {
    name: 'a raw @ in the password',
    text: `postgres://u:${s}@x@h/d`,
    says: 'a raw @ in its password: percent-encode it as %40',
  },
  {
    name: 'a space in the password',
    text: `postgres://u:${s} x@h/d`,
    says: 'a space in its password: percent-encode it as %20',
  },
  {
    name: 'a raw / after a password of digits',
    text: 'postgres://u:12/3@h/d',
    says: 'a raw / in its password',
  },
  {
    name: 'a raw ? after a password of digits',
    text: 'postgres://u:12?3@h/d',
    says: 'a raw ? in its password',
  },
  {
    name: 'a raw # in the user name',
    text: `postgres://u#x:${s}@h/d`,
    says: 'a raw # in its user name',
  },
  {
    name: 'a raw % in the password',
    text: `postgres://u:${s}%x@h/d`,
    says: 'a % in its password that starts no percent-encoding: write a % itself as %25',
  },
  { name: 'bytes that are no text', text: `postgres://u:${s}%FF@h/d`, says: 'a % in its password' },
  { name: 'no user', text: 'postgres://h/d', says: 'has no user name' },
  { name: 'a password without a user', text: `postgres://:${s}@h/d`, says: 'has no user name' },
  { name: 'no host', text: `postgres://u:${s}@/d`, says: 'has no host' },
  { name: 'no database', text: `postgres://u:${s}@h`, says: 'has no database name' },
  {
    name: 'no database before parameters',
    text: `postgres://u:${s}@h/?sslmode=require`,
    says: 'has no database name',
  },
  { name: 'no password, at Neon', text: `postgres://u@${host}/d`, says: 'has no password' },
  { name: 'a password that is hidden', text: 'postgres://u:********@h/d', says: 'asterisks' },
  { name: 'port 0', text: `postgres://u:${s}@h:0/d`, says: 'has no possible port' },
  { name: 'port 65536', text: `postgres://u:${s}@h:65536/d`, says: 'has no possible port' },
  {
    name: 'several hosts',
    text: `postgres://u:${s}@h1,h2/d`,
    says: 'is not a PostgreSQL connection string',
  },
])('refuses $name', ({ text, says }) => {
  const error = thrownBy(text)
  expect(error).toBeInstanceOf(UserError)
  expect(String(error)).toMatch(/^UserError: DATABASE_URL /)
  expect(String(error)).toContain(says)
})

test('refuses a host without an allowed ending', () => {
  const text = `postgres://u:${s}@${host}.evil.example/d`
  expect(String(thrownBy(text, ['.neon.tech']))).toContain('does not end in .neon.tech')
})

test('never shows a part of the text', () => {
  // No word of ours has a digit in it twice.
  const part = fc.stringMatching(/^[a-z]\d{3}[a-z]\d{3}$/)
  const glue = fc.constantFrom(
    '#',
    '/',
    '?',
    '@',
    '%',
    ' ',
    ':',
    '"',
    "'",
    '\n',
    ',',
    '=',
    '%zz',
    '',
  )
  const scheme = fc.constantFrom('postgres://', 'postgresql://', 'host=', 'psql ', 'https://', '')
  fc.assert(
    fc.property(scheme, fc.array(fc.tuple(part, glue), { minLength: 1 }), (start, pieces) => {
      const told = inspect(thrownBy(start + pieces.flat().join('')), { showHidden: true, depth: 9 })
      for (const [secret] of pieces) expect(told).not.toContain(secret)
    }),
  )
})
