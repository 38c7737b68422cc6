import type { Commit, Origin } from '../core/origin.ts'
import { assertNever } from '../core/never.ts'
import { join, type RichText, say } from './rich-text.ts'
import { allowStep, at, type Step } from './wording-parts.ts'

/** Where a ledger's hash comes from, as the repository's history tells it. */
export function originInWords(
  { hash, path, from, fate }: Origin,
  of: string,
  now: number,
): RichText {
  const twin = hash === of.toLowerCase() ? [] : say`, but for line endings or a byte order mark,`
  const text = say`It is the text${twin} that ${path}`
  const brought = from === undefined ? say`in the past` : commitInWords(from, now)
  if (fate.kind === 'unmerged') {
    const refs = fate.branches.map((name) => say`${name}`)
    return say`${text} has only on ${join(refs, ', ')}: never merged. It came with ${brought}.`
  }
  const deed = deedInWords(fate)
  return fate.by === undefined
    ? say`${text} had with ${brought}. Since, a merge or a change not yet committed ${deed}.`
    : say`${text} had until ${commitInWords(fate.by, now)} ${deed}.`
}

function commitInWords({ commit, at: seconds, author }: Commit, now: number): RichText {
  return say`commit ${commit} (${author}, ${at(seconds * 1000, now)})`
}

function deedInWords(fate: Exclude<Origin['fate'], { kind: 'unmerged' }>): RichText {
  switch (fate.kind) {
    case 'edited':
      return say`edited it`
    case 'deleted':
      return say`deleted it`
    case 'renamed':
      return say`renamed it to ${fate.to}`
    case 'squashed':
      return say`put ${fate.to} in its place`
    default:
      return assertNever(fate)
  }
}

/** What to do about a row of which the origin is known. */
export function originSteps({ path, from, fate }: Origin, hash: string): Step[] {
  const allow = (text: RichText) => allowStep(hash, text)
  switch (fate.kind) {
    case 'edited':
      return [
        ...(fate.by === undefined ? [] : [showStep(fate.by, path)]),
        ...allow(say`If this database is right as it is, accept the old hash:`),
      ]
    case 'deleted':
      return [
        ...(from === undefined ? [] : [restoreFileStep(from, path)]),
        ...allow(say`If it has to stay away, accept the row and say why:`),
      ]
    case 'renamed':
      return allow(
        say`If ${fate.to} has no row, give this one its date (0.x) or name (1.0). If it has, accept this one:`,
      )
    case 'squashed':
      return allow(say`See that a row records ${fate.to}. Then accept this one, and say why:`)
    case 'unmerged':
      return [
        {
          text: say`Merge that migration; or, if it should never have run on this database, revert by hand what it did and delete its row.`,
        },
        ...allow(say`To keep what it did without its file, accept the row and say why:`),
      ]
    default:
      return assertNever(fate)
  }
}

/** A look at the change after which the file was another. */
export function showStep({ commit }: Commit, path: string): Step {
  return {
    text: say`See what that commit changed, in the application's repository:`,
    command: `git show ${commit} -- ${shellPath(path)}`,
  }
}

function restoreFileStep({ commit }: Commit, path: string): Step {
  return {
    text: say`Bring the file back, and for 0.x its entry in ${'meta/_journal.json'}:`,
    // Unlike `git show` into the file, it makes the folder of 1.0 as well.
    command: `git restore --source=${commit} -- ${shellPath(path)}`,
  }
}

/**
 * The path, counted from the repository's root wherever it is typed: it comes from a repository and
 * is meant to be pasted into a shell.
 */
function shellPath(path: string): string {
  return /^[\w./@+-]{1,150}$/.test(path) ? `:/${path}` : '<file>'
}
