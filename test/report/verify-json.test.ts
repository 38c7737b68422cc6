import { Ajv2020 } from 'ajv/dist/2020.js'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { severities } from '../../src/core/severity.ts'
import type { Annotation } from '../../src/report/annotation.ts'
import type { Verification } from '../../src/report/verify/verification.ts'
import { VerifyJson, verifyJson, verifyJsonSchema } from '../../src/report/verify/verify-json.ts'
import published from '../../src/report/verify.schema.json' with { type: 'json' }
import { hostileCases } from '../support/hostile.ts'

const isReport = new Ajv2020({ strict: true, allErrors: true }).compile(published)

function reportOf(change: Partial<Verification>): unknown {
  const text = verifyJson({
    status: 'good',
    subject: 'drizzle',
    migrations: 3,
    rules: [],
    problems: [],
    old: [],
    notTold: [],
    notes: [],
    ...change,
  })
  return JSON.parse(text)
}

function problem(change: Partial<Annotation> = {}): Annotation {
  const words = { title: 'Edited', text: 'Undo.' }
  return { rule: 'edited', key: 'edited a.sql', severity: 'critical', ...words, ...change }
}

test('the published schema is the one of this version: run with --update to publish it', async () => {
  const text = await format(JSON.stringify(verifyJsonSchema()), { parser: 'json', printWidth: 100 })
  await expect(text).toMatchFileSnapshot('../../src/report/verify.schema.json')
})

test.for<{ name: string; change: Partial<Verification> }>([
  { name: 'nothing is wrong', change: {} },
  { name: 'against a base branch', change: { added: 0, rules: [{ id: 'edited', text: 'x' }] } },
  { name: 'not all could be told', change: { status: 'could-not-tell', notTold: ['Why.'] } },
  ...severities.map((severity) => ({
    name: `a problem: ${severity}`,
    change: { status: 'problems' as const, problems: [problem({ severity })] },
  })),
  {
    name: 'problems with a file, and with a line',
    change: {
      problems: [
        problem({ place: { file: 'a.sql' } }),
        problem({ place: { file: 'a.sql', line: 1 } }),
      ],
    },
  },
])('what verify says is valid: $name', ({ change }) => {
  const report = reportOf(change)
  expect(isReport(report) || isReport.errors).toBe(true)
})

test('what the baseline holds is among the problems, and marked', () => {
  const report = VerifyJson.parse(reportOf({ problems: [problem()], old: [problem()] }))
  expect(report.problems.map(({ isInBaseline }) => isInBaseline)).toEqual([false, true])
})

test('the schema does not take what is no report of verify', () => {
  expect(isReport({ ...VerifyJson.parse(reportOf({})), status: 'fine' })).toBe(false)
  expect(isReport({ ...VerifyJson.parse(reportOf({})), problems: [{ rule: 'edited' }] })).toBe(
    false,
  )
  expect(isReport({})).toBe(false)
})

test('a later version may add fields', () => {
  expect(isReport({ ...VerifyJson.parse(reportOf({})), more: 1 })).toBe(true)
})

test('every field is described', () => {
  const schema: unknown = verifyJsonSchema()
  const { problems } = VerifyJson.shape
  for (const field of Object.keys(VerifyJson.shape)) {
    expect(schema).toHaveProperty(['properties', field, 'description'], expect.any(String))
  }
  for (const field of Object.keys(problems.def.element.shape)) {
    expect(schema).toHaveProperty(
      ['properties', 'problems', 'items', 'properties', field, 'description'],
      expect.any(String),
    )
  }
})

test.for(hostileCases)('$name cannot reach a terminal through JSON', ({ foreign }) => {
  const json = verifyJson({
    status: 'problems',
    subject: foreign,
    migrations: 1,
    rules: [],
    problems: [problem({ title: foreign, text: foreign, place: { file: foreign } })],
    old: [],
    notTold: [foreign],
    notes: [foreign],
  })
  expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  expect(json).not.toMatch(/^\s*::/m)
  expect(VerifyJson.parse(JSON.parse(json)).notes).toEqual([foreign])
})
