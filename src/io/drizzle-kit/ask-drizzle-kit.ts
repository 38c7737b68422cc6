import { fork } from 'node:child_process'
import { dirname } from 'node:path'
import { SchemaAnswer, type SchemaQuestion } from './answer.ts'

/** drizzle-kit and a schema load in some seconds, on a slow machine in some more. */
const timeoutMs = 60_000

/** How much of what a process prints is kept. */
const keptLength = 4000

/**
 * Compares a schema with its migrations in a process of its own: a schema is a program, which may
 * print, end or hang. `entry` and `args` start one that calls `answerInChild`.
 */
export async function askDrizzleKit(
  question: SchemaQuestion,
  entry: string,
  args: readonly string[],
): Promise<SchemaAnswer> {
  const cwd = dirname(question.config ?? question.schema ?? question.migrations)
  const child = fork(entry, [...args], {
    cwd,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  let printed = ''
  const keep = (text: Buffer) => {
    printed = (printed + text.toString('utf8')).slice(-keptLength)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  let answer: SchemaAnswer | undefined
  child.on('message', (message) => {
    const parsed = SchemaAnswer.safeParse(message)
    if (parsed.success) answer = parsed.data
    // A schema may have opened a connection, which would keep the process alive.
    child.kill('SIGKILL')
  })
  child.send(question)
  return new Promise((resolve) => {
    const failed = (words: string) => resolve({ status: 'failed', at: 'process', words })
    child.on('error', (error) => failed(error.message))
    child.on('close', (code, signal) => {
      if (answer !== undefined) resolve(answer)
      else if (signal === 'SIGKILL') failed(`It did not end within ${timeoutMs / 1000} s.`)
      else failed(`It ended with the code ${code ?? '?'}, and said: ${printed.trim() || 'nothing'}`)
    })
  })
}
