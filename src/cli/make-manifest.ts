import { basename, dirname, resolve } from 'node:path'
import type { LedgerTable } from '../core/ledger.ts'
import { type Manifest, manifestFormat, sealManifest } from '../core/manifest.ts'
import { readDrizzleFolder } from '../io/drizzle/read-drizzle-folder.ts'
import { UserError } from '../io/errors.ts'
import { readGitFolder } from '../io/git/read-git-folder.ts'
import { readOrigins } from '../io/git/read-origins.ts'
import { formatManifest } from '../io/manifest.ts'
import { preludeOf, readPreludes } from './preludes.ts'
import { publishManifest } from './published.ts'
import { type ReplayOptions, replaySchema } from './replay-schema.ts'
import { writeAtomically } from '../io/files/write-atomically.ts'

export interface ManifestRequest {
  readonly migrations: string
  readonly name: string
  readonly ledger: LedgerTable
  /** Whether the schema is part of it, and how it comes about. */
  readonly schema: 'ledger-only' | ReplayOptions
  /** How many commits are read for where unknown hashes come from; all of them if left out. */
  readonly gitHistory?: number | 'all' | undefined
}

/** A manifest, and whole sentences on what should be known before it is relied on. */
export interface ManifestMade {
  readonly manifest: Manifest
  readonly warnings: readonly string[]
  readonly replayMs: number
  readonly isInRepository: boolean
}

/**
 * The manifest of a migrations folder: the same for the same folder, request and git history.
 * Throws a `UserError` where the folder cannot be read or replayed, or git refuses its repository.
 */
export async function makeManifest(request: ManifestRequest): Promise<ManifestMade> {
  const { migrations, name, ledger, schema, gitHistory = 'all' } = request
  const folder = await readDrizzleFolder(migrations)
  const place = await readGitFolder(migrations)
  const given = schema === 'ledger-only' ? [] : await readPreludes(schema.preludes)
  const preludes = await Promise.all(given.map((script) => preludeOf(script, place?.root)))
  const startedAt = performance.now()
  const declared =
    schema === 'ledger-only'
      ? ({ covered: false, because: 'the manifest was made with --ledger-only' } as const)
      : await replaySchema(folder.scripts, ledger, given, schema.on)
  const replayMs = performance.now() - startedAt
  const origins =
    place === null
      ? { lines: [], warnings: [] }
      : await readOrigins({ ...folder, cwd: migrations, path: place.path, commits: gitHistory })
  const manifest = await sealManifest({
    format: manifestFormat,
    name,
    layout: folder.layout,
    source: place?.path ?? migrations,
    git: place?.git ?? null,
    ledger,
    migrations: [...folder.migrations],
    ...(preludes.length > 0 && { preludes }),
    ...(origins.lines.length > 0 && { origins: [...origins.lines] }),
    schema: declared,
  })
  const warnings = [...folder.warnings, ...(place?.warnings ?? []), ...origins.warnings]
  return { manifest, warnings, replayMs, isInRepository: place !== null }
}

/** Writes a manifest to a file, and with it the index where the file is in the published folder. */
export async function writeManifest(
  manifest: Manifest,
  file: string,
  published: string,
): Promise<void> {
  if (resolve(dirname(file)) !== resolve(published)) {
    await writeAtomically(file, formatManifest(manifest))
    return
  }
  if (basename(file) !== `${manifest.name}.json`) {
    throw new UserError(
      `${file} is in ${published}, where a manifest's file has its name. Leave out --out, or write \`--name ${basename(file, '.json')}\`.`,
    )
  }
  await publishManifest(published, manifest)
}
