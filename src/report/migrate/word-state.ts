import { driftwatchCommand } from '../../core/command.ts'
import type { Ended } from '../../core/migrate/run.ts'
import type { State } from '../../core/migrate/state.ts'
import { assertNever } from '../../core/never.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import { join, type RichText, say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'

/** In which state a run left the database, and what to do. */
export interface StateWords {
  readonly what: RichText
  readonly next: RichText
}

const again = say`Run ${driftwatchCommand('migrate')} again, in the same way.`

/** How many objects are named. */
const mostObjects = 10

export function wordState(state: State): StateWords {
  switch (state.status) {
    case 'as-before':
      return {
        what: say`Nothing was changed: the ledger has the rows that it had, and none of what the pending migrations make is there. What had begun was rolled back.`,
        next: say`Mend what is said above, if anything is. ${again}`,
      }
    case 'applied':
      return {
        what: say`All pending migrations had been committed and recorded by then.`,
        next: say`Nothing is left to run. ${again} It looks once more, and says so.`,
      }
    case 'applied-in-part':
      return {
        what: say`${state.recorded} of ${words(plural(state.pending, 'pending migration'))} were committed and recorded, each as a whole; the rest was not begun or was rolled back.`,
        next: say`${again} It applies the rest.`,
      }
    case 'half-done': {
      const named = state.objects.slice(0, mostObjects)
      const names = join(
        named.map(
          ({ expected: { object }, change }) =>
            say`${words(`${object.type} `)}${objectName(object)}${words(change === 'goes' ? ' is gone' : '')}`,
        ),
        ', ',
      )
      const more = state.objects.length - named.length
      return {
        what: say`${state.recorded} of ${words(plural(state.pending, 'pending migration'))} are recorded. Of the others, this is in the database and no row says so: ${names}${words(more > 0 ? ` and ${more} more` : '')}. So something was committed outside of the one transaction: by a ${'COMMIT'} in a file, or by a driver without transactions.`,
        next: say`Do not run it again yet: its statements may meet what they have made. Either undo these objects by hand and run it again, or finish the migration by hand and record it: ${driftwatchCommand('record --only <tag>')} prints the statement.`,
      }
    }
    case 'ledger-moved':
      return {
        what: say`${state.recorded} of ${words(plural(state.pending, 'pending migration'))} ${words(state.recorded === 1 ? 'is' : 'are')} recorded, and other rows of the ledger came, changed or went that are not of this run: somebody else has written to it meanwhile.`,
        next: say`Find out who. ${driftwatchCommand('audit --manifest <file>')} says how the ledger stands to the history now.`,
      }
    case 'not-known':
      return {
        what: say`In which state the database is could not be seen: ${sentence(state.because)} The migrator works in one transaction, so that all pending migrations are applied and recorded, or none is.`,
        next: say`Once the database can be reached: ${again} It looks first, and applies what is still pending, if anything is.`,
      }
    default:
      return assertNever(state)
  }
}

/** How the migrator ended; nothing where it ended well. */
export function wordEnded(ended: Ended): RichText | undefined {
  switch (ended.how) {
    case 'done':
      return undefined
    case 'failed':
      return say`Drizzle's migrator failed. It says: ${sentence(ended.words)}`
    case 'ended':
    case 'stopped':
      return sentence(ended.words)
    default:
      return assertNever(ended)
  }
}
