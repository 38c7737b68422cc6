import * as z from 'zod/mini'

/** SHA-256 of a migration file's text in lower-case hex, as Drizzle writes it to its ledger. */
export const MigrationHash = z
  .string()
  .check(z.regex(/^[0-9a-f]{64}$/))
  .brand<'MigrationHash'>()
export type MigrationHash = z.infer<typeof MigrationHash>

/** The forms that one text can have: its line endings, a BOM in front, a newline at its end. */
export const twinForms = [
  'lf',
  'lf+newline',
  'lf+bom',
  'lf+bom+newline',
  'crlf',
  'crlf+newline',
  'crlf+bom',
  'crlf+bom+newline',
] as const
export const TwinForm = z.enum(twinForms)
export type TwinForm = z.infer<typeof TwinForm>

/**
 * The first digits of a twin's hash. That another text has them is as likely as one in 500 million,
 * and whoever wants a row that passes can write the right hash; all 64 would be most of a manifest.
 */
export const twinPrefixLength = 8

/** One migration that the repository declares. */
export const Migration = z.strictObject({
  /** File name without `.sql` (0.x), or folder name (1.0). */
  tag: z.string().check(z.minLength(1), z.maxLength(512)),
  /** Milliseconds since the epoch: the journal's `when` (0.x), or the folder's prefix (1.0). */
  when: z.int().check(z.nonnegative()),
  hash: MigrationHash,
  /** The prefixes of the hashes that its text has in each `TwinForm`, one behind the other. */
  twins: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
})
export type Migration = Readonly<z.infer<typeof Migration>>

/** The form in which `hash` is a twin of the migration's file, if it is one. */
export function twinForm(migration: Migration, hash: string): TwinForm | undefined {
  return hash === migration.hash ? undefined : formAmong(migration.twins, hash)
}

/** The form in which a text with these twins has the hash, if it has it in one. */
export function formAmong(twins: string, hash: string): TwinForm | undefined {
  const prefix = hash.slice(0, twinPrefixLength)
  return twinForms.find((_, index) => {
    const start = index * twinPrefixLength
    return twins.slice(start, start + twinPrefixLength) === prefix
  })
}
