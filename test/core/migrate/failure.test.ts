import { expect, test } from 'vitest'
import { failureOf, placeOfStatement } from '../../../src/core/migrate/failure.ts'

test.for([
  {
    name: 'the cause, the statement and its parameters',
    told: 'it is no table (42P01)\nFailed query: \nALTER TABLE a\n  ADD b text;\n\nparams: ',
    words: 'it is no table (42P01).',
    statement: 'ALTER TABLE a\n  ADD b text;',
  },
  {
    name: 'with something said after it',
    told: 'lock timeout (55P03)\nFailed query: SELECT 1\nparams: \nRun it again.',
    words: 'lock timeout (55P03). Run it again.',
    statement: 'SELECT 1',
  },
  {
    name: 'a statement that was cut',
    told: 'it fails (1)\nFailed query: SELECT 1 +',
    words: 'it fails (1).',
    statement: 'SELECT 1 +',
  },
  {
    name: 'a driver that names none',
    told: 'socket\nhung up',
    words: 'socket\nhung up',
    statement: undefined,
  },
])('$name', ({ told, words, statement }) => {
  expect(failureOf(told)).toEqual({ words, statement })
})

test('a statement is named by file and line, where that can be only one', () => {
  const scripts = [
    { file: 'a.sql', sql: 'SELECT 1;\nSELECT 2;' },
    { file: 'b.sql', sql: 'SELECT 2;' },
  ]
  expect(placeOfStatement('SELECT 1;', scripts)).toEqual({ file: 'a.sql', line: 1 })
  expect(placeOfStatement('SELECT 1;\nSELECT 2;', scripts)).toEqual({ file: 'a.sql', line: 1 })
  expect(placeOfStatement('SELECT 2;', scripts)).toBeUndefined()
  expect(placeOfStatement('SELECT 3;', scripts)).toBeUndefined()
  expect(placeOfStatement('', scripts)).toBeUndefined()
})
