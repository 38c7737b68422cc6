import * as z from 'zod/mini'
import { Finding } from '../../core/finding.ts'
import { LedgerTable } from '../../core/ledger.ts'
import { SchemaObject } from '../../core/schema/catalog-object.ts'

/** What the proof as JSON is made of; `proof-json.ts` puts it together. */

/** What is described has a `z.string()` of its own: one that is shared is described everywhere. */
const text = z.string()
export const Time = z.iso.datetime()
const Reason = z.object({ because: text })
const Content = z.object({ rows: text, checksum: text })
const Row = z.object({ id: text, values: z.record(z.string(), z.nullable(text)) })
const Seen = z.discriminatedUnion('status', [
  z.object({ status: z.literal('answered'), code: z.int(), ms: z.number() }),
  z.object({ status: z.literal('no-token'), code: z.int() }),
  z.object({ status: z.literal('no-answer'), because: z.enum(['timeout', 'unreachable']) }),
])
const table = {
  name: z.object({ schema: text, table: text }),
  columns: z.array(text),
  leftOut: z.array(text),
  before: Content,
}
const probe = { name: text, expect: z.int(), before: Seen }

/** What is known before the migrator starts. */
export const Facts = z.object({
  manifest: z.object({
    name: text,
    digest: text,
    source: text,
    layout: z.enum(['journal', 'folders']),
    git: z.nullable(z.object({ commit: text, dirty: z.boolean() })),
  }),
  ledger: LedgerTable,
  database: z.string(),
  actor: z.string(),
  startedAt: Time,
  versions: z.object({
    driftwatch: text,
    node: text,
    postgres: text,
    drizzle: text,
    driver: text,
  }),
  pending: z.array(z.object({ tag: text, when: z.number(), hash: text })),
  rehearsed: z.nullable(z.object({ where: text, ms: z.number() })),
  alreadyThere: z.array(text),
  alreadyGone: z.array(text),
  allowedIds: z.array(text),
})

/** What was seen then. */
export const SeenBefore = z.object({
  rows: z.array(Row),
  tables: z.array(z.object(table)),
  probes: z.array(z.object(probe)),
})

const Aspect = z.object({ name: text, declared: z.nullable(text), live: z.nullable(text) })
const Made = z.object({
  object: SchemaObject,
  expected: z.record(z.string(), text),
  change: z.enum(['comes', 'changes', 'goes']),
  wasThere: z.boolean(),
  found: z.discriminatedUnion('as', [
    z.object({ as: z.enum(['expected', 'absent', 'still-there']) }),
    z.object({ as: z.literal('different'), aspects: z.array(Aspect) }),
  ]),
})

/** All that was looked at after a run, with what it was before. */
export const EvidenceJson = z.object({
  objects: z.union([z.array(Made), Reason]),
  findings: z.array(Finding),
  schema: z.discriminatedUnion('covered', [
    z.object({
      covered: z.literal(true),
      objects: z.int(),
      leftOut: text,
      hiddenBy: z.array(z.object({ object: text, reason: text, differences: z.int() })),
    }),
    z.object({ covered: z.literal(false), because: text }),
  ]),
  ledger: z.object({
    before: z.array(Row),
    after: z.array(Row),
    untouched: z.array(z.object({ id: text, as: z.enum(['untouched', 'changed', 'gone']) })),
  }),
  tables: z.array(z.object({ ...table, after: z.nullable(Content) })),
  probes: z.array(z.object({ ...probe, after: Seen })),
})

/** One for each, as each has a description of its own. */
const result = () => z.enum(['holds', 'fails', 'not-told', 'not-asked'])
const Checks = z.object({
  count: result(),
  objects: result(),
  ledger: result(),
  schema: result(),
  rows: result(),
  tables: result(),
  probes: result(),
})

const Format = z.literal(2)
const RanJson = z.extend(Facts, {
  format: Format,
  verdict: z.enum(['PASS', 'PARTIAL', 'FAIL']),
  endedAt: Time,
  endsTransaction: z.array(text),
  migrator: z.object({
    ended: z.enum(['done', 'failed', 'ended', 'stopped']),
    ms: z.number(),
    said: z.optional(text),
    statement: z.optional(text),
  }),
  state: z.object({
    status: z.enum([
      'as-before',
      'applied',
      'applied-in-part',
      'half-done',
      'ledger-moved',
      'not-known',
    ]),
    said: text,
  }),
  checks: z.nullable(Checks),
  evidence: z.union([EvidenceJson, Reason]),
})
const UnfinishedJson = z.extend(Facts, {
  format: Format,
  verdict: z.literal('UNFINISHED'),
  said: text,
  before: SeenBefore,
})
const NotRunJson = z.object({
  format: Format,
  verdict: z.literal('NOT RUN'),
  outcome: z.enum([
    'begun',
    'error',
    'locked',
    'nothing',
    'refused',
    'not-rehearsed',
    'not-on-copy',
    'red',
    'planned',
  ]),
  said: z.string(),
  actor: z.nullable(text),
  startedAt: Time,
  endedAt: z.nullable(Time),
  driftwatch: text,
})

/** What `migrate --proof FILE.json` writes. */
export const ProofJson = z.discriminatedUnion('verdict', [RanJson, UnfinishedJson, NotRunJson])
export const proofShapes = { RanJson, UnfinishedJson, NotRunJson, Checks }
export type RanJson = z.infer<typeof RanJson>
export type UnfinishedJson = z.infer<typeof UnfinishedJson>
export type NotRunJson = z.infer<typeof NotRunJson>
export type FactsJson = z.infer<typeof Facts>
export type EvidenceJson = z.infer<typeof EvidenceJson>
