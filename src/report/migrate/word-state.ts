import { driftwatchCommand } from '../../core/command.ts'
import { isAboutRows } from '../../core/migrate/failure.ts'
import type { Holder } from '../../core/migrate/holder.ts'
import { differingTables, type Ended } from '../../core/migrate/run.ts'
import { assertNever } from '../../core/never.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import { join, type RichText, say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { holderInWords } from './locked-document.ts'
import { type ToldRun, wordAsBefore, wordEndsTransaction, wordUnseen } from './word-as-before.ts'

/** In which state a run left the database, and what to do. */
export interface StateWords {
  readonly what: RichText
  readonly next: RichText
}

const again = say`Run ${driftwatchCommand('migrate')} again, in the same way.`

/** How many objects are named. */
const mostObjects = 10

export function wordState(run: ToldRun): StateWords {
  const { state, endsTransaction } = run
  switch (state.status) {
    case 'as-before':
      return { what: wordAsBefore(run, state), next: nextAsBefore(run) }
    case 'applied':
      return {
        what: say`All pending migrations had been committed and recorded by then.`,
        next: say`Nothing is left to run. ${again} It looks once more, and says so.`,
      }
    case 'applied-in-part':
      return {
        what: say`${state.recorded} of ${words(plural(state.pending, 'pending migration'))} ${words(state.recorded === 1 ? 'was' : 'were')} committed and recorded, each as a whole${words(state.unseen === undefined ? '; nothing that the rest makes has come.' : '.')} ${state.unseen === undefined ? [] : wordUnseen(state.unseen)}`,
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
        what: say`${state.recorded} of ${words(plural(state.pending, 'pending migration'))} ${words(isOrAre(state))} recorded. Of the others, this is in the database and no row says so: ${names}${words(more > 0 ? ` and ${more} more` : '')}. So something was committed outside of the one transaction: by a ${'COMMIT'} in a file, or by a driver without transactions.`,
        next: say`Do not run it again yet: its statements may meet what they have made. Either undo these objects by hand and run it again, or finish the migration by hand and record it: ${driftwatchCommand('record --only <tag>')} prints the statement.`,
      }
    }
    case 'ledger-moved':
      return {
        what: say`${state.recorded} of ${words(plural(state.pending, 'pending migration'))} ${words(isOrAre(state))} recorded, and other rows of the ledger came, changed or went that are not of this run: somebody else has written to it meanwhile.`,
        next: say`Find out who. ${driftwatchCommand('audit --manifest <file>')} says how the ledger stands to the history now.`,
      }
    case 'not-known':
      return {
        what: say`In which state the database is could not be seen: ${sentence(state.because)} ${
          endsTransaction.length === 0
            ? say`The migrator works in one transaction, so that all pending migrations are applied and recorded, or none is.`
            : say`${wordEndsTransaction(endsTransaction)}, so a part of them may have been applied without being recorded.`
        }`,
        next: say`Once the database can be reached: ${again} It looks first, and applies what is still pending, if anything is.`,
      }
    default:
      return assertNever(state)
  }
}

/** After such as `0 of 1 pending migration`. */
function isOrAre({ recorded, pending }: { recorded: number; pending: number }): string {
  return recorded === 1 || pending === 1 ? 'is' : 'are'
}

function nextAsBefore(run: ToldRun): RichText {
  if (run.endsTransaction.length > 0) {
    return say`Do not run it again yet: look in the database for what the statements before the ${'COMMIT'} do, and undo it by hand. Take the ${'COMMIT'} out of the file, and run it again.`
  }
  return differingTables(run).length > 0
    ? say`Find out who has written to these tables. ${again}`
    : say`Mend what is said above, if anything is. ${again}`
}

function wordLock(holders: readonly Holder[]): RichText {
  const who =
    holders.length === 0
      ? say`Look for it in ${'pg_stat_activity'}.`
      : join(holders.map(holderInWords), ' ')
  return say`Another session holds a lock that a migration needs, and the migrator gave up waiting, so that your application does not queue behind it. ${who} Run it again when that session is done, or let it wait longer with ${'--lock-timeout'}.`
}

/** How the migrator ended; nothing where it ended well. */
export function wordEnded(ended: Ended): RichText | undefined {
  switch (ended.how) {
    case 'done':
      return undefined
    case 'failed': {
      const place = ended.statement?.place
      const at = place === undefined ? [] : say` at line ${place.line} of ${place.file}`
      const rows = isAboutRows(ended.words)
        ? ' It is most likely rows of the database that stand against it; a rehearsal in an empty database has none.'
        : ''
      const said = say`Drizzle's migrator failed${at}. It says: ${sentence(ended.words)}${words(rows)}`
      return ended.lockHeldBy === undefined ? said : say`${said} ${wordLock(ended.lockHeldBy)}`
    }
    case 'ended':
    case 'stopped':
      return sentence(ended.words)
    default:
      return assertNever(ended)
  }
}
