import { asUpgraded } from '../../core/verify/as-upgraded.ts'
import {
  addedBy,
  compareWithBase,
  type Edit,
  firstEditedLine,
} from '../../core/verify/compare-with-base.ts'
import { assertNever } from '../../core/never.ts'
import type { Entry } from '../../core/verify/entry.ts'
import { baseRules } from '../../core/verify/problem.ts'
import { twinForm } from '../../core/migration.ts'
import { declaredByFolders, declaredByJournal } from '../../io/drizzle/survey-folder.ts'
import { fingerprint } from '../../io/drizzle/fingerprint.ts'
import { UserError } from '../../io/errors.ts'
import { blobId } from '../../io/git/blob-id.ts'
import { type Base, type CommittedFolder, readBase, readBlob } from '../../io/git/read-base.ts'
import { shellWord } from '../shell-command.ts'
import type { Checked, Ground } from './request.ts'

/** What a change does to the base branch's migrations, and which ones are new by it. */
export interface BaseChecked extends Checked {
  readonly added: ReadonlySet<string>
}

/** Throws a `UserError` where there is no such branch, or no way to compare with it. */
export async function checkBase(ground: Ground, name: string): Promise<BaseChecked> {
  if (/^-|^\s*$|[\p{Cc}]/u.test(name)) {
    throw new UserError(
      `--base ${JSON.stringify(name)} cannot be the name of a branch, a tag or a commit.`,
    )
  }
  if (ground.root === undefined) {
    throw new UserError(
      `${ground.path} is in no work tree of git (or git is not installed), so there is nothing to compare with ${JSON.stringify(name)}. Run this in a checkout, or leave --base out.`,
    )
  }
  const base = await readBase(ground.folder, name)
  if (!base.found) throw new UserError(noBase(base, name))
  const { folder, survey, path } = ground
  const likeBlob = base.fork.commit
  const after = survey.entries.map((entry) => ({
    ...entry,
    blob: entry.content && blobId(entry.content.bytes, likeBlob),
  }))
  const [before, tip] = await Promise.all([
    entriesAt(ground, base.fork, after),
    entriesAt(ground, base.tip, after),
  ])
  const edits = new Map<string, Edit>()
  for (const entry of after) {
    const old = before.find(({ tag }) => tag === entry.tag)?.blob
    if (old === undefined || entry.content === undefined || old === entry.blob) continue
    const text = await readBlob(folder, old)
    const { hash } = fingerprint(Buffer.from(text))
    const { tag, when, content } = entry
    const isOfEndings = twinForm({ tag, when, ...content }, hash) !== undefined
    const line = isOfEndings ? 1 : firstEditedLine(text, content.bytes.toString('utf8'))
    edits.set(tag, { line, isOfEndings })
  }
  const { layout } = survey
  const change = { layout, after, before, base: tip, baseName: shortName(name), edits }
  const isNew = before.length === 0 && tip.length === 0 && after.length > 0
  return {
    rules: baseRules,
    problems: [
      ...compareWithBase(change),
      ...(isNew
        ? [{ rule: 'base-without-folder', base: name, place: { file: path } } as const]
        : []),
    ],
    added: new Set(addedBy(change).map(({ tag }) => tag)),
  }
}

/** What the folder declares in a commit; what cannot be read there is no doing of this change. */
async function entriesAt(
  { folder, path, survey }: Ground,
  { blobs }: CommittedFolder,
  after: readonly Entry[],
): Promise<readonly Entry[]> {
  const paths = [...blobs.keys()]
  const journal = blobs.get('meta/_journal.json')
  const { layout, entries } =
    journal === undefined
      ? declaredByFolders(paths, path)
      : declaredByJournal(await readBlob(folder, journal), paths, path)
  const fileOf = (tag: string) => (layout === 'journal' ? `${tag}.sql` : `${tag}/migration.sql`)
  const there = entries.map((entry) => ({ ...entry, blob: blobs.get(fileOf(entry.tag)) }))
  const isUpgrade = layout === 'journal' && survey.layout === 'folders'
  return isUpgrade ? asUpgraded(there, after) : there
}

function noBase({ because, isShallow }: Extract<Base, { found: false }>, name: string): string {
  const shallow = isShallow
    ? ' The clone is shallow, so it has only a part of the history (in GitHub Actions, `fetch-depth: 0` at actions/checkout brings it all).'
    : ''
  const shown = JSON.stringify(name)
  switch (because) {
    case 'no-such-commit':
      return `${shown} is no branch, tag or commit that this clone has.${shallow} Fetch it:\n  ${fetchCommand(name, isShallow)}`
    case 'no-common-commit':
      return `HEAD and ${shown} have no common commit in this clone, so it cannot be told what is new.${shallow} Fetch the history of both:\n  ${fetchCommand(name, isShallow)}`
    case 'no-commit-yet':
      return `HEAD has no commit yet, so there is nothing to compare with ${shown}.`
    default:
      return assertNever(because)
  }
}

/** A commit as git shortens it. */
function shortName(name: string): string {
  return /^[0-9a-f]{40,64}$/.test(name) ? name.slice(0, 12) : name
}

/** For `origin/main`, the branch of a remote; any other name is asked of `origin`. */
function fetchCommand(name: string, isShallow: boolean): string {
  const [, remote, branch] = /^([^/]+)\/(.+)$/.exec(name) ?? []
  const deepen = isShallow ? ['--unshallow'] : []
  const what =
    remote === undefined || branch === undefined
      ? ['origin', name]
      : [remote, `${branch}:refs/remotes/${name}`]
  return ['git', 'fetch', ...deepen, ...what.map(shellWord)].join(' ')
}
