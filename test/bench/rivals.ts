import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { escapeIdentifier } from 'pg'
import * as z from 'zod/mini'
import { publishManifest } from '../../src/cli/published.ts'
import { makeProject, type Project } from '../story/project.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { atLeast, type Figure, sampleOf } from './figure.ts'
import {
  type Contestant,
  type Declared,
  driftwatch,
  migra,
  pgDelta,
  pgDeltaDiff,
  pgDeltaDrift,
  pushSchema,
} from './rivals/contestants.ts'
import { schemaDatabase } from './schema-tables.ts'
import { runWhole, type WholeRun } from './whole-run.ts'

const rounds = 5

/** For what a process leaves behind: sessions that end, memory that is given back. */
const pauseMs = 1000

interface Rival {
  readonly contestant: (declared: Declared) => Contestant
  /** How many times as long as driftwatch it should take, at least. */
  readonly slower?: number
  /** Whether driftwatch should need less memory. */
  readonly isLarger?: true
}

const sizes: readonly { readonly tables: number; readonly rivals: readonly Rival[] }[] = [
  {
    tables: 1000,
    rivals: [
      { contestant: pgDeltaDrift, slower: 7, isLarger: true },
      { contestant: pgDeltaDiff },
      { contestant: migra, slower: 12, isLarger: true },
    ],
  },
  { tables: 100, rivals: [{ contestant: pushSchema, slower: 30 }] },
]

/**
 * `driftwatch check` against other programs that can tell whether a database has drifted, each a
 * new process every time. First, each has to find a column that was dropped; then each has to find
 * nothing, and that is measured, one after the other in every round.
 */
export async function measureRivals(): Promise<readonly Figure[]> {
  // The newest that all of them read well: of PostgreSQL 18, where NOT NULL is a constraint with a
  // name, pg-delta complains four times a table.
  const postgres = await startPostgres(17, { settings: { max_locks_per_transaction: '512' } })
  const project = await makeProject()
  try {
    await buildPackage(project)
    const figures: Figure[] = []
    for (const size of sizes) figures.push(...(await measureSize(postgres, project, size)))
    return figures
  } finally {
    await project.remove()
    await postgres.stop()
  }
}

const Package = z.object({ scripts: z.object({ build: z.string() }) })

/** As npm does it before it packs: the rivals are packages, and nothing of them is TypeScript. */
async function buildPackage({ folder }: Project): Promise<void> {
  const text = await readFile(join(folder, 'package.json'), 'utf8')
  const { build } = Package.parse(JSON.parse(text)).scripts
  const path = [join(folder, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter)
  const env = { ...process.env, PATH: path }
  await promisify(execFile)('/bin/sh', ['-c', build], { cwd: folder, env })
}

async function measureSize(
  postgres: Postgres,
  project: Project,
  { tables, rivals }: (typeof sizes)[number],
): Promise<readonly Figure[]> {
  const { directUrl: live, manifest } = await schemaDatabase(postgres, tables)
  const url = await copyOf(postgres, live, 'declared')
  const drifted = await copyOf(postgres, live, 'drifted')
  await postgres.query('ALTER TABLE table_7 DROP COLUMN price', undefined, nameIn(drifted))
  const folder = join(project.folder, 'migrations-manifest')
  await publishManifest(folder, manifest)
  const snapshot = join(project.folder, `${tables}-tables.json`)
  const declared = { tables, url, manifest: join(folder, 'app.json'), snapshot }
  await runWhole(project, [pgDelta, 'snapshot', '--source', url, '--out', snapshot])

  const contestants = [
    driftwatch('driftwatch check', join('dist', 'cli', 'index.js'), declared),
    driftwatch('… run from source', join('src', 'cli', 'index.ts'), declared),
    ...rivals.map(({ contestant }) => contestant(declared)),
  ]
  for (const contestant of contestants) await ask(project, contestant, drifted, 'drifted')
  const runs = contestants.map((): WholeRun[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, contestant] of contestants.entries()) {
      await sleep(pauseMs)
      runs[at]?.push(await ask(project, contestant, live, 'inSync'))
    }
  }
  const measured = contestants.map(({ name }, at) => ({
    name: `${name}, ${tables} tables`,
    time: sampleOf((runs[at] ?? []).map(({ ms }) => ms / 1000)),
    memory: sampleOf((runs[at] ?? []).map(({ peakMib }) => peakMib)),
    rival: rivals[at - 2],
  }))
  const ours = measured[0]
  if (ours === undefined) return []
  return [
    ...measured.map(({ name, time, rival }): Figure => {
      const figure = { name: `${name}: time`, unit: 's', sample: time }
      if (name === ours.name) return figure
      const value = time.median / ours.time.median
      const ratio = { value, to: 'driftwatch check' }
      const least = rival?.slower
      return { ...figure, ratio, ...(least && { goal: atLeast(least, value, '×') }) }
    }),
    ...measured.map(({ name, memory, rival }): Figure => {
      const figure = { name: `${name}: peak memory`, unit: 'MiB', sample: memory }
      if (name === ours.name) return figure
      const value = memory.median / ours.memory.median
      const ratio = { value, to: 'driftwatch check' }
      return { ...figure, ratio, ...(rival?.isLarger && { goal: atLeast(1, value, '×') }) }
    }),
  ]
}

async function copyOf(postgres: Postgres, url: string, suffix: string): Promise<string> {
  const name = `${nameIn(url)}_${suffix}`
  const [copy, original] = [name, nameIn(url)].map((each) => escapeIdentifier(each))
  await postgres.query(`CREATE DATABASE ${copy} TEMPLATE ${original}`)
  return postgres.url(name)
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1)
}

/** Runs it on a database; throws where it does not write what it should. */
async function ask(
  project: Project,
  contestant: Contestant,
  database: string,
  expected: 'inSync' | 'drifted',
): Promise<WholeRun> {
  const run = await runWhole(project, contestant.args(database), contestant.env?.(database))
  if (contestant[expected].test(run.output)) return run
  const end = run.output.slice(-2000)
  throw new Error(`${contestant.name} should have found the database ${expected}:\n${end}`)
}
