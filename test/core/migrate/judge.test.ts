import { expect, test } from 'vitest'
import { type Evidence, judge } from '../../../src/core/migrate/judge.ts'
import { parseLine } from '../../../src/core/schema/catalog-object.ts'
import { findingWith } from '../../support/findings.ts'

const schema = { covered: true, objects: 3, leftOut: '', hiddenBy: [] } as const
const row = { id: '1', values: { hash: 'a' } }
const good: Evidence = {
  pending: 1,
  rowsBefore: [row],
  rowsAfter: [row, { id: '2', values: { hash: 'b' } }],
  rows: [{ id: '1', before: row, as: 'untouched' }],
  objects: [],
  findings: [],
  schema,
  tables: [],
  probes: [],
}
const content = { rows: '2', checksum: 'c' }
const table = {
  name: { schema: 'public', table: 't' },
  columns: ['id'],
  leftOut: [],
  before: content,
  after: content,
}
const probe = { name: '/', expect: 200 }
const ok = { status: 'answered', code: 200, ms: 1 } as const
const noToken = { status: 'no-token', code: 401 } as const
const expected = parseLine('table\tpublic\t\tt')

const unknownRow = findingWith.unknown('a'.repeat(64))
const extraTable = findingWith.extra('t')
const expiredRule = findingWith['rule-expired']('t')

test.for<{ name: string; change: Partial<Evidence>; verdict: string }>([
  { name: 'every check holds', change: {}, verdict: 'PASS' },
  { name: 'a row too few', change: { rowsAfter: [row] }, verdict: 'FAIL' },
  { name: 'a row too many', change: { pending: 0 }, verdict: 'FAIL' },
  {
    name: 'an orphan that was touched',
    change: { rows: [{ id: '1', before: row, as: 'changed' }] },
    verdict: 'FAIL',
  },
  {
    name: 'an object that is not there',
    change: { objects: [{ expected, change: 'comes', wasThere: false, found: { as: 'absent' } }] },
    verdict: 'FAIL',
  },
  { name: 'no rehearsal', change: { objects: { because: 'none' } }, verdict: 'PARTIAL' },
  {
    name: 'a schema that was not compared',
    change: { schema: { covered: false, because: 'none' } },
    verdict: 'PARTIAL',
  },
  {
    name: 'a schema of which a rule hides a part',
    change: { schema: { ...schema, hiddenBy: [{ object: '* a', reason: 'b', differences: 1 }] } },
    verdict: 'PASS',
  },
  { name: 'a table that is the same', change: { tables: [table] }, verdict: 'PASS' },
  {
    name: 'a table with another row in the place of one',
    change: { tables: [{ ...table, after: { rows: '2', checksum: 'd' } }] },
    verdict: 'FAIL',
  },
  {
    name: 'a table that is gone',
    change: { tables: [{ ...table, after: undefined }] },
    verdict: 'FAIL',
  },
  {
    name: 'a probe without a token',
    change: { probes: [{ ...probe, before: noToken, after: noToken }] },
    verdict: 'PARTIAL',
  },
  {
    name: 'a probe that is red, and another without a token',
    change: {
      probes: [
        { ...probe, before: ok, after: { ...ok, code: 500 } },
        { ...probe, before: noToken, after: noToken },
      ],
    },
    verdict: 'FAIL',
  },
  {
    name: 'a probe that asks for a token only since the run',
    change: { probes: [{ ...probe, before: ok, after: noToken }] },
    verdict: 'FAIL',
  },
  {
    name: 'a probe that was red, and asks for a token now',
    change: { probes: [{ ...probe, before: { ...ok, code: 500 }, after: noToken }] },
    verdict: 'FAIL',
  },
  {
    name: 'a probe that was red and is not any more',
    change: { probes: [{ ...probe, before: { ...ok, code: 500 }, after: ok }] },
    verdict: 'PASS',
  },
  {
    name: 'a probe that nobody answers',
    change: {
      probes: [{ ...probe, before: ok, after: { status: 'no-answer', because: 'timeout' } }],
    },
    verdict: 'FAIL',
  },
])('$name: $verdict', ({ change, verdict }) => {
  expect(judge({ ...good, ...change }).verdict).toBe(verdict)
})

test.for([
  { of: 'the ledger', finding: unknownRow, checks: { ledger: 'fails', schema: 'holds' } },
  { of: 'the schema', finding: extraTable, checks: { ledger: 'holds', schema: 'fails' } },
  { of: 'a rule', finding: expiredRule, checks: { ledger: 'holds', schema: 'fails' } },
])('a finding of $of fails its own check', ({ finding, checks }) => {
  expect(judge({ ...good, findings: [finding] }).checks).toMatchObject(checks)
})
