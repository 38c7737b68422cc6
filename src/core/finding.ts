import * as z from 'zod/mini'
import { Allowance, IgnoreRule } from './allowance.ts'
import { LedgerRow } from './ledger.ts'
import { MigrationHash, TwinForm } from './migration.ts'
import { Origin } from './origin.ts'
import { SchemaObject } from './schema/catalog-object.ts'
import { Because } from './schema/explain.ts'
import { Severity } from './severity.ts'

/** The part of a migration that a finding shows. */
const Declared = z.object({ tag: z.string(), when: z.number(), hash: MigrationHash })

/** What is wrong with a row's own values. */
export const RowProblem = z.enum([
  'created-at-null',
  'created-at-in-seconds',
  'created-at-not-milliseconds',
  'hash-not-sha256',
])
export type RowProblem = z.infer<typeof RowProblem>

function finding<Kind extends string, Shape extends z.core.$ZodShape>(kind: Kind, shape: Shape) {
  return z.object({ kind: z.literal(kind), key: z.string(), severity: Severity, ...shape })
}

/** The ledger in which a migration's row would stand, and the shape that it would have there. */
const Place = z.object({ schema: z.string(), table: z.string(), shape: z.enum(['0.x', '1.0']) })
export type Place = Readonly<z.infer<typeof Place>>

/** A bounded sample of the rows that share a hash, and how many there are. */
const rowsOfHash = {
  hash: z.string(),
  rows: z.array(LedgerRow),
  count: z.number(),
  origin: z.optional(Origin),
}

/** One thing that is said of an object: `null` on the side that says nothing of it. */
const Aspect = z.object({
  name: z.string(),
  /** Left out where definitions stay where they are: in Slack, in logs and in what is published. */
  declared: z.optional(z.nullable(z.string())),
  live: z.optional(z.nullable(z.string())),
})

const ofObject = {
  object: SchemaObject,
  aspects: z.array(Aspect),
  /** How many more objects differ only because this one does, such as a table's columns. */
  parts: z.optional(z.number()),
  because: z.optional(Because),
}

/** One disagreement of a database with its repository. `key` stays the same for as long as it lasts. */
export const Finding = z.discriminatedUnion('kind', [
  /** Declared, newer than every applied row: the next migrate will run it. */
  finding('pending', {
    migration: Declared,
    place: z.optional(Place),
    /** The ledger has no rows at all, which is told as `ledger-absent`. */
    ledgerIsEmpty: z.optional(z.boolean()),
  }),
  /** Declared, not newer than the newest row: Drizzle 0.x will never run it. */
  finding('skipped', {
    migration: Declared,
    overshadowedBy: LedgerRow,
    place: z.optional(Place),
  }),
  /** Applied under its own created_at (0.x) or name (1.0), and its file's hash is another one. */
  finding('edited', { migration: Declared, row: LedgerRow, origin: z.optional(Origin) }),
  /** As `edited`, but only line endings, a BOM or the final newline differ. */
  finding('line-endings', { migration: Declared, row: LedgerRow, form: TwinForm }),
  /** Its hash stands in the ledger under another created_at (0.x) or name (1.0). */
  finding('restamped', {
    migration: Declared,
    row: LedgerRow,
    willRunAgain: z.boolean(),
    origin: z.optional(Origin),
  }),
  /** Neither declared nor allowed. `era` says where it stands among the declared migrations. */
  finding('unknown', { ...rowsOfHash, era: z.enum(['before', 'within', 'after', 'undated']) }),
  /** As `unknown`, newer than all that is declared and only just seen: a deploy in flight. */
  finding('ahead', { ...rowsOfHash, firstSeenAt: z.number() }),
  /** Equal to a row that already records its migration: it was run twice, or recorded twice. */
  finding('duplicate', { migration: Declared, row: LedgerRow }),
  /** Its created_at is later than now: Drizzle 0.x skips all that is generated until then. */
  finding('future-row', { row: LedgerRow }),
  /** Its values cannot be what Drizzle wrote. */
  finding('bad-row', {
    row: LedgerRow,
    problems: z.array(RowProblem),
    migration: z.optional(Declared),
  }),
  /** Seen before, now gone or changed, and nothing in the manifest explains it. */
  finding('vanished', {
    row: LedgerRow,
    lastSeenAt: z.number(),
    migration: z.optional(Declared),
    place: z.optional(Place),
    /** What the next migrate does about its migration; `recorded`: another row stands for it. */
    fate: z.optional(z.enum(['runs-again', 'skipped', 'recorded'])),
  }),
  /** No ledger table, or an empty one, while the history is not empty. */
  finding('ledger-absent', {
    ledger: z.string(),
    state: z.enum(['absent', 'empty']),
    elsewhere: z.array(z.string()),
    declared: z.number(),
    /** How many rows it had when it was last read with any, in milliseconds since the epoch. */
    before: z.optional(z.object({ rows: z.number(), seenAt: z.number() })),
  }),
  /** The exception matches no row. */
  finding('allowance-unused', { allowance: Allowance }),
  /** The exception has run out. */
  finding('allowance-expired', { allowance: Allowance }),
  /** The migrations make it, and the database does not have it: code will break. */
  finding('lacking', ofObject),
  /** Both have it, and not the same; under another name, where the aspect is `name`. */
  finding('changed', ofObject),
  /** The database has it, and no migration makes it: somebody patched by hand. */
  finding('extra', ofObject),
  /** The rule means no object on which the schemas disagree. */
  finding('rule-unused', { rule: IgnoreRule }),
  /** The rule has run out. */
  finding('rule-expired', { rule: IgnoreRule }),
])
export type Finding = Readonly<z.infer<typeof Finding>>
export type FindingKind = Finding['kind']
export type FindingOf<Kind extends FindingKind> = Extract<Finding, { kind: Kind }>
export type DeclaredMigration = z.infer<typeof Declared>

/** What a finding shows of a migration. */
export function declared({ tag, when, hash }: DeclaredMigration): DeclaredMigration {
  return { tag, when, hash }
}
