import { fork } from 'node:child_process'
import { dirname } from 'node:path'
import { MigratorAnswer, type MigratorEnd, type MigratorTask } from './migrator.ts'

/** How much of what a process prints is kept. */
const keptLength = 4000

/** By what a process is started that calls `migrateInChild`. */
export interface Entry {
  readonly file: string
  readonly args: readonly string[]
}

/**
 * Runs the project's own migrator in a process of its own, until it ends or `signal` is aborted. It
 * may take as long as it takes: a migration may. Ends with its process gone, however it went.
 */
export async function runMigrator(
  task: MigratorTask,
  entry: Entry,
  signal: AbortSignal,
): Promise<MigratorEnd> {
  if (signal.aborted) return { status: 'stopped', words: wordsOf(signal.reason) }
  const child = fork(entry.file, [...entry.args], {
    cwd: dirname(task.migrations),
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  let printed = ''
  const keep = (text: Buffer) => {
    printed = (printed + text.toString('utf8')).slice(-keptLength)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  let answer: MigratorEnd | undefined
  child.on('message', (message) => {
    const parsed = MigratorAnswer.safeParse(message)
    if (parsed.success) answer = parsed.data
    // A driver may keep a timer that would keep the process alive.
    child.kill('SIGKILL')
  })
  const { promise, resolve } = Promise.withResolvers<MigratorEnd>()
  child.on('error', (error) => resolve({ status: 'ended', words: error.message }))
  child.on('close', (code, killedBy) => {
    if (answer !== undefined) resolve(answer)
    else if (signal.aborted) resolve({ status: 'stopped', words: wordsOf(signal.reason) })
    else {
      const how = killedBy === null ? `with the code ${code ?? '?'}` : `by ${killedBy}`
      const said = printed.trim() === '' ? '' : `, and said: ${printed.trim()}`
      resolve({ status: 'ended', words: `The migrator's process was ended ${how}${said}.` })
    }
  })
  // Where it has ended already, that is told above.
  child.send(task, () => undefined)
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function wordsOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : 'It was stopped.'
}
