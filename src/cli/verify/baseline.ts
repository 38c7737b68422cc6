import type { Known } from '../../io/baseline.ts'
import { parseBaseline } from '../../io/baseline.ts'
import { readFileIfThere } from '../../io/files/read-file.ts'
import { UserError } from '../../io/errors.ts'
import type { Annotation } from '../../report/annotation.ts'

/** What is new, what a baseline knows, and sentences on what it knows and nobody finds any more. */
export interface Split {
  readonly problems: readonly Annotation[]
  readonly old: readonly Annotation[]
  readonly notes: readonly string[]
}

/** Reads a baseline's file. Throws a `UserError` where there is none. */
export async function readBaseline(file: string): Promise<readonly Known[]> {
  const bytes = await readFileIfThere(file)
  if (bytes !== undefined) return parseBaseline(bytes.toString('utf8'), file)
  throw new UserError(
    `--baseline names ${file}, which does not exist. Write it once with --write-baseline, and commit it.`,
  )
}

/** Tells the problems that a baseline knows from new ones. */
export function splitByBaseline(
  annotations: readonly Annotation[],
  known: readonly Known[],
  file: string,
): Split {
  const keys = new Set(known.map(({ key }) => key))
  const found = new Set(annotations.map(({ key }) => key))
  const old = annotations.filter(({ key }) => keys.has(key))
  const gone = known.filter(({ key }) => !found.has(key))
  return {
    problems: annotations.filter(({ key }) => !keys.has(key)),
    old,
    notes: [
      `${old.length} of ${annotations.length} problems are old: ${file} knows them.`,
      ...gone.map(({ key }) => `${file} knows a problem that is no more: ${cut(key)}`),
    ],
  }
}

function cut(key: string): string {
  return key.length > 100 ? `${key.slice(0, 100)}…` : key
}
