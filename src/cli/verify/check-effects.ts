import { effects, type Problem } from '../../core/verify/problem.ts'
import { findEffects, nothingPrepared } from '../../io/replay/find-effects.ts'
import type { Checked, Ground } from './request.ts'

/** A file of data, which takes the parser longer than anybody waits. */
const longest = 5_000_000

/** What new migrations do that cannot be undone, or that rows in a table can make fail. */
export async function checkEffects(
  { survey }: Ground,
  added: ReadonlySet<string>,
): Promise<Checked> {
  const problems: Problem[] = []
  const notes: string[] = []
  const prepared = nothingPrepared()
  for (const { tag, file, content } of survey.entries) {
    if (!added.has(tag) || content === undefined) continue
    if (content.text.length > longest) {
      notes.push(`${file.file} is too long to be looked at for what it drops.`)
      continue
    }
    // What cannot be parsed fails in the replay, which says where.
    const found = (await findEffects(content.text, prepared)) ?? []
    for (const { effect, object, line } of found) {
      problems.push({ rule: effect, object, tag, place: { ...file, line } })
    }
  }
  return { problems, notes, rules: effects }
}
