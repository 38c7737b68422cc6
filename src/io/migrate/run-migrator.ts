import { dirname } from 'node:path'
import { askChild, type Entry } from '../process/ask-child.ts'
import { MigratorAnswer, type MigratorEnd, type MigratorTask } from './migrator.ts'

/**
 * Runs the project's own migrator in a process of its own, which `entry` starts and which calls
 * `migrateInChild`, until it ends or `signal` is aborted. It may take as long as it takes: a
 * migration may.
 */
export async function runMigrator(
  task: MigratorTask,
  entry: Entry,
  signal: AbortSignal,
): Promise<MigratorEnd> {
  if (signal.aborted) return { status: 'stopped', words: wordsOf(signal.reason) }
  const end = await askChild({
    question: task,
    entry,
    cwd: dirname(task.migrations),
    parse: (message) => MigratorAnswer.safeParse(message).data,
    signal,
  })
  if (end.status === 'answered') return end.answer
  if (end.status === 'not-started') return { status: 'ended', words: end.words }
  if (signal.aborted) return { status: 'stopped', words: wordsOf(signal.reason) }
  const said = end.printed === '' ? '' : `, and said: ${end.printed}`
  return { status: 'ended', words: `The migrator's process was ended by ${end.by}${said}.` }
}

function wordsOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : 'It was stopped.'
}
