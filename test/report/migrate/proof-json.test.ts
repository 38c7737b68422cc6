import { format } from 'prettier'
import { expect, test } from 'vitest'
import type { Run } from '../../../src/core/migrate/run.ts'
import type { State } from '../../../src/core/migrate/state.ts'
import { begunDocument, unfinishedDocument } from '../../../src/report/migrate/not-run-documents.ts'
import { notRunJson, unfinishedJson } from '../../../src/report/migrate/not-run-json.ts'
import { proofJson } from '../../../src/report/migrate/proof-json.ts'
import { proofJsonSchema } from '../../../src/report/migrate/proof-schema.ts'
import {
  EvidenceJson,
  Facts,
  ProofJson,
  proofShapes,
} from '../../../src/report/migrate/proof-shape.ts'
import { hostileCases } from '../../support/hostile.ts'
import { begunWith, evidenceWith, made, runWith } from '../../support/migrate-run.ts'
import { readProof } from '../../support/proof.ts'

const unfinishedWith = (foreign: string) => {
  const begun = begunWith(foreign)
  return unfinishedJson(begun, unfinishedDocument(begun))
}

test('the published schema is the one of this version: run with --update to publish it', async () => {
  const text = await format(JSON.stringify(proofJsonSchema()), { parser: 'json', printWidth: 100 })
  await expect(text).toMatchFileSnapshot('../../../src/report/proof.schema.json')
})

test('what the schema says of a field, it says of no other', () => {
  const fields = new Map<unknown, Set<string>>()
  const visit = (value: unknown, name: string) => {
    if (typeof value !== 'object' || value === null) return
    if ('description' in value && typeof value.description === 'string') {
      fields.set(value.description, (fields.get(value.description) ?? new Set()).add(name))
    }
    for (const [key, each] of Object.entries(value)) visit(each, Array.isArray(value) ? name : key)
  }
  visit(proofJsonSchema(), '')
  expect(fields.size).toBeGreaterThan(40)
  expect([...fields.values()].filter(({ size }) => size > 1)).toEqual([])
})

const counts = { recorded: 1, pending: 2 }
const states: readonly State[] = [
  { status: 'as-before', unseen: undefined },
  { status: 'applied' },
  { status: 'applied-in-part', ...counts, unseen: 'why' },
  { status: 'half-done', ...counts, objects: [{ ...made, found: { as: 'expected' } }] },
  { status: 'ledger-moved', ...counts },
  { status: 'not-known', because: 'why' },
]
const because = { because: 'why' }

test.for<{ name: string; change: Partial<Run> }>([
  ...states.map((state) => ({ name: state.status, change: { state } })),
  { name: 'all went well', change: { ended: { how: 'done', ms: 1 } } },
  { name: 'no evidence', change: { evidence: because } },
  {
    name: 'nothing compared',
    change: {
      evidence: { ...evidenceWith('a'), objects: because, schema: { covered: false, ...because } },
    },
  },
])('what a proof says is valid: $name', ({ change }) => {
  expect(readProof(proofJson(runWith('a', change)))).toHaveProperty('format', 2)
})

test('what stands there before is valid, too', () => {
  const occasion = { startedAt: 0, driftwatch: '1' }
  expect(readProof(notRunJson('begun', begunDocument, occasion))['verdict']).toBe('NOT RUN')
  const ended = { ...occasion, endedAt: 1, actor: 'a' }
  expect(readProof(notRunJson('refused', begunDocument, ended))['outcome']).toBe('refused')
  expect(readProof(unfinishedWith('a'))['verdict']).toBe('UNFINISHED')
})

test.for([
  {},
  { verdict: 'PASS' },
  { ...ProofJson.parse(JSON.parse(proofJson(runWith('a')))), verdict: 'FINE' },
  { ...ProofJson.parse(JSON.parse(proofJson(runWith('a')))), format: 1 },
])('the schema does not take what is no proof: %#', (value) => {
  expect(() => readProof(JSON.stringify(value))).toThrow('not a proof')
})

test('a later version may add fields', () => {
  const proof = readProof(proofJson(runWith('a')))
  expect(() => readProof(JSON.stringify({ ...proof, more: 1 }))).not.toThrow()
})

test('every field of the evidence, the facts and the checks is described', () => {
  const schema = JSON.stringify(proofJsonSchema())
  const { Checks, RanJson } = proofShapes
  const fields = [EvidenceJson, Facts, Checks, RanJson].flatMap(({ shape }) =>
    Object.entries(shape),
  )
  for (const [field] of fields) {
    if (field === 'startedAt' || field === 'endedAt') continue
    expect(schema).toMatch(new RegExp(`"${field}":\\{[^]*?"description"`))
  }
})

test.for(hostileCases)('$name cannot reach a terminal through JSON', ({ foreign }) => {
  for (const json of [proofJson(runWith(foreign)), unfinishedWith(foreign)]) {
    expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    expect(json).not.toMatch(/^\s*::/m)
    expect(JSON.parse(json)).toMatchObject({ database: foreign, actor: foreign })
  }
})
