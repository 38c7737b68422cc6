import { join } from 'node:path'
import { makeProject, type Project } from '../story/project.ts'
import { runProgram } from '../story/run-program.ts'
import { atMost, type Figure, inTurn, sampleOf, timed } from './figure.ts'
import { longHistory } from './long-history.ts'
import { runWhole, type WholeRun } from './whole-run.ts'

const size = 300
const goalSeconds = 1

/** How long `driftwatch manifest` takes, as a whole process, against a Node that does nothing. */
export async function measureManifest(): Promise<readonly Figure[]> {
  const project = await makeProject()
  try {
    await project.declare(
      Array.from({ length: size }, (_, index) => ({
        tag: `${String(index).padStart(4, '0')}_step`,
        when: Date.UTC(2026, 0, 1) + index * 60_000,
        sql: `CREATE TABLE "step_${index}" (\n\t"id" serial PRIMARY KEY NOT NULL,\n\t"name" text\n);`,
      })),
    )
    const cli = join('src', 'cli', 'index.ts')
    const run = async (args: readonly string[]) => {
      const { exitCode, output } = await runProgram(project.folder, args)
      if (exitCode !== 0) throw new Error(output)
    }
    const [manifest, floor] = await inTurn(
      10,
      () => timed(() => run([cli, 'manifest', '--migrations', 'drizzle', '--ledger-only'])),
      () => timed(() => run(['-e', '0'])),
    )
    return [
      {
        name: `driftwatch manifest --ledger-only, ${size} migrations: time`,
        unit: 'ms',
        sample: manifest,
        ratio: { value: manifest.median / floor.median, to: 'node -e 0' },
        goal: atMost(goalSeconds, manifest.median / 1000, 's'),
      },
      ...(await measureReplay(project)),
    ]
  } finally {
    await project.remove()
  }
}

/** Of which 75 make a table, and the others change one. */
const replayed = 200
const tables = 75
const replayGoalSeconds = 5
const replayGoalGb = 1

/** The whole process once more, with a history replayed in the embedded PostgreSQL. */
async function measureReplay(project: Project): Promise<readonly Figure[]> {
  await project.declare(longHistory(replayed, tables))
  const args = [join('src', 'cli', 'index.ts'), 'manifest', '--migrations', 'drizzle']
  const runs: WholeRun[] = []
  for (let round = 0; round < 3; round += 1) {
    const run = await runWhole(project, args)
    if (run.exitCode !== 0) throw new Error(run.output)
    runs.push(run)
  }
  const name = `driftwatch manifest, ${replayed} migrations replayed, ${tables} tables`
  const time = sampleOf(runs.map(({ ms }) => ms))
  const memory = sampleOf(runs.map(({ peakMib }) => (peakMib * 1024 * 1024) / 1e6))
  return [
    {
      name: `${name}: time`,
      unit: 'ms',
      sample: time,
      goal: atMost(replayGoalSeconds, time.median / 1000, 's'),
    },
    {
      name: `${name}: peak memory`,
      unit: 'MB',
      sample: memory,
      goal: atMost(replayGoalGb, memory.median / 1000, 'GB'),
    },
  ]
}
