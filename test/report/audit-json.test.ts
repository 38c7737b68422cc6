import { Ajv2020 } from 'ajv/dist/2020.js'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import { defaultLedgerTable, type LedgerRow } from '../../src/core/ledger.ts'
import { simulateUpgrade } from '../../src/core/upgrade.ts'
import { AuditJson, auditJson, auditJsonSchema } from '../../src/report/audit/audit-json.ts'
import published from '../../src/report/audit.schema.json' with { type: 'json' }
import { findingKinds, findingWith, verdictOf } from '../support/findings.ts'
import { applied, manifestOf, migration, stranger } from '../support/history.ts'

const isAudit = new Ajv2020({ strict: true, allErrors: true }).compile(published)

const init = migration(0)
const rung = { state: 'applied', migration: init, row: applied(init) } as const
const about = {
  ladder: [rung, { state: 'unknown', migration: undefined, row: stranger(1) } as const],
  place: { table: defaultLedgerTable, shape: '0.x', history: [init] } as const,
  layout: 'journal' as const,
}

test('the published schema is the one of this version: run with --update to publish it', async () => {
  const text = await format(JSON.stringify(auditJsonSchema()), { parser: 'json', printWidth: 100 })
  await expect(text).toMatchFileSnapshot('../../src/report/audit.schema.json')
})

test.for(findingKinds)('an audit with %s is valid, and is still a verdict', (kind) => {
  const verdict = verdictOf([findingWith[kind]('0003_orders')])
  const json: unknown = JSON.parse(auditJson({ ...about, verdict }))
  expect(isAudit(json) || isAudit.errors).toBe(true)
  expect(json).toMatchObject(JSON.parse(JSON.stringify(verdict)))
  expect(AuditJson.parse(json).ladder).toHaveLength(2)
})

/** A hash that nobody knows, in one row. */
function unknownIn(row: LedgerRow) {
  const { severity, key } = findingWith.unknown(row.hash)
  return {
    kind: 'unknown',
    severity,
    key,
    hash: row.hash,
    rows: [row],
    count: 1,
    era: 'within',
  } satisfies Finding
}

function exitsFor(finding: Finding) {
  const json: unknown = JSON.parse(auditJson({ ...about, verdict: verdictOf([finding]) }))
  return AuditJson.parse(json).exits
}

test('each way out names its findings, its risk, and what can be pasted', () => {
  const unknown = unknownIn(stranger(1))
  const exits = exitsFor(unknown)
  expect(exits.map(({ exit }) => exit)).toEqual(['codify', 'allow', 'revert', 'record'])
  for (const { findings, text, risk } of exits) {
    expect(findings).toEqual([unknown.key])
    expect([text, risk]).not.toContain('')
  }
  const lines = exits.flatMap(({ code }) => code?.lines ?? []).join('\n')
  expect(lines).toContain(`allow ${unknown.hash} --reason '…' --owner '…'`)
})

test.for([
  { name: 'a row without a date', change: { createdAt: null }, ways: ['record', 'allow'] },
  { name: 'a row whose hash is none', change: { hash: 'nonsense' }, ways: ['record'] },
])('$name has fewer ways out, and to mend the ledger comes first', ({ change, ways }) => {
  const exits = exitsFor(unknownIn({ ...stranger(1), ...change }))
  expect(exits.map(({ exit }) => exit)).toEqual(ways)
})

test('readiness and the monitor are told where they were asked for', () => {
  const ledger = { found: true, shape: '0.x', rows: [applied(init), stranger(1)] } as const
  const upgrade = simulateUpgrade(manifestOf([init]), ledger)
  const monitor = { status: 'unreachable', because: 'no answer' } as const
  const verdict = verdictOf([])
  const json: unknown = JSON.parse(auditJson({ ...about, verdict, monitor }, upgrade))
  expect(isAudit(json) || isAudit.errors).toBe(true)
  expect(json).toMatchObject({
    monitor: { unreachable: 'no answer' },
    readiness: { ready: false, outcome: 'throws', rows: [{ as: 'named' }, { as: 'unmatched' }] },
  })
})
