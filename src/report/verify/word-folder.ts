import { assertNever } from '../../core/never.ts'
import type { ProblemOf } from '../../core/verify/problem.ts'
import { dateInWords } from './date-in-words.ts'
import type { ProblemWords } from './problem-words.ts'

type OfFolder = ProblemOf<
  | 'folder-malformed'
  | 'conflict-marker'
  | 'file-absent'
  | 'file-undeclared'
  | 'not-utf8'
  | 'repeated-tag'
  | 'repeated-when'
  | 'future-when'
  | 'older-when'
>

/** What is wrong with a folder by itself. */
export function wordFolder(problem: OfFolder): ProblemWords {
  switch (problem.rule) {
    case 'folder-malformed':
      return { title: 'The migrations folder cannot be read', text: problem.fault }
    case 'conflict-marker':
      return {
        title: 'A merge-conflict marker was left behind',
        text: 'Resolve the merge: keep what the base branch has, and generate your own migration again.',
      }
    case 'file-absent':
      return {
        title: 'A declared migration has no file',
        text: `${problem.tag} is declared, and its SQL file is not there: Drizzle runs no migration at all then. Bring the file back from git; if no database has run it, take away what declares it.`,
      }
    case 'file-undeclared':
      return problem.layout === 'journal'
        ? {
            title: 'An SQL file is not in the journal',
            text: 'Drizzle never runs a file that meta/_journal.json does not name. Delete it, or add it with `drizzle-kit generate --custom`.',
          }
        : {
            title: 'An SQL file is not in a folder of its own',
            text: 'Drizzle 1.0 never runs it. Delete it, or move its text into a migration made with `drizzle-kit generate --custom`.',
          }
    case 'not-utf8':
      return {
        title: 'A migration is not valid UTF-8',
        text: 'Drizzle hashes and runs it with U+FFFD in place of what it cannot decode. Save it as UTF-8 if no database has run it yet.',
      }
    case 'repeated-tag':
      return {
        title: 'A migration is declared twice',
        text: `The journal has ${problem.tag} a second time. Remove one of the entries.`,
      }
    case 'repeated-when':
      return {
        title: 'Two migrations have the same date',
        text: `${problem.twin} and ${problem.tag} have the same "when", ${problem.when}: a database that has run one of them never runs the other. Give the one that no database has run yet a later one.`,
      }
    case 'future-when':
      return {
        title: 'A migration is dated later than now',
        text: `${problem.tag} is dated ${dateInWords(problem.when)}: once a database has run it, Drizzle 0.x skips all that is generated until then. Set its date to now if no database has run it yet.`,
      }
    case 'older-when':
      return {
        title: 'A migration is older than one before it',
        text: `${problem.tag} is dated before ${problem.newest}, which stands before it: a database that has run ${problem.newest} never runs ${problem.tag}. Raise its "when" if no database has run it yet.`,
      }
    default:
      return assertNever(problem)
  }
}
