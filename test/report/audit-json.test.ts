import { Ajv2020 } from 'ajv/dist/2020.js'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { simulateUpgrade } from '../../src/core/upgrade.ts'
import { AuditJson, auditJson, auditJsonSchema } from '../../src/report/audit/audit-json.ts'
import published from '../../src/report/audit.schema.json' with { type: 'json' }
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { findingKinds, findingWith, verdictOf } from '../support/findings.ts'
import { applied, manifestOf, migration, stranger } from '../support/history.ts'

const isAudit = new Ajv2020({ strict: true, allErrors: true }).compile(published)

const init = migration(0)
const rung = { state: 'applied', migration: init, row: applied(init) } as const
const about = {
  ladder: [rung, { state: 'unknown', migration: undefined, row: stranger(1) } as const],
  place: { table: defaultLedgerTable, shape: '0.x' } as const,
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

test('each way out names its findings, its risk, and what can be pasted', () => {
  const unknown = findingWith.unknown('ab'.repeat(32))
  const json = AuditJson.parse(JSON.parse(auditJson({ ...about, verdict: verdictOf([unknown]) })))
  expect(json.exits.map(({ exit }) => exit).toSorted()).toEqual([
    'allow',
    'codify',
    'record',
    'revert',
  ])
  for (const { findings, text, risk } of json.exits) {
    expect(findings).toEqual([unknown.key])
    expect([text, risk]).not.toContain('')
  }
  const commands = json.exits.flatMap(({ code }) => code?.lines ?? [])
  expect(commands.join('\n')).toContain(`allow ${'ab'.repeat(32)} --reason '…' --owner '…'`)
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

test.for([
  { name: 'a row without a date', change: { createdAt: null }, exits: ['record', 'allow'] },
  { name: 'a row whose hash is none', change: { hash: 'nonsense' }, exits: ['record'] },
])('$name has fewer ways out, and to mend the ledger comes first', ({ change, exits }) => {
  const row = { ...stranger(1), ...change }
  const { severity, key } = findingWith.unknown(row.hash)
  const finding = { kind: 'unknown', severity, key, hash: row.hash, rows: [row], count: 1 } as const
  const verdict = verdictOf([{ ...finding, rows: [row], era: 'undated' }])
  const json = AuditJson.parse(JSON.parse(auditJson({ ...about, verdict })))
  expect(json.exits.map(({ exit }) => exit)).toEqual(exits)
})
