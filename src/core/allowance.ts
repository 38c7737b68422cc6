import * as z from 'zod/mini'
import { MigrationHash } from './migration.ts'

const IsoDate = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}$/),
  // The 30th of February would be rolled over to a day in March.
  z.refine((text) => new Date(`${text}T00:00:00Z`).getUTCDate() === Number(text.slice(-2))),
)

/** An accepted exception: this hash may stand in the ledger though no file declares it. */
export const Allowance = z.strictObject({
  hash: MigrationHash,
  reason: z.string().check(z.minLength(1), z.maxLength(1000)),
  owner: z.string().check(z.minLength(1), z.maxLength(200)),
  /** The day on which it was granted, in UTC. */
  date: IsoDate,
  /** The last day on which it holds, in UTC; without it, it holds until it is removed. */
  expires: z.optional(IsoDate),
  /** The one manifest that it is for; without it, it is for all of them. */
  manifest: z.optional(z.string()),
})
export type Allowance = Readonly<z.infer<typeof Allowance>>

/** The file `migrations-manifest/allowances.json`. */
export const AllowanceFile = z.strictObject({
  format: z.literal(1),
  allowances: z.array(Allowance),
})

const dayMs = 24 * 60 * 60 * 1000

/** Whether the allowance has run out: its last day is over in UTC. */
export function isExpired(allowance: Allowance, now: number): boolean {
  return allowance.expires !== undefined && now >= Date.parse(allowance.expires) + dayMs
}

/** The allowances that are meant for this manifest, expired or not. */
export function allowancesFor(manifest: string, allowances: readonly Allowance[]): Allowance[] {
  return allowances.filter((entry) => entry.manifest === undefined || entry.manifest === manifest)
}
