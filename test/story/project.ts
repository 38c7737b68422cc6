import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { formatAllowances } from '../../src/io/allowances.ts'
import { UserError } from '../../src/io/errors.ts'
import { atExit } from './at-exit.ts'
import { type StoryMigration, writeMigrations } from './migrations.ts'
import { type ProgramRun, runProgram } from './run-program.ts'

/** A folder of its own with what a team's clone has, in which the real programs run. */
export interface Project {
  readonly folder: string
  readonly migrationsFolder: string
  /** Makes the migrations folder declare these. */
  readonly declare: (migrations: readonly StoryMigration[]) => Promise<void>
  /** Runs the project's own command line. */
  readonly driftwatch: (
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<ProgramRun>
  /** As `driftwatch`. Throws a `UserError` with what it wrote, where it fails. */
  readonly mustDriftwatch: (args: readonly string[]) => Promise<void>
  /** Deletes every allowance, as a person would in an editor. */
  readonly withdrawAllowances: () => Promise<void>
  /** Runs `bundleCommand`. */
  readonly bundle: () => Promise<Bundle>
  readonly remove: () => Promise<void>
}

/** What wrangler makes of the project. */
export interface Bundle {
  /** The path of the Worker's one module. */
  readonly script: string
  /** What Miniflare needs to run it as the configuration says. */
  readonly options: DerivedOptions
}

/** Wrangler's options; what is used of them here by name, and whatever else there is. */
const DerivedOptions = z.looseObject({
  cronTriggers: z.tuple([z.string()]),
  bindings: z.record(z.string(), z.json()),
})
export type DerivedOptions = z.infer<typeof DerivedOptions>

const root = join(import.meta.dirname, '..', '..')

const deriver = join(import.meta.dirname, 'derive-options.ts')

/** What a clone does not have or does not need; the project has manifests of its own. */
const leftOut = new Set(['node_modules', 'dist', 'coverage', 'test', 'migrations-manifest'])

/** How much of a failing program's output is shown: its end is mostly the insides of wrangler. */
const shownLines = 25

/** What the story shows of a deploy: all of it, but for the upload. */
export const bundleCommand = ['deploy', '--dry-run', '--outdir', 'bundle'] as const

/** Makes the project in a temporary folder, which is gone with this process at the latest. */
export async function makeProject(): Promise<Project> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'driftwatch-story-')))
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }))
  for (const entry of await readdir(root)) {
    // What begins with a dot holds a developer's own settings, and secrets; but for our tools'.
    if ((entry.startsWith('.') && entry !== '.config') || leftOut.has(entry)) continue
    await cp(join(root, entry), join(folder, entry), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await mkdir(join(folder, '.home'))

  const migrationsFolder = join(folder, 'drizzle')
  const optionsFile = join(folder, '.home', 'options.json')
  const cli = join('src', 'cli', 'index.ts')
  return {
    folder,
    migrationsFolder,
    declare: (migrations) => writeMigrations(migrationsFolder, migrations),
    driftwatch: (args, env) => runProgram(folder, [cli, ...args], env),
    mustDriftwatch: (args) => mustRun(folder, 'driftwatch', cli, args),
    withdrawAllowances: () =>
      writeFile(join(folder, 'migrations-manifest', 'allowances.json'), formatAllowances([])),
    async bundle() {
      await Promise.all([
        mustRun(folder, 'wrangler', join('node_modules', 'wrangler', 'bin', 'wrangler.js'), [
          ...bundleCommand,
        ]),
        mustRun(folder, 'reading', deriver, [join(folder, 'wrangler.toml'), optionsFile]),
      ])
      const options = DerivedOptions.parse(JSON.parse(await readFile(optionsFile, 'utf8')))
      return { script: join(folder, 'bundle', 'index.js'), options }
    },
    async remove() {
      await rm(folder, { recursive: true, force: true })
      forget()
    },
  }
}

/** Throws a `UserError` with what a program wrote, where it fails. */
async function mustRun(
  folder: string,
  name: string,
  file: string,
  args: readonly string[],
): Promise<void> {
  const { exitCode, output } = await runProgram(folder, [file, ...args])
  if (exitCode === 0) return
  const lines = output.trim().split('\n')
  const shown = lines.slice(0, shownLines).join('\n')
  const more = lines.length > shownLines ? '\n…' : ''
  throw new UserError(`${name} ${args.join(' ')} failed (${exitCode}):\n${shown}${more}`)
}
