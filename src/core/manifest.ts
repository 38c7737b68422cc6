import * as z from 'zod/mini'
import { LedgerTable } from './ledger.ts'
import { Migration } from './migration.ts'
import { catalogVersion, DeclaredSchema, SchemaNotCovered } from './schema/declared-schema.ts'

/** The manifest format that this version writes and reads. */
export const manifestFormat = 2

/** What a manifest, a target or an allowance may be called: it becomes a file's name and a URL's part. */
export const Name = z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/))

/** A file of SQL that ran before the first migration, and made what the host provides. */
export const Prelude = z.strictObject({
  /** Relative to the repository's root, or as it was given where it is not in that repository. */
  file: z.string(),
  /** SHA-256 in hex of its text with LF. */
  hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
})
export type Prelude = Readonly<z.infer<typeof Prelude>>

/** What the repository declares, as published at build time in `migrations-manifest/<name>.json`. */
export const Manifest = z.strictObject({
  format: z.literal(manifestFormat),
  name: Name,
  /** `journal`: drizzle-kit 0.x with `meta/_journal.json`. `folders`: drizzle-kit 1.0. */
  layout: z.enum(['journal', 'folders']),
  /** The migrations folder, relative to the repository's root (or as it was given, outside of one). */
  source: z.string(),
  /** The last commit that touched the folder, and whether it held uncommitted changes. */
  git: z.nullable(
    z.strictObject({ commit: z.string().check(z.regex(/^[0-9a-f]{40,64}$/)), dirty: z.boolean() }),
  ),
  ledger: LedgerTable,
  /** In the order in which Drizzle runs them. */
  migrations: z.array(Migration),
  /** In the order in which they ran; left out where there was none. */
  preludes: z.optional(z.array(Prelude)),
  /**
   * Where hashes come from that no declared migration has, the newest first; left out where none is
   * known. See `originOf`.
   */
  origins: z.optional(z.array(z.string())),
  /** What the migrations make; the verdict repeats why, where it is not covered. */
  schema: z.discriminatedUnion('covered', [DeclaredSchema, SchemaNotCovered]),
  /** SHA-256 in hex over `canonicalJson` of all the rest. */
  digest: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
})
export type Manifest = Readonly<z.infer<typeof Manifest>>
export type ManifestContent = Omit<Manifest, 'digest'>

/** The manifest as one that says nothing about the schema, and why. */
export function withoutSchema(manifest: Manifest, because: string): Manifest {
  return manifest.schema.covered ? { ...manifest, schema: { covered: false, because } } : manifest
}

/** Whether a schema that is read can be held against the manifest. */
export function coversSchema({ schema }: Pick<Manifest, 'schema'>): boolean {
  return schema.covered && schema.catalogVersion === catalogVersion
}

/** JSON without white space and with sorted keys, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** SHA-256 of a text in lower-case hex. */
export async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The manifest with its digest. */
export async function sealManifest(content: ManifestContent): Promise<Manifest> {
  return { ...content, digest: await sha256(canonicalJson(content)) }
}

/** Whether a manifest is still what was sealed. */
export async function isIntact({ digest, ...content }: Manifest): Promise<boolean> {
  return digest === (await sha256(canonicalJson(content)))
}
