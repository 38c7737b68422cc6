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
  // Of a journal that cannot be read, all migrations would seem to be deleted.
  const isUnread = entries.length === 0 && problems.some(leavesItOpen)
  const base =
    request.base === undefined || isUnread ? undefined : await checkBase(ground, request.base)
  const whens = checkWhens(entries, layout, now)
  const effects = base === undefined ? undefined : await checkEffects(ground, base.added)
  const manifests = isUnread ? nothing : await checkManifests(ground, request.manifest)
  const schema = await checkSchema(ground, request)
  // Otherwise a replay would fail for want of a file, and say less.
  const isWhole = !problems.some(leavesItOpen)
  const replay = await replayed(ground, request, isWhole, base?.added ?? new Set())
  const byItself = { problems: [...problems, ...whens], rules: folderRules }
  const all = [
    byItself,
    base ?? { ...nothing, notes: [request.base === undefined ? noBase : unread(request.base)] },
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
    added: base?.added.size ?? (request.base === undefined ? undefined : 0),
  }
}

const noBase = 'Nothing was held against another commit: name the branch to merge into with --base.'

function unread(base: string): string {
  return `Nothing was held against ${base}, as it cannot be read which migrations there are.`
}

const nothing = { rules: [], problems: [] } as const

async function replayed(
  ground: Ground,
  request: VerifyRequest,
  isWhole: boolean,
  added: ReadonlySet<string>,
): Promise<Checked> {
  if (!request.replay) return { ...nothing, notes: ['The migrations were not replayed.'] }
  if (isWhole) return checkReplay(ground, request, added)
  return { ...nothing, notes: ['The migrations were not replayed, as the folder is not whole.'] }
}

/**
 * Each problem once, by its key, and none that another one says better: who is overtaken is older
 * than what stands before it, too; who is renamed is new to a manifest; and the file of a migration
 * whose entry is gone is in no journal.
 */
function withoutEchoes(problems: readonly Problem[]): readonly Problem[] {
  const renamed = tagsOf(problems, 'renamed')
  const overtaken = tagsOf(problems, 'overtaken')
  const deleted = new Set(
    problems.flatMap(({ rule, place }) => (rule === 'deleted' ? [place.file] : [])),
  )
  const unique = new Map<string, Problem>()
  for (const problem of problems) {
    if (problem.rule === 'older-when' && overtaken.has(problem.tag)) continue
    if (problem.rule === 'overtaken' && renamed.has(problem.tag)) continue
    if (problem.rule === 'file-undeclared' && deleted.has(problem.place.file)) continue
    if (!unique.has(keyOf(problem))) unique.set(keyOf(problem), problem)
  }
  return [...unique.values()]
}

function tagsOf(problems: readonly Problem[], rule: 'renamed' | 'overtaken'): ReadonlySet<string> {
  return new Set(problems.flatMap((problem) => (problem.rule === rule ? [problem.tag] : [])))
}
