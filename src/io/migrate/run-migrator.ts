import { dirname } from 'node:path'
import { type Child, type Entry, startChild } from '../process/ask-child.ts'
import { type Migrator, MigratorAnswer, type MigratorEnd, type MigratorTask } from './migrator.ts'

/**
 * Starts a process for the project's own migrator by `entry`, which calls `migrateInChild`. It loads
 * what it needs, and does nothing until `runMigrator` asks it to.
 */
export function startMigrator(migrator: Migrator, migrations: string, entry: Entry): Child {
  const child = startChild(entry, dirname(migrations))
  child.tell(migrator)
  return child
}

/**
 * Runs the project's own migrator in a process that was started for it, until it ends or `signal`
 * is aborted. It may take as long as it takes: a migration may.
 */
export async function runMigrator(
  task: MigratorTask,
  child: Child,
  signal: AbortSignal,
): Promise<MigratorEnd> {
  if (signal.aborted) {
    child.stop()
    return { status: 'stopped', words: wordsOf(signal.reason) }
  }
  const end = await child.ask({
    question: task,
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
