import { Ajv2020 } from 'ajv/dist/2020.js'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { audit } from '../../src/core/audit.ts'
import { Verdict } from '../../src/core/verdict.ts'
import { verdictJson, verdictJsonSchema } from '../../src/report/verdict-json.ts'
import published from '../../src/report/verdict.schema.json' with { type: 'json' }
import { findingKinds, findingWith, verdictOf } from '../support/findings.ts'
import { hostileCases } from '../support/hostile.ts'
import { applied, manifestOf, migration, now, stranger } from '../support/history.ts'

const isVerdict = new Ajv2020({ strict: true, allErrors: true }).compile(published)

/** What the schema says against a text. */
function faultsOf(json: string) {
  return isVerdict(JSON.parse(json)) ? [] : isVerdict.errors
}

test('the published schema is the one of this version: run with --update to publish it', async () => {
  const text = await format(JSON.stringify(verdictJsonSchema()), {
    parser: 'json',
    printWidth: 100,
  })
  await expect(text).toMatchFileSnapshot('../../src/report/verdict.schema.json')
})

test.for(findingKinds)('a verdict with %s is valid, and comes back as it was', (kind) => {
  const verdict = verdictOf([findingWith[kind]('0003_orders')])
  expect(faultsOf(verdictJson(verdict))).toEqual([])
  expect(Verdict.parse(JSON.parse(verdictJson(verdict)))).toEqual(verdict)
})

const init = migration(0)
const about = { target: 'app', manifest: manifestOf([init]), allowances: [], now } as const

test.for([
  { name: 'in sync', rows: [applied(init)], status: 'in-sync' },
  { name: 'drifted', rows: [applied(init), stranger(1)], status: 'drifted' },
])('what an audit says is valid: $name', ({ rows, status }) => {
  const ledger = { found: true, shape: '0.x', rows } as const
  const observation = { status: 'read', ledger, serverVersion: '17.5' } as const
  const verdict = audit({ ...about, observation })
  expect(verdict.status).toBe(status)
  expect(faultsOf(verdictJson(verdict))).toEqual([])
})

test('what an audit says is valid: unreadable, with or without a manifest', () => {
  const observation = { status: 'unreadable', cause: 'timeout', message: 'No answer.' } as const
  expect(faultsOf(verdictJson(audit({ ...about, observation })))).toEqual([])
  expect(faultsOf(verdictJson(audit({ ...about, manifest: null, observation })))).toEqual([])
})

test('the schema does not take what is no verdict', () => {
  expect(isVerdict({ ...verdictOf([]), status: 'fine' })).toBe(false)
  expect(isVerdict({ ...verdictOf([]), findings: [{ kind: 'nonsense' }] })).toBe(false)
})

test('a later version may add fields', () => {
  expect(isVerdict({ ...verdictOf([]), more: 1 })).toBe(true)
})

test('every field and every kind is described', () => {
  const schema: unknown = verdictJsonSchema()
  expect(schema).toHaveProperty('$id')
  expect(schema).toHaveProperty('title')
  for (const field of Object.keys(Verdict.shape)) {
    expect(schema).toHaveProperty(['properties', field, 'description'])
  }
  for (const index of findingKinds.keys()) {
    expect(schema).toHaveProperty(
      ['properties', 'findings', 'items', 'oneOf', index, 'description'],
      expect.any(String),
    )
  }
})

test.for(hostileCases)('$name cannot reach a terminal through JSON', ({ foreign }) => {
  const verdict = verdictOf(findingKinds.map((kind) => findingWith[kind](foreign)))
  const json = verdictJson(verdict)
  expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  expect(json).not.toMatch(/^\s*::/m)
  expect(JSON.parse(json)).toEqual(verdict)
})
