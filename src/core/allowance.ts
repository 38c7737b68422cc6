import * as z from 'zod/mini'
import { MigrationHash } from './migration.ts'
import { ObjectPattern } from './schema/ignore-rule.ts'

const IsoDate = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}$/),
  // The 30th of February would be rolled over to a day in March.
  z.refine((text) => new Date(`${text}T00:00:00Z`).getUTCDate() === Number(text.slice(-2))),
)

/** What every exception says of itself. */
const accepted = {
  reason: z.string().check(z.minLength(1), z.maxLength(1000)),
  owner: z.string().check(z.minLength(1), z.maxLength(200)),
  /** The day on which it was granted, in UTC. */
  date: IsoDate,
  /** The last day on which it holds, in UTC; without it, it holds until it is removed. */
  expires: z.optional(IsoDate),
  /** The one manifest that it is for; without it, it is for all of them. */
  manifest: z.optional(z.string()),
}
type Exception = Readonly<z.infer<z.ZodMiniObject<typeof accepted>>>

/** An accepted exception: this hash may stand in the ledger though no file declares it. */
export const Allowance = z.strictObject({ hash: MigrationHash, ...accepted })
export type Allowance = Readonly<z.infer<typeof Allowance>>

/** An accepted exception: what the declared and the live schema say of these objects may differ. */
export const IgnoreRule = z.strictObject({ object: ObjectPattern, ...accepted })
export type IgnoreRule = Readonly<z.infer<typeof IgnoreRule>>

/** The file `migrations-manifest/allowances.json`. */
export const AllowanceFile = z.strictObject({
  format: z.literal(1),
  allowances: z.array(Allowance),
  ignore: z.optional(z.array(IgnoreRule)),
})
export type AllowanceFile = Readonly<z.infer<typeof AllowanceFile>>

/** Whether an exception has run out: its last day is over in UTC. */
export function isExpired({ expires }: Exception, now: number): boolean {
  return expires !== undefined && now >= Date.parse(expires) + dayMs
}

const dayMs = 24 * 60 * 60 * 1000

/** The exceptions that are meant for this manifest, expired or not. */
export function exceptionsFor<T extends Exception>(
  manifest: string,
  exceptions: readonly T[],
): T[] {
  return exceptions.filter((entry) => entry.manifest === undefined || entry.manifest === manifest)
}
