import type { Evidence } from '../../src/core/migrate/judge.ts'
import type { BegunRun, Run } from '../../src/core/migrate/run.ts'
import { parseLine } from '../../src/core/schema/catalog-object.ts'
import { findingWith } from './findings.ts'
import { migration } from './history.ts'

const name = { schema: 'public', table: 't' }
const content = { rows: '2', checksum: 'c' }
const row = { id: '1', values: { hash: 'a', created_at: null } }
const expected = parseLine('column\tpublic\tt\tc\ttype=text')
const aspects = [{ name: 'type', declared: 'text', live: null }]
/** A column that a migration makes, before it is said how it was found. */
export const made = { expected, change: 'comes', wasThere: false } as const
const answers = [
  { status: 'answered', code: 200, ms: 1.5 },
  { status: 'no-token', code: 401 },
  { status: 'no-answer', because: 'timeout' },
] as const

/** All that can be seen after a run, in each of its forms, with `foreign` wherever a text of another's can stand. */
export function evidenceWith(foreign: string): Evidence {
  return {
    pending: 1,
    rowsBefore: [row],
    rowsAfter: [row],
    rows: [{ id: '1', before: row, as: 'gone' }],
    objects: [
      { ...made, found: { as: 'expected' } },
      { ...made, found: { as: 'absent' } },
      { ...made, found: { as: 'still-there' } },
      { ...made, found: { as: 'different', aspects } },
    ],
    findings: Object.values(findingWith).map((findingOf) => findingOf(foreign)),
    schema: {
      covered: true,
      objects: 3,
      leftOut: 'extension=2',
      hiddenBy: [{ object: foreign, reason: foreign, differences: 1 }],
    },
    tables: [content, undefined].map((after) => ({
      name: { schema: foreign, table: foreign },
      columns: [foreign],
      leftOut: [foreign],
      before: content,
      after,
    })),
    probes: answers.map((after) => ({ name: foreign, expect: 200, before: after, after })),
  }
}

/** A run that failed and left all as it was. */
export function runWith(foreign: string, change: Partial<Run> = {}): Run {
  return {
    facts: {
      manifest: { name: foreign, digest: 'd', git: null, source: foreign, layout: 'journal' },
      ledger: { schema: 'drizzle', table: '__drizzle_migrations' },
      database: foreign,
      actor: foreign,
      startedAt: 0,
      versions: { driftwatch: '1', node: '24', postgres: '17', drizzle: '0.45', driver: 'pg' },
      pending: [migration(0)],
      rehearsed: { where: 'here', ms: 1.5 },
      alreadyThere: [foreign],
      alreadyGone: [foreign],
      allowedIds: ['1'],
    },
    endsTransaction: [foreign],
    ended: {
      how: 'failed',
      words: foreign,
      statement: { sql: foreign, place: { file: foreign, line: 1 } },
      ms: 1.5,
    },
    state: { status: 'as-before', unseen: foreign },
    evidence: evidenceWith(foreign),
    endedAt: 1,
    ...change,
  }
}

export function begunWith(foreign: string): BegunRun {
  return {
    facts: { ...runWith(foreign).facts, rehearsed: undefined },
    rows: [row],
    tables: [{ name, columns: [foreign], leftOut: [], before: content }],
    probes: [{ name: foreign, expect: 200, before: answers[2] }],
  }
}
