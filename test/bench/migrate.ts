import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { makeProject, type Project } from '../story/project.ts'
import { runProgram } from '../story/run-program.ts'
import { canonicalMigration, history, type StoryMigration } from '../story/migrations.ts'
import { runMigrator } from '../support/drizzle-migrate.ts'
import type { Postgres } from '../support/postgres.ts'
import { atMost, type Figure, sampleOf, timed } from './figure.ts'
import { longHistory, step } from './long-history.ts'

const rounds = 5
const overheadGoalSeconds = 2
const tables = 150
const rehearsalGoalSeconds = 10

/** What a controlled run adds to the migrator, and how long a long history takes to rehearse. */
export async function measureMigrate(postgres: Postgres): Promise<readonly Figure[]> {
  const project = await makeProject()
  try {
    const story: Run[] = []
    const long: Run[] = []
    for (let round = 0; round < rounds; round += 1) {
      story.push(await run(postgres, project, history, canonicalMigration))
      if (round < 3) long.push(await run(postgres, project, many, pending))
    }
    const overhead = sampleOf(
      story.map(({ wholeMs, migratorMs, rehearsalMs }) => wholeMs - migratorMs - rehearsalMs),
    )
    const sum = sampleOf(story.map(({ wholeMs, migratorMs }) => wholeMs - migratorMs))
    const rehearsal = sampleOf(long.map(({ rehearsalMs }) => rehearsalMs))
    return [
      {
        name: 'driftwatch migrate, beyond the migrator and the rehearsal: time',
        unit: 'ms',
        sample: overhead,
        goal: atMost(overheadGoalSeconds, overhead.median / 1000, 's'),
      },
      {
        name: 'driftwatch migrate, beyond the migrator, with the rehearsal: time',
        unit: 'ms',
        sample: sum,
        goal: atMost(overheadGoalSeconds, sum.median / 1000, 's'),
      },
      {
        name: `driftwatch migrate, rehearsal of ${tables} tables: time`,
        unit: 'ms',
        sample: rehearsal,
        goal: atMost(rehearsalGoalSeconds, rehearsal.median / 1000, 's'),
      },
    ]
  } finally {
    await project.remove()
  }
}

interface Run {
  readonly wholeMs: number
  readonly migratorMs: number
  readonly rehearsalMs: number
}

const Proof = z.object({
  verdict: z.literal('PASS'),
  migrator: z.object({ ms: z.number() }),
  rehearsed: z.object({ ms: z.number() }),
})

async function run(
  postgres: Postgres,
  project: Project,
  applied: readonly StoryMigration[],
  next: StoryMigration,
): Promise<Run> {
  const url = await postgres.createDatabase()
  await rm(project.migrationsFolder, { recursive: true, force: true })
  await project.declare(applied)
  await runMigrator('0.31', url, project.migrationsFolder)
  await project.declare([...applied, next])
  const cli = join('src', 'cli', 'index.ts')
  const args = [cli, 'migrate', '--migrations', 'drizzle', '--proof', 'proof.json']
  const wholeMs = await timed(async () => {
    const { exitCode, output } = await runProgram(project.folder, args, { DATABASE_URL: url })
    if (exitCode !== 0) throw new Error(output)
  })
  const proof = Proof.parse(JSON.parse(await readFile(join(project.folder, 'proof.json'), 'utf8')))
  return { wholeMs, migratorMs: proof.migrator.ms, rehearsalMs: proof.rehearsed.ms }
}

const many = longHistory(tables, tables)
const pending = step(tables, 'ALTER TABLE table_0 ADD COLUMN "added" text;')
