import * as z from 'zod/mini'
import { Finding } from './finding.ts'
import { causes } from './observation.ts'

/** How many there are of each; `allowed` counts rows that an allowance accepts. */
const Counts = z.object({
  critical: z.number(),
  warning: z.number(),
  notice: z.number(),
  history: z.number(),
  ledger: z.number(),
  allowed: z.number(),
  /** Disagreements of the schemas that a rule ignores. */
  ignored: z.optional(z.number()),
})

/** What the verdict speaks of, and what it does not. */
const Coverage = z.object({
  ledger: z.enum(['read', 'not-read']),
  schema: z.object({
    covered: z.boolean(),
    /** Why not, where it is not. */
    because: z.optional(z.string()),
    /** How many live objects were compared. */
    objects: z.optional(z.number()),
    /** How many were left out, by reason: `extension=12;partition=3`. */
    leftOut: z.optional(z.string()),
  }),
})

/** The answer to *is the database the one that the repository describes?* */
export const Verdict = z.object({
  status: z.enum(['in-sync', 'drifted', 'unreadable']),
  target: z.string(),
  manifest: z.nullable(z.object({ name: z.string(), digest: z.string() })),
  /** ISO 8601, UTC. */
  checkedAt: z.string(),
  counts: Counts,
  /** In the order of the history, then by created_at and hash. */
  findings: z.array(Finding),
  coverage: Coverage,
  /** Set when, and only when, the status is `unreadable`. */
  unreadable: z.optional(z.object({ cause: z.enum(causes), message: z.string() })),
})
export type Verdict = Readonly<z.infer<typeof Verdict>>
