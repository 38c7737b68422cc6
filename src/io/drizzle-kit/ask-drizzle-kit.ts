import { dirname } from 'node:path'
import { askChild, type Entry } from '../process/ask-child.ts'
import { SchemaAnswer, type SchemaQuestion } from './answer.ts'

/** drizzle-kit and a schema load in some seconds, on a slow machine in some more. */
const timeoutMs = 60_000

/**
 * Compares a schema with its migrations in a process of its own: a schema is a program, which may
 * print, end or hang. `entry` starts one that calls `answerInChild`.
 */
export async function askDrizzleKit(question: SchemaQuestion, entry: Entry): Promise<SchemaAnswer> {
  const signal = AbortSignal.timeout(timeoutMs)
  const end = await askChild({
    question,
    entry,
    cwd: dirname(question.config ?? question.schema ?? question.migrations),
    parse: (message) => SchemaAnswer.safeParse(message).data,
    signal,
  })
  const failed = (words: string): SchemaAnswer => ({ status: 'failed', at: 'process', words })
  if (end.status === 'answered') return end.answer
  if (end.status === 'not-started') return failed(end.words)
  if (signal.aborted) return failed(`It did not end within ${timeoutMs / 1000} s.`)
  return failed(`It ended with ${end.by}, and said: ${end.printed || 'nothing'}`)
}
