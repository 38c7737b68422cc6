import { expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import type { Severity } from '../../src/core/severity.ts'
import { bytesOf } from '../../src/core/incident/kept.ts'
import type { SchemaFound } from '../../src/core/schema/audit-schema.ts'
import { rememberable, SchemaMemory } from '../../src/core/schema/schema-memory.ts'

function extra(name: string, severity: Severity = 'warning'): Finding {
  return {
    kind: 'extra',
    key: `schema:extra:function:public.${name}`,
    severity,
    object: { type: 'function', schema: 'public', name },
    aspects: [{ name: 'body', declared: null, live: 'canary' }],
  }
}

function foundOf(findings: readonly Finding[]): SchemaFound {
  return { findings, objects: 9, ignored: 2, leftOut: 'extension=1' }
}

const names = (count: number, severity?: Severity) =>
  Array.from({ length: count }, (_, index) => extra(`f${severity ?? ''}${index}`, severity))

test('few are remembered all, in their order, and without what they are made of', () => {
  const found = rememberable(foundOf([extra('b'), extra('a', 'critical')]))
  expect(found).toMatchObject({ objects: 9, ignored: 2, leftOut: 'extension=1' })
  expect(found.findings.map(({ key }) => key)).toEqual([extra('b').key, extra('a').key])
  expect(found).not.toHaveProperty('unlisted')
  expect(JSON.stringify(found)).not.toContain('canary')
})

test('of many the worst are listed, and the others are counted', () => {
  const all = [...names(10, 'notice'), ...names(600, 'warning'), ...names(3, 'critical')]
  const { findings, unlisted } = rememberable(foundOf(all))
  expect(findings).toHaveLength(500)
  expect(findings.filter(({ severity }) => severity === 'critical')).toHaveLength(3)
  expect(unlisted).toEqual({ critical: 0, warning: 103, notice: 10 })
})

test('what is remembered has room, and comes back, whatever the texts are', () => {
  const texts = ['\u0001'.repeat(63), '😀'.repeat(5000), '\ud800x', '"\\'.repeat(2000), '']
  const all = Array.from({ length: 500 }, (_, index) => extra(`${texts[index % 5]}${index}`))
  const { findings, ...rest } = rememberable(foundOf(all))
  const memory = { format: 1, key: 'k', lookedAt: 0, found: { ...rest, findings: [...findings] } }
  expect(bytesOf(memory)).toBeLessThanOrEqual(256 * 1024)
  expect(findings.length + (rest.unlisted?.warning ?? 0)).toBe(500)
  expect(SchemaMemory.parse(JSON.parse(JSON.stringify(memory)))).toEqual(memory)
})

test('long names that begin alike stay two', () => {
  const long = 'a'.repeat(2000)
  const { findings } = rememberable(foundOf([extra(`${long}1`), extra(`${long}2`)]))
  expect(new Set(findings.map(({ key }) => key)).size).toBe(2)
  for (const { key } of findings) expect(key).toMatch(/^schema:extra:function:/)
})

test('what is remembered is remembered again as it is', () => {
  const once = rememberable(foundOf([extra('a'), extra('b'.repeat(2000))]))
  expect(rememberable(once)).toEqual(once)
})
