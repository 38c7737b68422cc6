import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { bundleWorker } from '../../src/build/bundle-worker.ts'
import { bundleCommand, makeProject, type Project } from '../story/project.ts'
import { runProgram } from '../story/run-program.ts'
import { applicationMigrations, applicationTables } from './application.ts'
import { atMost, type Figure, sampleOf } from './figure.ts'

/** What the Worker may weigh with a large application's manifest, in KiB as gzip makes them. */
const sizeLimitKib = 90

/** What it may weigh with a manifest of one migration and no schema. */
export const bareLimitKib = 72

const startLimitMs = 1000

const startRounds = 3

/** The Worker's size as wrangler uploads it, what it is made of, and how long workerd takes to load it. */
export async function measureBundle(): Promise<readonly Figure[]> {
  const project = await makeProject()
  try {
    await project.declare([{ tag: '0000_init', when: Date.UTC(2026, 0, 1), sql: 'SELECT 1;' }])
    await project.mustDriftwatch(['manifest', '--migrations', 'drizzle', '--ledger-only'])
    const { gzipKib, parts } = await dryRun(project)
    const starts: number[] = []
    for (let round = 0; round < startRounds; round += 1) starts.push(await startMs(project))
    const start = sampleOf(starts)

    await project.declare(applicationMigrations())
    await project.mustDriftwatch(['manifest', '--migrations', 'drizzle'])
    const large = await dryRun(project)
    return [
      {
        name: 'bundle, minified: gzip',
        unit: 'KiB',
        sample: sampleOf([gzipKib]),
        goal: atMost(bareLimitKib, gzipKib, 'KiB'),
      },
      {
        name: `bundle with a manifest of ${applicationTables} tables: gzip`,
        unit: 'KiB',
        sample: sampleOf([large.gzipKib]),
        goal: atMost(sizeLimitKib, large.gzipKib, 'KiB'),
      },
      ...parts.map(({ name, kib }) => ({
        name: `… of it ${name}, before minifying and gzip`,
        unit: 'KiB',
        sample: sampleOf([kib]),
      })),
      {
        name: 'bundle: start, as wrangler profiles it',
        unit: 'ms',
        sample: start,
        goal: atMost(startLimitMs, start.median, 'ms'),
      },
    ]
  } finally {
    await project.remove()
  }
}

const wrangler = join('node_modules', 'wrangler', 'bin', 'wrangler.js')

export interface DryRun {
  /** As wrangler tells it, of what it uploads. */
  readonly gzipKib: number
  /** The largest first, before minifying. */
  readonly parts: readonly { readonly name: string; readonly kib: number }[]
  readonly wholeDriverBecause: string | undefined
}

/** Bundles a project as a deploy does, into its folder `bundle`. */
export async function dryRun(
  { folder }: Project,
  env: Readonly<Record<string, string>> = {},
): Promise<DryRun> {
  const { output } = await runProgram(folder, [wrangler, ...bundleCommand], env)
  const [, gzip] = /Total Upload: .* gzip: ([\d.]+) KiB/.exec(output) ?? []
  if (gzip === undefined) throw new Error(output)
  const { code, lengths, wholeDriverBecause } = await bundleWorker(folder)
  if ((await readFile(join(folder, 'bundle', 'index.js'), 'utf8')) !== code) {
    throw new Error('wrangler uploads something else than the build step makes')
  }
  const byPart = Map.groupBy(lengths, ([path]) => partOf(relative(folder, path)))
  const parts = [...byPart].map(([name, files]) => ({
    name,
    kib: files.reduce((sum, [, length]) => sum + length, 0) / 1024,
  }))
  return {
    gzipKib: Number(gzip),
    parts: parts.toSorted((a, b) => b.kib - a.kib),
    wholeDriverBecause,
  }
}

/** A package's name, or a folder of ours. */
function partOf(path: string): string {
  const [, installed] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? []
  return installed ?? /^(?:src\/[^/]+|migrations-manifest)/.exec(path)?.[0] ?? 'the rest'
}

/** How long the Worker's start keeps a processor busy, in milliseconds. */
async function startMs({ folder }: Project): Promise<number> {
  const check = ['check', 'startup', '--outfile', join(folder, 'start.cpuprofile')]
  const { output } = await runProgram(folder, [wrangler, ...check])
  const [, ms] = /Active: ([\d.]+) ms/.exec(output) ?? []
  if (ms === undefined) throw new Error(output)
  return Number(ms)
}
