import { chmod, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readFileIfThere } from '../../io/files/read-file.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import type { Draft } from './draft.ts'

/** What became of a draft. */
export interface Outcome {
  readonly draft: Draft
  readonly outcome: 'written' | 'added to' | 'as it was' | 'kept'
}

/**
 * Writes the drafts whose files are not so already. `mayReplace` is asked of each file that holds
 * something else; one that it refuses is kept.
 */
export async function writeDrafts(
  drafts: readonly Draft[],
  mayReplace: (draft: Draft) => Promise<boolean>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const draft of drafts) outcomes.push({ draft, outcome: await write(draft, mayReplace) })
  return outcomes
}

async function write(
  draft: Draft,
  mayReplace: (draft: Draft) => Promise<boolean>,
): Promise<Outcome['outcome']> {
  const { file, text, isAddition, isProgram } = draft
  const before = (await readFileIfThere(file))?.toString('utf8')
  if (before === text) return 'as it was'
  if (before !== undefined && !isAddition && !(await mayReplace(draft))) return 'kept'
  await mkdir(dirname(file), { recursive: true })
  await writeAtomically(file, text)
  if (isProgram === true) await chmod(file, 0o755)
  return before === undefined ? 'written' : isAddition ? 'added to' : 'written'
}
