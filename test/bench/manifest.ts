import { join } from 'node:path'
import { makeProject } from '../story/project.ts'
import { runProgram } from '../story/run-program.ts'
import { atMost, type Figure, inTurn, timed } from './figure.ts'

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
      () => timed(() => run([cli, 'manifest', '--migrations', 'drizzle'])),
      () => timed(() => run(['-e', '0'])),
    )
    return [
      {
        name: `driftwatch manifest, ${size} migrations: time`,
        unit: 'ms',
        sample: manifest,
        ratio: { value: manifest.median / floor.median, to: 'node -e 0' },
        goal: atMost(goalSeconds, manifest.median / 1000, 's'),
      },
    ]
  } finally {
    await project.remove()
  }
}
