import { beforeAll, expect, test } from 'vitest'
import { isPrintable, printableSql } from '../../../src/core/codify/printable-sql.ts'
import { type Grammar, loadGrammar } from '../../../src/io/codify/parse-statement.ts'

let grammar: Grammar
beforeAll(async () => {
  grammar = await loadGrammar()
})

const esc = '\u001b'

test.for([
  { name: 'casts, tabs and hashes', sql: "SELECT '1'::int,\t'## a' -- x::y" },
  { name: 'colons that begin no line', sql: "SELECT '::error::'" },
])('$name are left as they are', ({ sql }) => {
  expect(printableSql(sql)).toBe(sql)
})

test.for([
  { name: 'a literal', sql: `SELECT '${esc}''\\n'` },
  { name: 'a literal right after a word', sql: `SELECT date'\u200b'` },
  { name: 'a literal with escapes', sql: `SELECT E'\\\\${esc}\\${esc}\\'\\n'` },
  { name: 'a dollar-quoted text in another', sql: `DO $a$x $$ ${esc} $b$ \\ 'y' $$$a$` },
  { name: 'a word with a dollar in it', sql: `SELECT a$b, '\u202e' AS a$b$` },
  { name: 'a name', sql: `SELECT "a\\""\u200b\u{e0041}" FROM "U&"` },
  { name: 'a cast where a line begins', sql: `SELECT '1'\n  ::int` },
  { name: 'a command where a line of a literal begins', sql: `SELECT 'a\n ::error::b'` },
  { name: 'commands that may stand anywhere', sql: `SELECT '###[a] ##vso[b] ##teamcity[c]'` },
  { name: 'a pair of surrogates, and line ends', sql: `SELECT '\u{1f600}\r\n\u2028\u0085'` },
])('$name: escaped, and the same to PostgreSQL', ({ sql }) => {
  expect(isPrintable(sql)).toBe(false)
  const form = printableSql(sql)
  expect(isPrintable(form), form).toBe(true)
  expect(grammar.isSame(sql, form), form).toBe(true)
})

test('a comment is left as it is, and said to be unfit', () => {
  const sql = `SELECT 1 -- ${esc}`
  expect(printableSql(sql)).toBe(sql)
  expect(isPrintable(sql)).toBe(false)
})
