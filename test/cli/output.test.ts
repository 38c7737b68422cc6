import { expect, test } from 'vitest'
import { exitCodeFor } from '../../src/cli/exit-code.ts'
import { outputFor, safeLines } from '../../src/cli/output.ts'
import { secretsIn } from '../../src/cli/secrets-in.ts'
import { hostileCases } from '../support/hostile.ts'

const terminal = { isTTY: true, columns: 120 }
const pipe = {}

test.for([
  { name: 'a terminal', stream: terminal, env: {}, flag: undefined, coloured: true },
  { name: 'a pipe', stream: pipe, env: {}, flag: undefined, coloured: false },
  {
    name: 'a terminal that cannot',
    stream: terminal,
    env: { TERM: 'dumb' },
    flag: undefined,
    coloured: false,
  },
  { name: 'NO_COLOR', stream: terminal, env: { NO_COLOR: '1' }, flag: undefined, coloured: false },
  {
    name: 'NO_COLOR, and empty',
    stream: terminal,
    env: { NO_COLOR: '' },
    flag: undefined,
    coloured: true,
  },
  { name: 'FORCE_COLOR', stream: pipe, env: { FORCE_COLOR: '1' }, flag: undefined, coloured: true },
  {
    name: 'FORCE_COLOR, and empty',
    stream: pipe,
    env: { FORCE_COLOR: '' },
    flag: undefined,
    coloured: true,
  },
  {
    name: 'FORCE_COLOR=0',
    stream: terminal,
    env: { FORCE_COLOR: '0' },
    flag: undefined,
    coloured: false,
  },
  {
    name: 'NO_COLOR before FORCE_COLOR',
    stream: pipe,
    env: { NO_COLOR: '1', FORCE_COLOR: '1' },
    flag: undefined,
    coloured: false,
  },
  {
    name: '--color before NO_COLOR',
    stream: pipe,
    env: { NO_COLOR: '1' },
    flag: true,
    coloured: true,
  },
  {
    name: '--no-color before all',
    stream: terminal,
    env: { FORCE_COLOR: '1' },
    flag: false,
    coloured: false,
  },
])('colour: $name', ({ stream, env, flag, coloured }) => {
  expect(outputFor(stream, env, flag).palette.good('x').includes('\u001b')).toBe(coloured)
})

test.for([
  { name: 'a terminal’s own', stream: { isTTY: true, columns: 60 }, width: 60 },
  { name: 'no wider than can be read', stream: { isTTY: true, columns: 300 }, width: 100 },
  { name: '80 where there is no terminal', stream: { columns: 300 }, width: 80 },
  { name: '80 where it does not know', stream: { isTTY: true, columns: 0 }, width: 80 },
])('width: $name', ({ stream, width }) => {
  expect(outputFor(stream, {}, false).width).toBe(width)
})

test.for([
  { status: 'in-sync', code: 0 },
  { status: 'drifted', code: 1 },
  { status: 'unreadable', code: 2 },
] as const)('$status ends with $code', ({ status, code }) => {
  expect(exitCodeFor({ status })).toBe(code)
})

test.for(hostileCases)('a message that quotes $name stays text', ({ foreign }) => {
  const lines = safeLines(`driftwatch: ${foreign}\n  * ${foreign}`)
  expect(lines.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  expect(lines).not.toMatch(/::|##/)
})

test('secrets come in through the environment, the option, and a wrong option', () => {
  const url = 'postgresql://u:p@h/d'
  expect(secretsIn(['check', '--database-url', 'psql x'], {})).toEqual(['psql x'])
  expect(secretsIn(['check', `--database-url=${url}`], {})).toEqual([url])
  expect(secretsIn(['check', `--databse-url=${url}`], { DATABASE_URL: 'x' })).toEqual([url, 'x'])
  expect(secretsIn(['check', '--format', 'json'], {})).toEqual([])
})
