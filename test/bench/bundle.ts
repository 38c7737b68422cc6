import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { makeProject, type Project } from '../story/project.ts'
import { runProgram } from '../story/run-program.ts'
import { applicationMigrations, applicationTables } from './application.ts'
import { atMost, type Figure, sampleOf } from './figure.ts'

/** What the Worker may weigh with a large application's manifest, in KiB as gzip makes them. */
const sizeLimitKib = 90

/** What it may weigh with a manifest of one migration and no schema. */
export const bareLimitKib = 78

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
        name: `… of it ${name}, before gzip`,
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

/** esbuild's account of what went into its output. */
const Metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      entryPoint: z.optional(z.string()),
      inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })),
    }),
  ),
})

export interface DryRun {
  /** As wrangler tells it. */
  readonly gzipKib: number
  /** The largest first, minified. */
  readonly parts: readonly { readonly name: string; readonly kib: number }[]
}

/** Bundles a project as a deploy does, into its folder `bundle`. */
export async function dryRun(
  { folder }: Project,
  env: Readonly<Record<string, string>> = {},
): Promise<DryRun> {
  const metafile = join(folder, 'bundle-parts.json')
  const deploy = ['deploy', '--dry-run', '--outdir', 'bundle', '--metafile', metafile]
  const { output } = await runProgram(folder, [wrangler, ...deploy], env)
  const [, gzip] = /Total Upload: .* gzip: ([\d.]+) KiB/.exec(output) ?? []
  if (gzip === undefined) throw new Error(output)
  const { outputs } = Metafile.parse(JSON.parse(await readFile(metafile, 'utf8')))
  const inputs = Object.values(outputs).flatMap(({ entryPoint, inputs: all }) =>
    entryPoint === undefined ? [] : Object.entries(all),
  )
  const byPart = Map.groupBy(inputs, ([path]) => partOf(path))
  const parts = [...byPart].map(([name, files]) => ({
    name,
    kib: files.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) / 1024,
  }))
  return { gzipKib: Number(gzip), parts: parts.toSorted((a, b) => b.kib - a.kib) }
}

/** A package's name, a folder of ours, or the driver that the build step makes. */
function partOf(path: string): string {
  const [, installed] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? []
  if (installed !== undefined) return installed
  if (path.includes('.wrangler/driver')) return '@neondatabase/serverless, made smaller'
  return /^src\/[^/]+/.exec(path)?.[0] ?? 'the rest'
}

/** How long the Worker's start keeps a processor busy, in milliseconds. */
async function startMs({ folder }: Project): Promise<number> {
  const check = ['check', 'startup', '--outfile', join(folder, 'start.cpuprofile')]
  const { output } = await runProgram(folder, [wrangler, ...check])
  const [, ms] = /Active: ([\d.]+) ms/.exec(output) ?? []
  if (ms === undefined) throw new Error(output)
  return Number(ms)
}
