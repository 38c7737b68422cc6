import { assertNever } from '../../core/never.ts'
import type { Overtaker, ProblemOf } from '../../core/verify/problem.ts'
import { dateInWords } from './date-in-words.ts'
import type { ProblemWords } from './problem-words.ts'

type OfBase = ProblemOf<
  | 'edited'
  | 'line-endings'
  | 'deleted'
  | 'renamed'
  | 'restamped'
  | 'reordered'
  | 'overtaken'
  | 'runs-late'
  | 'number-taken'
  | 'base-without-folder'
>

/** What a change does to the base branch's migrations, and how its new ones fare there. */
export function wordBase(problem: OfBase): ProblemWords {
  switch (problem.rule) {
    case 'edited':
      return {
        title: 'A migration that may have run was edited',
        text: `${problem.tag} has another text than on the base branch. Databases that ran it never get the new one, and Drizzle does not notice. Restore the file, and put the change into a migration of its own.`,
      }
    case 'line-endings':
      return {
        title: 'A migration has other line endings',
        text: `${problem.tag} differs from the base branch in line endings, a BOM or its last newline alone, which changes its hash. The line "*.sql text eol=lf" in .gitattributes keeps it from coming back.`,
      }
    case 'deleted':
      return {
        title: 'A migration that may have run was deleted',
        text: `${problem.tag} is on the base branch and no longer here. Databases that ran it keep what it made, and new ones never get it. Bring back its file and, for 0.x, its entry in meta/_journal.json, and undo what it does in a new migration.`,
      }
    case 'renamed':
      return {
        title: 'A migration that may have run was renamed',
        text: `${problem.tag} is ${problem.was} on the base branch. Drizzle 1.0 runs it again under its new name; give it the old one back.`,
      }
    case 'restamped':
      return {
        title: 'A migration that may have run has another date',
        text: `${problem.tag} has the "when" ${problem.when}, and ${problem.was} on the base branch. Drizzle 0.x knows a migration by it: with a later one it runs again. Set it back.`,
      }
    case 'reordered':
      return {
        title: 'Migrations stand in another order',
        text: `From ${problem.tag} on, the order is another one than on the base branch: a new database will run them otherwise than those before. Put the entries back in their order.`,
      }
    case 'overtaken':
      return {
        title: 'Drizzle will silently skip this migration',
        text: `${problem.tag} is dated ${dateInWords(problem.when)}, which is not later than ${newestOf(problem.by)}. A database that has run that one never runs ${problem.tag}, and Drizzle says nothing. ${wayOutOf(problem.by)}`,
      }
    case 'runs-late':
      return {
        title: 'A new migration stands before an older one',
        text: `${problem.tag} stands before ${newestOf(problem.by)}. Databases that have run that one run ${problem.tag} after it, and new ones before it: see that both orders work, or generate it again.`,
      }
    case 'number-taken':
      return {
        title: 'Two migrations have the same number',
        text:
          problem.base === undefined
            ? `${problem.tag} has the number of ${problem.by}, so that both have one snapshot in meta/. Generate it again.`
            : `${problem.tag} has the number of ${problem.by}, which is on ${problem.base} since the branches parted. Merge ${problem.base} into this branch, take its meta/, and generate ${problem.tag} again.`,
      }
    case 'base-without-folder':
      return {
        title: 'The base branch has no migrations here',
        text: `${problem.base} has nothing of drizzle-kit in this folder, so every migration counts as new. If the folder was moved, nobody can tell here whether migrations were changed on the way.`,
      }
    default:
      return assertNever(problem)
  }
}

function newestOf({ tag, when, on }: Overtaker): string {
  return `${tag} on ${on}, dated ${dateInWords(when)}`
}

function wayOutOf({ on }: Overtaker): string {
  const again = on.startsWith('the published manifest')
    ? 'Generate the migration again'
    : `Bring ${on} into this branch and generate the migration again`
  return `${again}, or raise its "when" in meta/_journal.json above that.`
}
