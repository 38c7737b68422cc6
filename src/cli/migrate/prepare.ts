import { rm, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { isAtLeast } from '../../core/severity.ts'
import type { Manifest } from '../../core/manifest.ts'
import { readDrizzleFolder } from '../../io/drizzle/read-drizzle-folder.ts'
import { UserError } from '../../io/errors.ts'
import { codeOf } from '../../io/files/read-file.ts'
import { findMigrator } from '../../io/migrate/find-migrator.ts'
import type { Migrator } from '../../io/migrate/migrator.ts'
import { refuseNeonPooler } from '../../io/migrate/refuse-pooler.ts'
import type { Script } from '../../io/script.ts'
import { wordProblem } from '../../report/verify/word-problem.ts'
import { makeManifest } from '../make-manifest.ts'
import { preludeOf, readPreludes } from '../preludes.ts'
import { readGround } from '../verify/read-ground.ts'
import type { MigrateRequest } from './request.ts'

/** All that a run needs and no database has to be asked for. */
export interface Prepared {
  /** Of the ledger alone: the schema comes from the rehearsal. */
  readonly manifest: Manifest
  /** One for each of the manifest's migrations. */
  readonly scripts: readonly Script[]
  readonly preludes: readonly Script[]
  readonly migrator: Migrator
  /** The absolute path of the migrations folder. */
  readonly folder: string
}

/** Reads the repository. Throws a `UserError` where something is wrong with it. */
export async function prepare(request: MigrateRequest): Promise<Prepared> {
  const { migrations, name, ledger, driver, preludes: files } = request
  const { survey, folder, root } = await readGround(migrations)
  const problems = survey.problems
    .map(wordProblem)
    .filter(({ severity }) => isAtLeast(severity, 'warning'))
  if (problems.length > 0) {
    const lines = problems.map(
      ({ title, text, place }) => `\n  * ${place?.file ?? migrations}: ${title}. ${text}`,
    )
    throw new UserError(
      `The migrations folder does not verify, so nothing was run:${lines.join('')}`,
    )
  }
  const made = await makeManifest({ migrations, name, ledger, schema: 'ledger-only' })
  const { scripts } = await readDrizzleFolder(migrations)
  const preludes = await readPreludes(files)
  const told = await Promise.all(preludes.map((script) => preludeOf(script, root)))
  refuseNeonPooler(request.connection)
  const migrator = findMigrator(folder, made.manifest.layout, driver)
  if (migrator.driver === 'neon-http' && request.lockTimeoutMs !== undefined) {
    throw new UserError(
      '--lock-timeout needs a session, and --driver neon-http has none. Use neon-serverless, or leave it out.',
    )
  }
  return {
    manifest: { ...made.manifest, ...(told.length > 0 && { preludes: told }) },
    scripts,
    preludes,
    migrator,
    folder,
  }
}

const endings = ['.md', '.json', '.html']

/** Throws a `UserError` where a proof could not be written: before anything is run. */
export async function checkProofFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (!endings.includes(extname(file))) {
      throw new UserError(
        `--proof ${file} has to end in ${endings.join(', ')}, which says its format.`,
      )
    }
    const draft = join(dirname(file), `.${basename(file)}.${crypto.randomUUID()}.tmp`)
    try {
      await writeFile(draft, '')
    } catch (error) {
      throw new UserError(
        `The proof ${file} could not be written (${codeOf(error) ?? 'unknown'}), so nothing was run. See that its folder exists and may be written to.`,
      )
    } finally {
      await rm(draft, { force: true })
    }
  }
}
