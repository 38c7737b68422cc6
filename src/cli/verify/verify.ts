import { checkWhens } from '../../core/verify/check-whens.ts'
import { folderRules, keyOf, type Problem } from '../../core/verify/problem.ts'
import { checkBase } from './check-base.ts'
import { checkEffects } from './check-effects.ts'
import { checkManifests } from './check-manifest.ts'
import { checkReplay } from './check-replay.ts'
import { checkSchema } from './check-schema.ts'
import { leavesItOpen, readGround } from './read-ground.ts'
import type { Checked, Ground, VerifyRequest } from './request.ts'

/** What all checks came to. */
export interface Verified extends Required<Checked> {
  /** The folder, relative to the repository's root. */
  readonly path: string
  readonly root: string | undefined
  readonly migrations: number
  readonly added?: number | undefined
}

/** Looks at a folder of migrations from all sides; a problem on one side does not hide the others. */
export async function verify(request: VerifyRequest, now: number): Promise<Verified> {
  const ground = await readGround(request.migrations)
  const { survey, root, path } = ground
  const { layout, entries, problems } = survey
  const base = request.base === undefined ? undefined : await checkBase(ground, request.base)
  const whens = checkWhens(entries, layout, now)
  const effects = base === undefined ? undefined : await checkEffects(ground, base.added)
  const manifests = await checkManifests(ground, request.manifest)
  const schema = await checkSchema(ground, request)
  // Otherwise a replay would fail for want of a file, and say less.
  const isWhole = !problems.some(leavesItOpen)
  const replay = await replayed(ground, request, isWhole)
  const byItself = { problems: [...problems, ...whens], rules: folderRules }
  const all = [
    byItself,
    base ?? { ...nothing, notes: [noBase] },
    manifests,
    replay,
    schema,
    effects,
  ].filter((each): each is Checked => each !== undefined)
  return {
    problems: withoutEchoes(all.flatMap((each) => each.problems)),
    rules: [...new Set(all.flatMap((each) => each.rules))],
    notTold: all.flatMap((each) => each.notTold ?? []),
    notes: all.flatMap((each) => each.notes ?? []),
    path,
    root,
    migrations: entries.length,
    added: base?.added.size,
  }
}

const noBase = 'Nothing was held against another commit: name the branch to merge into with --base.'

const nothing = { rules: [], problems: [] } as const

async function replayed(
  ground: Ground,
  request: VerifyRequest,
  isWhole: boolean,
): Promise<Checked> {
  if (!request.replay) return { ...nothing, notes: ['The migrations were not replayed.'] }
  if (isWhole) return checkReplay(ground, request)
  return { ...nothing, notes: ['The migrations were not replayed, as the folder is not whole.'] }
}

/** Each problem once, by its key; and who is overtaken is older than what stands before it, too. */
function withoutEchoes(problems: readonly Problem[]): readonly Problem[] {
  const overtaken = new Set(
    problems.flatMap((problem) => (problem.rule === 'overtaken' ? [problem.tag] : [])),
  )
  const unique = new Map<string, Problem>()
  for (const problem of problems) {
    if (problem.rule === 'older-when' && overtaken.has(problem.tag)) continue
    if (!unique.has(keyOf(problem))) unique.set(keyOf(problem), problem)
  }
  return [...unique.values()]
}
