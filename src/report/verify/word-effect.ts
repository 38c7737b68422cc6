import { assertNever } from '../../core/never.ts'
import type { Effect, ProblemOf } from '../../core/verify/problem.ts'
import type { ProblemWords } from './problem-words.ts'

/** What a new migration does that a person should have meant. */
export function wordEffect({ rule, object }: ProblemOf<Effect>): ProblemWords {
  switch (rule) {
    case 'drops':
      return {
        title: `Drops ${object}`,
        text: 'What it holds is gone then. See that no code that still runs reads it, and that there is a backup.',
      }
    case 'empties':
      return {
        title: `Deletes all rows of ${object}`,
        text: 'In every database that runs it. See that this is meant, and that there is a backup.',
      }
    case 'changes-type':
      return {
        title: `Changes the type of ${object}`,
        text: 'PostgreSQL may write the whole table anew, and nobody can read or write it meanwhile; a value that does not fit makes the migration fail.',
      }
    case 'sets-not-null':
      return {
        title: `Sets NOT NULL on ${object}`,
        text: 'The migration fails where a row has no value. Fill the column first, in the same migration or in one before.',
      }
    case 'adds-not-null':
      return {
        title: `Adds ${object} with NOT NULL and no default`,
        text: 'The migration fails wherever the table has a row. Give it a default, or add it nullable, fill it, and then set NOT NULL.',
      }
    default:
      return assertNever(rule)
  }
}
