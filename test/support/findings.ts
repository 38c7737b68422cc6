import type { Finding, FindingKind, Place } from '../../src/core/finding.ts'
import type { LedgerRow } from '../../src/core/ledger.ts'
import type { Commit, Fate, Origin } from '../../src/core/origin.ts'
import type { SchemaFinding } from '../../src/core/schema/without-definitions.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { allowanceOf, applied, hashOfText, migration, now, ruleOf } from './history.ts'

const dayMs = 24 * 60 * 60 * 1000

/** One finding of each kind, with `foreign` wherever a text of another's can stand. */
export const findingWith: Readonly<Record<FindingKind, (foreign: string) => Finding>> = {
  pending: (foreign) => ({
    kind: 'pending',
    ...facts('pending'),
    ...declaring(foreign),
    place: placeWith(foreign),
  }),
  skipped: (foreign) => ({
    kind: 'skipped',
    ...facts('skipped'),
    ...declaring(foreign),
    overshadowedBy: rowWith(foreign),
    place: placeWith(foreign),
  }),
  edited: (foreign) => ({
    kind: 'edited',
    ...facts('edited'),
    ...declaring(foreign),
    row: rowWith(foreign),
    origin: originWith(foreign, { kind: 'edited', by: commitWith(foreign) }),
  }),
  'line-endings': (foreign) => ({
    kind: 'line-endings',
    ...facts('line-endings'),
    ...declaring(foreign),
    row: rowWith(foreign),
    form: 'crlf',
  }),
  restamped: (foreign) => ({
    kind: 'restamped',
    ...facts('restamped'),
    ...declaring(foreign),
    row: rowWith(foreign),
    willRunAgain: true,
    origin: originWith(foreign, { kind: 'renamed', by: commitWith(foreign), to: foreign }),
  }),
  unknown: (foreign) => ({
    kind: 'unknown',
    ...facts('unknown'),
    hash: foreign,
    rows: [rowWith(foreign)],
    count: 1,
    era: 'within',
    origin: originWith(foreign, { kind: 'deleted', by: commitWith(foreign) }),
  }),
  ahead: (foreign) => ({
    kind: 'ahead',
    ...facts('ahead'),
    hash: foreign,
    rows: [rowWith(foreign), rowWith(foreign)],
    count: 2,
    firstSeenAt: now - 60_000,
    origin: originWith(foreign, { kind: 'unmerged', branches: [foreign, foreign] }),
  }),
  duplicate: (foreign) => ({
    kind: 'duplicate',
    ...facts('duplicate'),
    ...declaring(foreign),
    row: rowWith(foreign),
  }),
  'future-row': (foreign) => ({
    kind: 'future-row',
    ...facts('future-row'),
    row: rowWith(foreign),
  }),
  'bad-row': (foreign) => ({
    kind: 'bad-row',
    ...facts('bad-row'),
    row: rowWith(foreign),
    problems: ['created-at-not-milliseconds', 'hash-not-sha256'],
    ...declaring(foreign),
  }),
  vanished: (foreign) => ({
    kind: 'vanished',
    ...facts('vanished'),
    row: rowWith(foreign),
    lastSeenAt: now - dayMs,
    ...declaring(foreign),
    place: placeWith(foreign),
    fate: 'runs-again',
  }),
  'ledger-absent': (foreign) => ({
    kind: 'ledger-absent',
    ...facts('ledger-absent'),
    ledger: foreign,
    state: 'absent',
    elsewhere: [foreign, foreign],
    declared: 3,
  }),
  'allowance-unused': (foreign) => ({
    kind: 'allowance-unused',
    ...facts('allowance-unused'),
    ...granting(foreign),
  }),
  'allowance-expired': (foreign) => ({
    kind: 'allowance-expired',
    ...facts('allowance-expired'),
    ...granting(foreign),
  }),
  lacking: (foreign) => ({
    kind: 'lacking',
    ...facts('lacking'),
    ...columnWith(foreign),
    aspects: [{ name: 'type', declared: foreign, live: null }],
    because: { why: 'skipped', tag: foreign },
  }),
  changed: (foreign) => ({
    kind: 'changed',
    ...facts('changed'),
    ...columnWith(foreign),
    aspects: [
      { name: 'type', declared: 'text', live: foreign },
      { name: 'default', declared: foreign, live: null },
    ],
  }),
  extra: (foreign) => ({
    kind: 'extra',
    ...facts('extra'),
    ...columnWith(foreign),
    aspects: [{ name: 'type', declared: null, live: foreign }],
    because: { why: 'pending', tag: foreign },
  }),
  'rule-unused': (foreign) => ({
    kind: 'rule-unused',
    ...facts('rule-unused'),
    ...ignoring(foreign),
  }),
  'rule-expired': (foreign) => ({
    kind: 'rule-expired',
    ...facts('rule-expired'),
    ...ignoring(foreign),
  }),
}

export const findingKinds = Object.values(findingWith).map((make) => make('x').kind)

/** A row of which every value is `foreign`. */
export function rowWith(foreign: string): LedgerRow {
  return { id: foreign, hash: foreign, createdAt: foreign, name: foreign }
}

/** A ledger of 1.0, so that the migration's name is a part of its row. */
export function placeWith(foreign: string): Place {
  return { schema: foreign, table: foreign, shape: '1.0' }
}

/** Of a file, an author and branches that are called so. */
export function originWith(foreign: string, fate: Fate): Origin {
  return { hash: 'ab'.repeat(32), tag: foreign, path: foreign, from: commitWith(foreign), fate }
}

export function commitWith(author: string): Commit {
  return { commit: '1f3c2ab94d07', at: now / 1000 - 86_400, author }
}

function facts(kind: FindingKind) {
  return { key: `${kind}:1`, severity: 'critical' } as const
}

function declaring(tag: string) {
  const { when, hash } = migration(3)
  return { migration: { tag, when, hash } }
}

function granting(foreign: string) {
  const change = { reason: foreign, owner: foreign, expires: '2026-02-20' }
  return { allowance: allowanceOf(hashOfText('allowed'), change) }
}

function columnWith(foreign: string) {
  return { object: { type: 'column', schema: foreign, table: foreign, name: foreign } }
}

function ignoring(foreign: string) {
  const change = { reason: foreign, owner: foreign, expires: '2026-02-20' }
  return { rule: ruleOf(`table public.${foreign}`, change) }
}

type SchemaKind = 'lacking' | 'changed' | 'extra'

/**
 * A finding on one object, named as `column public.users.email`: what is said of it as one value
 * for the side that has it, or as the declared and the live one.
 */
export function objectFinding(
  kind: SchemaKind,
  named: string,
  aspects: Readonly<Record<string, string | readonly [string | null, string | null]>> = {},
  change: Partial<Pick<SchemaFinding, 'parts' | 'because'>> = {},
): SchemaFinding {
  const [, type = '', schema = '', first = '', second] =
    /^([a-z ]+) (\w+)\.(\w+(?:\(.*\))?)(?:\.(\w+))?$/.exec(named) ?? []
  const object = {
    type,
    schema,
    ...(second === undefined ? { name: first } : { table: first, name: second }),
  }
  const told = Object.entries(aspects).map(([name, value]) => {
    if (typeof value !== 'string') return { name, declared: value[0], live: value[1] }
    const isExtra = kind === 'extra'
    return { name, declared: isExtra ? null : value, live: isExtra ? value : null }
  })
  const severity = kind === 'extra' ? 'warning' : 'critical'
  return { kind, key: `schema:${kind}:${named}`, severity, object, aspects: told, ...change }
}

/** A row as Drizzle writes it, which no migration declares. */
export function unknownRow(change: Partial<LedgerRow> = {}): LedgerRow {
  return applied(migration(0), { id: '1', hash: 'ab'.repeat(32), ...change })
}

/** A verdict that comes to these findings, on a history of five and a ledger of six. */
export function verdictOf(findings: readonly Finding[], change: Partial<Verdict> = {}): Verdict {
  const count = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length
  return {
    status: findings.length === 0 ? 'in-sync' : 'drifted',
    target: 'app',
    manifest: { name: 'app', digest: '0'.repeat(64) },
    checkedAt: new Date(now).toISOString(),
    counts: {
      critical: count('critical'),
      warning: count('warning'),
      notice: count('notice'),
      history: 5,
      ledger: 6,
      allowed: 0,
    },
    findings: [...findings],
    coverage: { ledger: 'read', schema: { covered: false, because: 'only the ledger is' } },
    ...change,
  }
}
