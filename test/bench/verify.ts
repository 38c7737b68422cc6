import { join } from 'node:path'
import { x } from 'tinyexec'
import { makeProject } from '../story/project.ts'
import { runProgram } from '../story/run-program.ts'
import { atMost, type Figure, inTurn, sampleOf, timed } from './figure.ts'
import { longHistory } from './long-history.ts'

const size = 300
/** Of which these make a table, and the others change one. */
const tables = 75
const goalSeconds = 1
const replayGoalSeconds = 10

/** How long `driftwatch verify` takes, as a whole process, without the replay and with it. */
export async function measureVerify(): Promise<readonly Figure[]> {
  const project = await makeProject()
  try {
    await project.declare(migrations)
    await commit(project.folder)
    const verify = [join('src', 'cli', 'index.ts'), 'verify', '--migrations', 'drizzle']
    const run = async (args: readonly string[]) => {
      const { exitCode, output } = await runProgram(project.folder, args)
      if (exitCode !== 0) throw new Error(output)
    }
    const [quick, floor] = await inTurn(
      10,
      () => timed(() => run([...verify, '--base', 'HEAD', '--no-replay'])),
      () => timed(() => run(['-e', '0'])),
    )
    const times: number[] = []
    for (let round = 0; round < 3; round += 1) {
      times.push(await timed(() => run([...verify, '--base', 'HEAD'])))
    }
    const whole = sampleOf(times)
    return [
      {
        name: `driftwatch verify --no-replay, ${size} migrations: time`,
        unit: 'ms',
        sample: quick,
        ratio: { value: quick.median / floor.median, to: 'node -e 0' },
        goal: atMost(goalSeconds, quick.median / 1000, 's'),
      },
      {
        name: `driftwatch verify, ${size} migrations replayed twice, ${tables} tables: time`,
        unit: 'ms',
        sample: whole,
        goal: atMost(replayGoalSeconds, whole.median / 1000, 's'),
      },
    ]
  } finally {
    await project.remove()
  }
}

const migrations = longHistory(size, tables)

/** So that there is a base branch: with all of them, and by nobody in particular. */
async function commit(folder: string): Promise<void> {
  const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com']
  for (const args of [['init'], ['add', 'drizzle'], [...author, 'commit', '-m', 'First']]) {
    await x('git', args, { throwOnError: true, nodeOptions: { cwd: folder } })
  }
}
